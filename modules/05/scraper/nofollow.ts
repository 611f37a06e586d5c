/** Who is asked not to follow the links of a page. */
import { productOf } from './robots.ts';

/** Orders that have a colon, and are nobody's name. */
const ORDERS = /^(unavailable_after|max-(snippet|image-preview|video-preview))$/i;

/** Whether a list of orders, as in a robots meta or a rel, says so. */
export function saysNofollow(list: string | undefined): boolean {
  return /(^|[\s,])(nofollow|none)([\s,]|$)/i.test(list ?? '');
}

/** Whether a meta of this name speaks to this robot. */
export function isForRobot(name: string | undefined, robot: string): boolean {
  const reader = name?.trim().toLowerCase();
  return reader === 'robots' || (reader !== undefined && reader === productOf(robot));
}

/**
 * Whether an X-Robots-Tag tells this robot, or all, not to follow links:
 * `nofollow`, or `example-bot: noindex, nofollow`. A name may also stand behind a comma, as
 * proxies join lines: what comes behind it is for that robot, up to the next name.
 */
export function forbidsLinks(
  header: string | string[] | undefined,
  robot: string,
): boolean {
  return [header ?? []].flat().some((line) => {
    let isOurs = true;
    return line.split(',').some((order) => {
      const [, name, first] = /^\s*([\w-]+)\s*:(.*)$/.exec(order) ?? [];
      if (name === undefined || ORDERS.test(name)) return isOurs && saysNofollow(order);
      isOurs = name.toLowerCase() === productOf(robot);
      return isOurs && saysNofollow(first);
    });
  });
}

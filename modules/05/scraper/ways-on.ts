import type { Page } from './page.ts';
import type { Reading } from './reading.ts';

/**
 * Where a page leads on to, on its own host.
 *
 * @param next whether along its Next link, too.
 */
export function waysOn(page: Page<Reading>, next: boolean): string[] {
  const { content, trail } = page;
  const here = trail.at(-1);
  if (!content || !here) return [];
  const base = resolved(content.base ?? '', here) ?? here;
  const links = [...(next ? [content.next] : []), ...(content.links ?? [])];
  const urls = links.map((link) => link && resolved(link, base));
  const { host } = new URL(here);
  return [...new Set(urls)].filter(
    (url): url is string => url !== undefined && url !== '' && new URL(url).host === host,
  );
}

/** Nothing for what is no link to a page. */
function resolved(text: string, base: string): string | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}

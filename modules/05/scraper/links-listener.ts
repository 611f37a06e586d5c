/** Where a page leads on to, as its markup says. */
import { decodeHTMLAttribute } from 'entities';
import { type Attributes, hasClass, type MarkupListener } from './markup-listener.ts';
import { isForRobot, saysNofollow } from './nofollow.ts';

/** Looks for the Next link, `.next > a`, and for what holds for all links of the page. */
export class LinksListener implements MarkupListener {
  next: string | undefined;
  /** What the links stand on. */
  base: string | undefined;
  /** Whether a meta asks not to follow any. */
  nofollow = false;
  readonly #decode: (piece: string) => string;
  readonly #robot: string | undefined;
  /** Of each element that is open, whether it has the class. */
  readonly #areNext: boolean[] = [];

  /** @param robot who can be asked not to follow links. Default: takes no telling. */
  constructor(decode: (piece: string) => string, robot: string | undefined) {
    this.#decode = decode;
    this.#robot = robot;
  }

  opens(name: string, attributes: Attributes): void {
    if (name === 'base') this.base ??= this.#text(attributes.href);
    if (name === 'meta' && this.#robot && isForRobot(attributes.name, this.#robot)) {
      this.nofollow ||= saysNofollow(this.#text(attributes.content));
    }
    if (name === 'a' && this.#areNext.at(-1) && this.mayFollow(attributes)) {
      this.next ??= this.#text(attributes.href);
    }
    this.#areNext.push(hasClass(attributes, 'next'));
  }

  closes(): void {
    this.#areNext.pop();
  }

  /** Whether a link leads somewhere, and does not ask not to be followed. */
  mayFollow({ href, rel }: Attributes): boolean {
    return Boolean(href) && !(this.#robot && saysNofollow(rel));
  }

  #text(value: string | undefined): string | undefined {
    return value === undefined ? undefined : decodeHTMLAttribute(this.#decode(value));
  }
}

/** Where a page leads on to, as its markup says. */
import { decodeHTMLAttribute } from 'entities';
import { type Attributes, hasClass, type MarkupListener } from './markup-listener.ts';
import { isForRobot, saysNofollow } from './nofollow.ts';

/** Looks for the Next link, and for what holds for all links of the page. */
export class LinksListener implements MarkupListener {
  /** Of the links of the page that say they are the next one, the first. */
  #link: string | undefined;
  /** Of those in its head. */
  #headLink: string | undefined;
  /** What the links stand on. */
  base: string | undefined;
  /** Whether a meta asks not to follow any. */
  nofollow = false;
  readonly #decode: (piece: string) => string;
  readonly #robot: string | undefined;
  /** Of each element that is open, whether it or one around it has the class `next`. */
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
    const isNext = this.#areNext.at(-1) || hasClass(attributes, 'next');
    this.#areNext.push(isNext);
    if ((name !== 'a' && name !== 'link') || !this.mayFollow(attributes)) return;
    const saysNext = /(^|[\t\n\f\r ])next([\t\n\f\r ]|$)/i.test(attributes.rel ?? '');
    if (name === 'a' && (isNext || saysNext)) this.#link ??= this.#text(attributes.href);
    if (name === 'link' && saysNext) this.#headLink ??= this.#text(attributes.href);
  }

  /** The one that a reader sees goes before that of the head. */
  get next(): string | undefined {
    return this.#link ?? this.#headLink;
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

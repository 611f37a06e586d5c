/** Whether a body is HTML, when nobody says what it is. */
import { decodeHtml } from './charset.ts';

/** Where the WHATWG's MIME Sniffing standard looks for it. */
const START = 1445;

/** The tags that it knows HTML by, and what may end them. */
const HTML =
  /^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--)[\s>]/i;

/** As a browser decides: by the first tag. XHTML may have its XML declaration before it. */
export function looksLikeHtml(body: Buffer): boolean {
  return HTML.test(decodeHtml(body.subarray(0, START)));
}

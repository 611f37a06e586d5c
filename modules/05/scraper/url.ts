import { Failure } from './failure.ts';

/** A URL with more than this many characters is a trap, or a mistake. */
const LONGEST = 2_000;

/**
 * One spelling for all URLs of a page, so that it is fetched once: on top of what `URL`
 * does (lower-case host, no default port, no `..`), no fragment, no empty query, and
 * percent-encoding only where it is needed, in upper case.
 *
 * @param base what a relative one stands on.
 * @throws {Failure} of the kind bad url, unless it is an http(s) URL without a password.
 */
export function normalise(text: string, base?: string): URL {
  if (!URL.canParse(text, base)) throw bad(text, 'no URL');
  const url = new URL(text, base);
  if (!/^https?:$/.test(url.protocol)) throw bad(text, 'neither http nor https');
  if (url.username || url.password) throw bad(text, 'a URL with a password');
  if (url.href.length > LONGEST) throw bad(`${text.slice(0, 60)}…`, 'too long');
  url.hash = '';
  url.pathname = tidy(url.pathname);
  url.search = tidy(url.search);
  return url;
}

/** `%7e` is `~`, and `%c3` is `%C3`. */
function tidy(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => {
    const sign = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(sign) ? sign : code.toUpperCase();
  });
}

function bad(text: string, why: string): Failure {
  return new Failure('bad url', `${withoutPassword(text)} is ${why}`);
}

/** A text that may be a URL, without what nobody but its host should see. */
export function withoutPassword(text: string): string {
  return text.replace(/(?<=^\s*[a-z]+:\/*)[^/?#]*@/i, '…@');
}

/** The cookies that hosts set, and get back. */
import { Cookie, CookieJar } from 'tough-cookie';
import type { Headers } from './exchange.ts';

/** What browsers keep, too; a longer one is not kept at all, as RFC 6265bis has it. */
const LONGEST = 4096;
/** Of one host; then the one that was sent the longest ago goes. */
const MOST = 50;
/** What a Date can be, in ms. */
const LATEST = 8.64e15;

/**
 * Python: `http.cookiejar.CookieJar`, which `aiohttp.ClientSession` has by itself.
 *
 * @example
 * ```ts
 * import { Cookies } from './cookies.ts';
 *
 * const cookies = new Cookies();
 * const url = new URL('http://127.0.0.1:8000/page/1/');
 * cookies.keep(url, { 'set-cookie': 'seen=1; Path=/' });
 * cookies.for(url); // 'seen=1'
 * ```
 */
export class Cookies {
  readonly #jar = new CookieJar(undefined, {
    looseMode: true, // as browsers do: `=1` and `a` are cookies
    allowSecureOnLocal: false, // Secure means https, on this machine, too
  });
  /** Most sites set none: then the jar, which takes its time, is not asked. */
  #isEmpty = true;

  /** What to send to a URL; nothing when there is none. */
  for({ href }: URL): string | undefined {
    return this.#isEmpty ? undefined : this.#jar.getCookieStringSync(href) || undefined;
  }

  /** Keeps what an answer sets, as far as it may. */
  keep({ href }: URL, headers: Headers): void {
    for (const text of [headers['set-cookie'] ?? []].flat()) {
      if (text.length > LONGEST) continue;
      const parsed = Cookie.parse(text, { loose: true });
      if (!parsed) continue;
      fixEnd(parsed);
      const cookie = this.#jar.setCookieSync(parsed, href, { ignoreError: true });
      this.#isEmpty &&= !cookie;
      if (cookie?.domain) this.#makeRoom(cookie.domain);
    }
  }

  /** The store in memory, which a jar has by itself, answers at once. */
  #makeRoom(domain: string): void {
    const { store } = this.#jar;
    store.findCookies(domain, null, true, (_, found = []) => {
      const own = found.filter((cookie) => cookie.domain === domain);
      if (own.length <= MOST) return;
      own.sort((a, b) => Number(a.lastAccessed) - Number(b.lastAccessed));
      store.removeCookie(domain, own[0]?.path ?? null, own[0]?.key ?? null, () => {});
    });
  }
}

/** Max-Age counts from when a cookie is set, but for the jar from when it was last sent. */
function fixEnd(cookie: Cookie): void {
  if (cookie.maxAge === null) return;
  const end = Date.now() + Number(cookie.maxAge) * 1000;
  cookie.expires = new Date(Math.max(0, Math.min(end, LATEST)));
  cookie.maxAge = null;
}

/** What is still to be fetched: each URL once, host by host in turn. */

/** A URL, and how many links lead to it from one that was given. */
interface Target {
  url: URL;
  depth: number;
}

interface Host {
  urls: [href: string, depth: number][];
  /** The first of `urls` that has not been started: shift() is slow on long lists. */
  first: number;
  /** How many were started and are not done. */
  running: number;
}

/** How many URLs may be started. */
interface FrontierLimits {
  /** Of one host, before one of them is done. */
  perHost: number;
  /** Of all hosts, before one of them is done. */
  inAll: number;
  /** From first to last. Default: no limit. */
  most: number | undefined;
}

export class Frontier {
  /** How many were started and are not done. */
  running = 0;
  readonly #limits: FrontierLimits;
  readonly #seen: Set<string>;
  readonly #hosts = new Map<string, Host>();
  #started = 0;

  /** @param seen what is not to be fetched again. */
  constructor(limits: FrontierLimits, seen: Iterable<string>) {
    this.#limits = limits;
    this.#seen = new Set(seen);
  }

  /** Notes that a URL was met; false when that is nothing new. */
  meet(url: string): boolean {
    const before = this.#seen.size;
    return this.#seen.add(url).size > before;
  }

  /** Queues a URL. */
  add(url: URL, depth: number): void {
    const host = this.#hosts.get(url.host) ?? { urls: [], first: 0, running: 0 };
    this.#hosts.set(url.host, host);
    host.urls.push([url.href, depth]);
  }

  /** The URL to fetch next; undefined when there is none, or none may start now. */
  start(): Target | undefined {
    const { perHost, inAll, most = Infinity } = this.#limits;
    if (this.running >= inAll || this.#started >= most) return undefined;
    for (const [name, host] of this.#hosts) {
      const target = host.urls[host.first];
      if (target === undefined || host.running >= perHost) continue;
      host.first++;
      host.running++;
      this.running++;
      this.#started++;
      // The host goes to the end of the line.
      this.#hosts.delete(name);
      this.#hosts.set(name, host);
      const [href, depth] = target;
      return { url: new URL(href), depth };
    }
    return undefined;
  }

  /** A URL that was started is done. */
  done(url: URL): void {
    const host = this.#hosts.get(url.host);
    if (!host) return;
    host.running--;
    this.running--;
    if (host.running === 0 && host.first === host.urls.length)
      this.#hosts.delete(url.host);
  }
}

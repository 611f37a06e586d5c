import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Event } from '../../core/event.ts';
import { sleep } from '../../core/time.ts';
import { answer, type Fault, takeFault } from './faults.ts';
import { pageAt } from './pages.ts';

export type { Fault } from './faults.ts';

/** What the site wrote down about a request. */
export interface LogEntry {
  /** When it came in, in milliseconds since the site started. */
  at: number;
  /** With the query. */
  path: string;
  userAgent: string;
  /** Which connection it came over, counted from 1. */
  connection: number;
  /** How many requests were in flight then, itself included. */
  inFlight: number;
  /** Which status it was answered with; undefined while, or if, it was not. */
  status?: number;
}

export interface SiteOptions {
  /** Default: any that is free. */
  port?: number;
  /** How long it takes to answer, in milliseconds. Default: 0. */
  delay?: number;
  /** How many pages of ten quotations there are; they repeat after ten. Default: 10. */
  pages?: number;
  /** The text of robots.txt. Default: everybody may fetch everything but /private/. */
  robots?: string;
  /** What is wrong, by path; `*` stands for all pages without a fault of their own. */
  faults?: Record<string, Fault>;
  /**
   * Holds the first answers until this many requests are in flight at once, robots.txt
   * not counted: so that an overlap is certain, and not only likely. For ten seconds at
   * most, since those who ask for one page after another would wait for ever. Default: 1.
   */
  together?: number;
  /** Called with each request as it comes in. */
  onRequest?: (entry: LogEntry) => void;
}

/** A running practice site. */
export interface Site extends AsyncDisposable {
  /** Where it listens, for example `http://127.0.0.1:45123`. */
  readonly origin: string;
  /** What is wrong, by path; may be changed at any time. */
  readonly faults: Map<string, Fault>;
  /** Every request so far, in the order in which they came in. */
  readonly log: LogEntry[];
  /** How many requests are in flight now. */
  readonly inFlight: number;
  /** The most that ever were. */
  readonly mostInFlight: number;
}

/** How long the first answers are held for others, in milliseconds. */
const PATIENCE = 10_000;

const ROBOTS = 'User-agent: *\nDisallow: /private/\n';

/**
 * Starts the practice site on loopback: pages of quotations to scrape, built like
 * quotes.toscrape.com, without bothering anybody's server. It can misbehave in every way
 * that a scraper has to survive, and it keeps a log of what it was asked.
 *
 * @returns the site; `await using` stops it at the end of the block.
 *
 * @example
 * ```ts
 * import { startSite } from './site/site.ts';
 *
 * await using site = await startSite({ faults: { '/page/2/': { status: 503 } } });
 * const response = await fetch(`${site.origin}/page/2/`);
 * ```
 */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const { port = 0, delay = 0, pages = 10, robots = ROBOTS, together = 1 } = options;
  const faults = new Map(Object.entries(options.faults ?? {}));
  const log: LogEntry[] = [];
  const start = performance.now();
  const connections = new WeakMap<Socket, number>();
  const gathered = new Event();
  let accepted = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  let origin = '';

  const server = createServer(async (request, response) => {
    const { url = '/' } = request;
    const entry: LogEntry = {
      at: performance.now() - start,
      path: url,
      userAgent: request.headers['user-agent'] ?? '',
      connection: connections.get(request.socket) ?? 0,
      inFlight: ++inFlight,
    };
    log.push(entry);
    options.onRequest?.(entry);
    mostInFlight = Math.max(mostInFlight, inFlight);
    const answered = once(() => {
      inFlight--;
      if (response.headersSent) entry.status = response.statusCode;
    });
    const leaving = new AbortController();
    response.on('close', () => {
      answered();
      leaving.abort();
    });

    const { signal } = leaving;
    const path = url.replace(/\?.*/, '');
    const fault = takeFault(faults, path);
    if (inFlight >= together) gathered.set();
    try {
      if (path !== '/robots.txt') {
        await gathered.waitAsync({ signal, timeout: PATIENCE });
        gathered.set(); // whoever has waited in vain has done so for all
      }
      await sleep(delay + (fault.delay ?? 0), { signal });
      await answer(response, pageAt(path, { origin, pages, robots }), fault, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } // else nobody waits for the answer any more
    if (response.writableEnded) answered();
  });

  server.on('connection', (socket) => connections.set(socket, ++accepted));
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    faults,
    log,
    get inFlight() {
      return inFlight;
    },
    get mostInFlight() {
      return mostInFlight;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** The action, at its first call only. */
function once(action: () => void): () => void {
  let called = false;
  return () => {
    if (!called) action();
    called = true;
  };
}

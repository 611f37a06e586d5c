/** One run of the scraper: pages in, records out. */
import { UsageError } from './command-line.ts';
import { Crawl } from './crawl.ts';
import { endingOf } from './ending.ts';
import { OutputError } from './export.ts';
import type { Fields } from './formats.ts';
import { single } from './http.ts';
import { HttpCache } from './http-cache.ts';
import type { Visited } from './journal.ts';
import { forbidsLinks } from './nofollow.ts';
import type { Page } from './page.ts';
import { PageReader } from './page-reader.ts';
import type { Reading } from './reading.ts';
import type { Report } from './report.ts';
import { RequestLog } from './request-log.ts';
import type { ScrapeOptions } from './scrape-options.ts';
import { Sitemaps } from './sitemaps.ts';
import { printRecords } from './stdout-records.ts';
import { Store } from './store.ts';
import { timeLimit } from './time-limit.ts';
import { waysOn } from './ways-on.ts';

/** Pages to begin with, beyond those that are given: some sites have no end of links. */
const MOST_FOUND = 500;
/** Pages of sitemaps: their URLs are kept. */
const MOST_LISTED = 1_000_000;

/** Who is told how it goes. */
export type Listener = Pick<
  Report,
  'failed' | 'stdoutFailed' | 'barren' | 'goesOn' | 'page' | 'summary' | 'stopped'
>;

/**
 * Fetches the pages, and keeps and reports each as it comes in. When one cannot be kept,
 * as the disk is full, no more are fetched.
 *
 * @returns whether every page came in, and was told of.
 * @throws {OutputError} when the output cannot be begun, or not be gone on with.
 * @throws {UsageError} when the extractor cannot be used.
 */
export async function scrape(options: ScrapeOptions, report: Listener): Promise<boolean> {
  const { urls, sitemaps, follow, out, maxDepth, signal } = options;
  const { select, extractor, links, cacheFolder } = options;
  const robot = options.ignoreRobots ? undefined : options.userAgent;
  using reader = new PageReader({ wanted: { select, extractor, links, robot } });
  if (extractor) {
    await reader.ready.catch(({ message }) => {
      throw new UsageError(`Cannot use ${extractor}: ${message}`);
    });
  }
  using log = options.log === undefined ? undefined : new RequestLog(options.log);
  const toStdout = out === '-';
  // What an extractor gives, only it knows.
  const fields = extractor ? [] : select?.fields.map(({ name }) => name);
  const columns = fields && [...fields, 'page'];
  using store =
    out === undefined || toStdout ? undefined : new Store(out, { ...options, columns });
  if (store?.pages) report.goesOn(store.pages);
  const unasked = follow || links !== undefined ? MOST_FOUND : MOST_LISTED;
  const { maxPages = urls.length + unasked } = options;
  using clock = timeLimit(options.maxTime);
  const timeUp = clock.signal;
  const stopped = signal ? AbortSignal.any([signal, timeUp]) : timeUp;
  const cache = cacheFolder === undefined ? undefined : new HttpCache(cacheFolder);
  const crawl = new Crawl<Reading>({
    ...options,
    cache,
    maxPages,
    signal: stopped,
    seen: store?.done ?? [],
    onRequest: (request) => log?.add(request),
    read: async ({ body, headers }, url) => {
      const type = single(headers['content-type']) ?? '';
      const reading = await reader.read(body, type, url);
      return robot && forbidsLinks(headers['x-robots-tag'], robot)
        ? { ...reading, next: undefined, links: [] }
        : reading;
    },
  });
  for (const url of urls) crawl.add(url);
  for (const { url, depth } of store?.next ?? []) {
    if (depth <= maxDepth) crawl.add(url, undefined, depth);
  }
  const listed = new Sitemaps(crawl, {
    enough: maxPages + 1, // so that it shows that there are more
    failed: (sitemap) => report.page(sitemap, crawl.left),
  });
  await listed.readAll(sitemaps, stopped);

  let broken: OutputError | undefined;
  let [came, unkept] = [0, 0];
  let tooDeep = false;
  for await (const pages of crawl.together()) {
    const visited: Visited[] = [];
    for (const page of pages) {
      const next = waysOn(page, follow);
      tooDeep ||= page.depth >= maxDepth && next.length > 0;
      if (page.depth < maxDepth) for (const url of next) crawl.follow(page, url);
      if (!page.failure) visited.push({ done: page.trail, next, depth: page.depth });
    }
    broken = problemOf(() => {
      const found = pages.flatMap(recordsOf);
      store?.save(visited, found);
      if (toStdout) printRecords(found);
    });
    came += visited.length;
    if (broken) unkept = visited.length;
    for (const page of pages) {
      if (page.failure || !broken) report.page(page, crawl.left);
    }
    broken ??= problemOf(() => {
      log?.check();
      cache?.check();
    });
    if (broken) break;
  }
  const { lines, empty, whole } = endingOf({
    came,
    earlier: store?.pages ?? 0,
    failed: report.failed,
    left: crawl.left,
    listed,
    stopped: broken !== undefined || signal?.aborted === true,
    timeUp: timeUp.aborted,
    tooDeep,
    unkept,
  });
  report.summary(crawl, lines);
  if (broken) report.stopped(broken.message);
  if (report.barren) report.stopped('No page gave a record');
  if (empty && report.failed === 0) report.stopped('No page came in');
  return whole && !broken && !report.barren && !report.stdoutFailed;
}

function recordsOf({ content, url }: Page<Reading>): Fields[] {
  return (content?.records ?? []).map((record) => ({ ...record, page: url }));
}

/** Why something cannot be written. */
function problemOf(write: () => void): OutputError | undefined {
  try {
    write();
  } catch (error) {
    if (error instanceof OutputError) return error;
    throw error;
  }
  return undefined;
}

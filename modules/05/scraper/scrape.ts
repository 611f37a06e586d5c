/** One run of the scraper: pages in, records out. */

import { UsageError } from './command-line.ts';
import { Crawl, type CrawlOptions } from './crawl.ts';
import { OutputError } from './export.ts';
import { single } from './http.ts';
import { forbidsLinks } from './nofollow.ts';
import type { Page } from './page.ts';
import { PageReader } from './page-reader.ts';
import type { Reading, Wanted } from './reading.ts';
import type { Report } from './report.ts';
import { RequestLog } from './request-log.ts';
import { printRecords } from './stdout-records.ts';
import { Store } from './store.ts';

/** Pages to begin with, beyond those that are given: some sites have no end of links. */
const MOST_FOUND = 1_000;

export interface ScrapeOptions
  extends Omit<CrawlOptions<Reading>, 'read' | 'seen' | 'onRequest'>,
    Omit<Wanted, 'robot'> {
  urls: string[];
  /** Goes on along the Next links, within the host. */
  follow: boolean;
  /** Goes on no farther from the URLs than so many links. */
  maxDepth: number;
  /** Begins with no more pages after so long, in ms. */
  maxTime: number;
  /** Where the records go; `-` is stdout. */
  out?: string | undefined;
  /** A file that gets a line for each request. */
  log?: string | undefined;
  /** Goes on with the run that wrote this output. */
  resume: boolean;
  /** CSV: writes cells as they are, also those that a spreadsheet would run. */
  csvRaw: boolean;
}

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
 */
export async function scrape(options: ScrapeOptions, report: Listener): Promise<boolean> {
  const { urls, follow, out, select, extractor, links, maxDepth, maxTime, signal } =
    options;
  const robot = options.ignoreRobots ? undefined : options.userAgent;
  using reader = new PageReader({ wanted: { select, extractor, links, robot } });
  if (extractor) await ready(reader, extractor);
  using log = options.log === undefined ? undefined : new RequestLog(options.log);
  const toStdout = out === '-';
  const columns = select && [...select.fields.map(({ name }) => name), 'page'];
  using store =
    out === undefined || toStdout ? undefined : new Store(out, { ...options, columns });
  if (store?.pages) report.goesOn(store.pages);
  const wanders = follow || links !== undefined;
  using limit = timeLimit(maxTime);
  const timeUp = limit.signal;
  const crawl = new Crawl<Reading>({
    ...options,
    maxPages: options.maxPages ?? (wanders ? urls.length + MOST_FOUND : undefined),
    signal: signal ? AbortSignal.any([signal, timeUp]) : timeUp,
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

  let broken: OutputError | undefined;
  let tooDeep = false;
  for await (const page of crawl) {
    const next = waysOn(page, follow);
    tooDeep ||= page.depth >= maxDepth && next.length > 0;
    if (page.depth < maxDepth) for (const url of next) crawl.follow(page, url);
    try {
      const { records = [] } = page.content ?? {};
      const whole = records.map((record) => ({ ...record, page: page.url }));
      if (!page.failure) store?.save(page, whole, next);
      if (toStdout) printRecords(whole);
      log?.check();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      broken = error;
      break;
    }
    report.page(page, crawl.left);
  }
  const limited = crawl.left > 0 && !broken && !signal?.aborted;
  const byTime = limited && timeUp.aborted;
  report.summary(crawl, [
    ...(limited && !byTime ? ['Ended at --max-pages'] : []),
    ...(byTime ? ['Ended at --max-time'] : []),
    ...(tooDeep ? ['Links beyond --max-depth were not followed'] : []),
  ]);
  if (broken) report.stopped(broken.message);
  if (report.barren) report.stopped('No page gave a record');
  const whole = report.failed === 0 && (crawl.left === 0 || limited) && !report.barren;
  return whole && !broken && !report.stdoutFailed;
}

/** Not AbortSignal.timeout(): on Deno, one that is listened to keeps the program alive. */
function timeLimit(ms: number): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** @throws {UsageError} when the extractor cannot be used. */
async function ready(reader: PageReader, extractor: string): Promise<void> {
  try {
    await reader.ready;
  } catch (error) {
    throw new UsageError(`Cannot use ${extractor}: ${(error as Error).message}`);
  }
}

/** Where a page leads on to, on its own host. */
function waysOn(page: Page<Reading>, next: boolean): string[] {
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

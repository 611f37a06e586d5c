/** One run of the scraper: pages in, quotations out. */
import { Crawl, type CrawlOptions } from './crawl.ts';
import { OutputError } from './export.ts';
import { single } from './http.ts';
import type { Page } from './page.ts';
import { PageReader } from './page-reader.ts';
import type { Reading } from './quotes.ts';
import type { Report } from './report.ts';
import { RequestLog } from './request-log.ts';
import { printRecords } from './stdout-records.ts';
import { Store } from './store.ts';

export interface ScrapeOptions
  extends Omit<CrawlOptions<Reading>, 'read' | 'seen' | 'onRequest'> {
  urls: string[];
  /** Goes on along the Next links, within the host. */
  follow: boolean;
  /** Where the quotations go; `-` is stdout. */
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
  'failed' | 'stdoutFailed' | 'goesOn' | 'page' | 'summary' | 'stopped'
>;

/**
 * Fetches the pages, and keeps and reports each as it comes in. When one cannot be kept,
 * as the disk is full, no more are fetched.
 *
 * @returns whether every page came in, and was told of.
 * @throws {OutputError} when the output cannot be begun, or not be gone on with.
 */
export async function scrape(options: ScrapeOptions, report: Listener): Promise<boolean> {
  const { urls, follow, out } = options;
  using log = options.log === undefined ? undefined : new RequestLog(options.log);
  const toStdout = out === '-';
  using store = out === undefined || toStdout ? undefined : new Store(out, options);
  if (store?.pages) report.goesOn(store.pages);
  using reader = new PageReader();
  const crawl = new Crawl<Reading>({
    ...options,
    seen: store?.done ?? [],
    onRequest: (request) => log?.add(request),
    read: ({ body, headers }) => reader.read(body, single(headers['content-type']) ?? ''),
  });
  for (const url of [...urls, ...(store?.next ?? [])]) crawl.add(url);

  let broken: OutputError | undefined;
  for await (const page of crawl) {
    const next = follow ? nextOf(page) : undefined;
    if (next) crawl.follow(page, next);
    try {
      const { quotes = [] } = page.content ?? {};
      const records = quotes.map((quote) => ({ ...quote, page: page.url }));
      if (!page.failure) store?.save(page, records, next);
      if (toStdout) printRecords(records);
      log?.check();
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      broken = error;
      break;
    }
    report.page(page, crawl.left);
  }
  report.summary(crawl);
  if (broken) report.stopped(broken.message);
  const whole = report.failed === 0 && crawl.left === 0;
  return whole && !broken && !report.stdoutFailed;
}

/** Where the Next link of a page leads, if that is on its host. */
function nextOf({ content, trail }: Page<Reading>): string | undefined {
  const here = trail.at(-1);
  if (!content?.next || !here) return undefined;
  const base = resolved(content.base ?? '', here) ?? here;
  const next = resolved(content.next, base);
  return next && new URL(next).host === new URL(here).host ? next : undefined;
}

/** Nothing for what is no link to a page. */
function resolved(text: string, base: string): string | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}

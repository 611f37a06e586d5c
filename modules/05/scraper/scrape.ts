/** One run of the scraper: pages in, quotations out. */
import { Crawl, type CrawlOptions } from './crawl.ts';
import { single } from './http.ts';
import type { Page } from './page.ts';
import { PageReader } from './page-reader.ts';
import type { Reading } from './quotes.ts';
import type { Report } from './report.ts';
import { Store } from './store.ts';

export interface ScrapeOptions extends Omit<CrawlOptions<Reading>, 'read' | 'seen'> {
  urls: string[];
  /** Goes on along the Next links, within the host. */
  follow: boolean;
  /** Where the quotations go. */
  out?: string | undefined;
  /** Goes on with the run that wrote this output. */
  resume: boolean;
}

/** Who is told how it goes. */
export type Listener = Pick<Report, 'failed' | 'goesOn' | 'page' | 'summary'>;

/**
 * Fetches the pages, and keeps and reports each as it comes in.
 *
 * @returns whether every page came in.
 */
export async function scrape(options: ScrapeOptions, report: Listener): Promise<boolean> {
  const { urls, follow, out, resume } = options;
  using store = out === undefined ? undefined : new Store(out, { resume });
  if (store?.pages) report.goesOn(store.pages);
  using reader = new PageReader();
  const crawl = new Crawl<Reading>({
    ...options,
    seen: store?.done ?? [],
    read: ({ body, headers }) => reader.read(body, single(headers['content-type']) ?? ''),
  });
  for (const url of [...urls, ...(store?.next ?? [])]) crawl.add(url);

  for await (const page of crawl) {
    const next = follow ? nextOf(page) : undefined;
    if (next) crawl.add(next);
    if (!page.failure) store?.save(page, page.content?.quotes ?? [], next);
    report.page(page, crawl.left);
  }
  report.summary(crawl);
  return report.failed === 0 && crawl.left === 0;
}

/** Where the Next link of a page leads, if that is on its host. */
function nextOf({ content, trail }: Page<Reading>): string | undefined {
  const here = trail.at(-1);
  if (!content?.next || !here || !URL.canParse(content.next, here)) return undefined;
  const next = new URL(content.next, here);
  return next.host === new URL(here).host ? next.href : undefined;
}

/** What a run of the scraper is told to do. */
import type { CrawlOptions } from './crawl.ts';
import type { Reading, Wanted } from './reading.ts';

export interface ScrapeOptions
  extends Omit<CrawlOptions<Reading>, 'read' | 'seen' | 'onRequest' | 'cache'>,
    Omit<Wanted, 'robot'> {
  urls: string[];
  /** Sitemaps with more of them. */
  sitemaps: string[];
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
  /** Keeps answers from run to run in this folder. */
  cacheFolder?: string | undefined;
  /** Goes on with the run that wrote this output. */
  resume: boolean;
  /** CSV: writes cells as they are, also those that a spreadsheet would run. */
  csvRaw: boolean;
}

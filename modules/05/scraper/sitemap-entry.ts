/** What stands in a sitemap, whatever that is written in. */

export interface SitemapEntry {
  /** As it stands there: it need not be a URL. */
  loc: string;
  /** Whether it is another sitemap, not a page. */
  isSitemap: boolean;
}

/** What is longer is no URL that anybody asks for. */
export const LONGEST_LOC = 2_100;

/** Is given a sitemap piece by piece. */
export interface SitemapReader {
  /** Why it is no sitemap. */
  readonly wrong: string;
  /** Whether nothing that counts can follow. */
  readonly whole: boolean;
  write(piece: string): void;
  /** There is no more of it. */
  end(): void;
  /** What was found since the last time. */
  take(): SitemapEntry[];
}

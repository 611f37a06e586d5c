/** A sitemap of plain text: a URL a line, and nothing else. */
import { LONGEST_LOC, type SitemapEntry, type SitemapReader } from './sitemap-entry.ts';

export class SitemapText implements SitemapReader {
  readonly wrong = '';
  /** Known only at its end. */
  whole = false;
  /** The start of a line. */
  #rest = '';
  #found: SitemapEntry[] = [];

  /** Whether what begins like this is one. */
  static isOne(start: string): boolean {
    return /^\s*https?:\/\//i.test(start);
  }

  write(piece: string): void {
    const lines = (this.#rest + piece).split(/[\r\n]+/);
    this.#rest = lines.pop()?.slice(0, LONGEST_LOC) ?? '';
    for (const line of lines) this.#add(line);
  }

  end(): void {
    this.#add(this.#rest);
    this.whole = true;
  }

  take(): SitemapEntry[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #add(line: string): void {
    const loc = line.slice(0, LONGEST_LOC).trim();
    if (loc !== '') this.#found.push({ loc, isSitemap: false });
  }
}

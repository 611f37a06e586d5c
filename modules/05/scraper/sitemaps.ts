/** Walks through sitemaps: those that a person names, and those that they list in turn. */
import type { Crawl } from './crawl.ts';
import { Failure } from './failure.ts';
import { blankPage, type Page } from './page.ts';
import { MOST_ENTRIES, MOST_SITEMAP_BYTES, readSitemap, sitemapsIn } from './sitemap.ts';
import { unpackStream } from './unpack-stream.ts';
import { untilAborted } from './until-aborted.ts';
import { normalise } from './url.ts';

/** A robots.txt that names an index that lists sitemaps, or an index that lists indexes. */
const DEEPEST = 3;

export interface SitemapsOptions {
  /** When so many pages wait to be fetched, no more are looked for. */
  enough: number;
  /** Is told of a sitemap that could not be used, or not all of it. */
  failed(sitemap: Page<never>): void;
}

/** What listed a sitemap. */
interface Parent {
  url: string;
  /** Pages have to be on the host of the sitemap that a person named. */
  host: string;
  depth: number;
}

/** Fills a crawl with what sitemaps list; one after another, and each once. */
export class Sitemaps {
  /** How many entries were left out: they are on another host, or no whole URLs. */
  leftOut = 0;
  /** Whether the run ended before all were read. */
  cut = false;
  readonly #crawl: Crawl<unknown>;
  readonly #options: SitemapsOptions;
  readonly #met = new Set<string>();

  constructor(crawl: Crawl<unknown>, options: SitemapsOptions) {
    this.#crawl = crawl;
    this.#options = options;
  }

  /**
   * Reads sitemaps, and those that they list; of a robots.txt those that it names.
   *
   * @param signal that of the crawl: when it aborts, it is left at what was found. A request
   *   is not waited for, as no page of its sitemap would be fetched; the crawl cuts it off.
   */
  async readAll(urls: string[], signal: AbortSignal): Promise<void> {
    try {
      for (const url of urls) await this.#read(url, signal);
    } catch (error) {
      if (error !== signal.reason) throw error;
      this.cut = true;
    }
  }

  async #read(text: string, signal: AbortSignal, from?: Parent): Promise<void> {
    if (this.#enough) return;
    const sitemap = blankPage<never>(text, -1); // what it lists is as good as given
    const inner: string[] = [];
    const parent = { url: text, host: from?.host ?? '', depth: (from?.depth ?? 0) + 1 };
    try {
      const { href } = normalise(text);
      if (this.#met.has(href)) return;
      this.#met.add(href);
      if (parent.depth > DEEPEST) throw new Failure('sitemap', 'nested too deeply');
      const request = this.#crawl.getFile(href, MOST_SITEMAP_BYTES, from?.url);
      const file = await untilAborted(request, signal);
      sitemap.trail.push(file.url);
      parent.url = file.url;
      parent.host ||= new URL(file.url).host;
      const pieces = unpackStream(file.body, file.headers['content-encoding'], signal);
      const isRobots = new URL(href).pathname === '/robots.txt';
      const entries = isRobots ? sitemapsIn(pieces) : readSitemap(pieces);
      for await (const { loc, isSitemap } of entries) {
        if (!isRobots && !isOn(parent.host, loc)) this.leftOut++;
        else if (isSitemap) inner.push(loc);
        else this.#crawl.follow(sitemap, loc);
        if (this.#enough) return;
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { kind, message, status } = error;
      const details = { cause: error, status };
      sitemap.failure = new Failure(kind, `sitemap: ${message}`, details);
      this.#options.failed(sitemap);
    }
    for (const url of inner) await this.#read(url, signal, parent);
  }

  get #enough(): boolean {
    return this.#crawl.left >= this.#options.enough || this.#met.size >= MOST_ENTRIES;
  }
}

/** Whether a URL is whole, and on that host. */
function isOn(host: string, url: string): boolean {
  return URL.canParse(url) && new URL(url).host === host;
}

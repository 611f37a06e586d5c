/** A sitemap in XML, of pages or of sitemaps. */
import { Parser } from 'htmlparser2';
import { LONGEST_LOC, type SitemapEntry, type SitemapReader } from './sitemap-entry.ts';

/** An entry has elements, and they may have some more in them. */
const DEEPEST = 20;

/** The children of the root that count, by the name of the root. */
const ENTRIES: Record<string, string> = { urlset: 'url', sitemapindex: 'sitemap' };

/** XML as forgiving as HTML: sites forget to escape an `&`. */
export class SitemapXml implements SitemapReader {
  wrong = '';
  /** Whether the root was closed. */
  whole = false;
  readonly #path: string[] = [];
  readonly #parser: Parser;
  #loc: string | undefined;
  #found: SitemapEntry[] = [];

  constructor() {
    const events = {
      onopentagname: (name: string) => this.#open(local(name)),
      onclosetag: () => this.#close(),
      ontext: (piece: string) => this.#text(piece),
    };
    this.#parser = new Parser(events, { xmlMode: true });
  }

  write(piece: string): void {
    this.#parser.write(piece);
  }

  /** Its root says where it ends. */
  end(): void {}

  take(): SitemapEntry[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #open(name: string): void {
    const depth = this.#path.push(name);
    const [root = '', entry] = this.#path;
    if (depth === 1 && !Object.hasOwn(ENTRIES, root))
      this.#stop(`it is no sitemap, <${root}>`);
    if (depth > DEEPEST) this.#stop('nested too deeply');
    if (depth === 3 && name === 'loc' && entry === ENTRIES[root]) this.#loc = '';
  }

  #text(piece: string): void {
    if (this.#loc !== undefined) {
      if (this.#loc.length < LONGEST_LOC) this.#loc += piece.slice(0, LONGEST_LOC);
    } else if (this.#path.length === 0 && !this.whole && piece.trim()) {
      this.#stop('it is no XML, and no list of URLs');
    }
  }

  #close(): void {
    const depth = this.#path.length;
    this.#path.pop();
    if (depth === 1) this.whole = true;
    if (depth !== 3 || this.#loc === undefined) return;
    const isSitemap = this.#path[0] === 'sitemapindex';
    this.#found.push({ loc: this.#loc.trim(), isSitemap });
    this.#loc = undefined;
  }

  #stop(why: string): void {
    this.wrong ||= why;
    this.#parser.pause(); // or it goes on to the end of the piece
  }
}

/** Without the prefix of its namespace. */
function local(name: string): string {
  return name.slice(name.indexOf(':') + 1).slice(0, 30);
}

/** What a sitemap lists, as https://www.sitemaps.org has it, read piece by piece. */
import { TextDecoder } from 'node:util';
import { Parser } from 'htmlparser2';
import { Body } from './body.ts';
import { Failure } from './failure.ts';
import { MOST_BYTES, wholeLines } from './robots.ts';

/** What the protocol allows of one sitemap: entries, and bytes when it is unpacked. */
export const MOST_ENTRIES = 50_000;
export const MOST_SITEMAP_BYTES = 50 * 1024 * 1024;

/** What is longer is no URL that anybody asks for. */
const LONGEST = 2_100;
/** An entry has elements, and they may have some more in them. */
const DEEPEST = 20;

export interface SitemapEntry {
  /** As it stands there: it need not be a URL. */
  loc: string;
  /** Whether it is another sitemap, not a page. */
  isSitemap: boolean;
}

/** The children of the root that count, by the name of the root. */
const ENTRIES: Record<string, string> = { urlset: 'url', sitemapindex: 'sitemap' };

/**
 * The entries, as they come in. As much as there is of a broken sitemap comes before the
 * error.
 *
 * @throws {Failure} of the kind sitemap, when it is none, is not whole, or is too large.
 */
export async function* readSitemap(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<SitemapEntry> {
  const reader = new SitemapReader();
  const decoder = new TextDecoder();
  let [bytes, entries] = [0, 0];
  for await (const piece of pieces) {
    bytes += piece.length;
    reader.write(decoder.decode(piece, { stream: true }));
    for (const entry of reader.take()) {
      if (++entries > MOST_ENTRIES) throw broken('more than 50,000 entries');
      yield entry;
    }
    if (reader.wrong) throw broken(reader.wrong);
    if (reader.whole) return; // whatever comes behind it
    if (bytes > MOST_SITEMAP_BYTES) throw broken('more than 50 MiB');
  }
  throw broken(bytes > 0 ? 'it is not whole' : 'it is empty');
}

/**
 * The sitemaps that a robots.txt names, as far as its rules would be read; on any host, as
 * its owner says so.
 */
export async function* sitemapsIn(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<SitemapEntry> {
  const body = new Body(MOST_BYTES + 1);
  let damage: Failure | undefined;
  try {
    for await (const piece of pieces) body.add(piece);
  } catch (error) {
    damage = error as Failure;
  }
  const robots = wholeLines(body.bytes).toString();
  const lines = robots.matchAll(/^[ \t\uFEFF]*sitemap[ \t]*:[ \t]*([^\s#]+)/gim);
  let named = 0;
  for (const [, loc = ''] of lines) {
    named++;
    yield { loc, isSitemap: true };
  }
  if (damage && damage.kind !== 'too large') throw damage;
  if (named === 0) throw broken('it names none');
}

/** XML as forgiving as HTML: sites forget to escape an `&`. */
class SitemapReader {
  /** Why it is no sitemap. */
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

  /** What was found since the last time. */
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
      if (this.#loc.length < LONGEST) this.#loc += piece.slice(0, LONGEST);
    } else if (this.#path.length === 0 && !this.whole && piece.trim()) {
      this.#stop('it is no XML');
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

function broken(why: string): Failure {
  return new Failure('sitemap', why);
}

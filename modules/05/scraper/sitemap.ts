/** What a sitemap lists, as https://www.sitemaps.org has it, read piece by piece. */
import { Body } from './body.ts';
import { decoderFor } from './charset.ts';
import { Failure } from './failure.ts';
import { MOST_BYTES, wholeLines } from './robots.ts';
import type { SitemapEntry, SitemapReader } from './sitemap-entry.ts';
import { SitemapText } from './sitemap-text.ts';
import { SitemapXml } from './sitemap-xml.ts';

/** What the protocol allows of one sitemap: entries, and bytes when it is unpacked. */
export const MOST_ENTRIES = 50_000;
export const MOST_SITEMAP_BYTES = 50 * 1024 * 1024;

/** So much of a file shows what it is, and by which encoding to read it. */
const START = 1024;

/**
 * The entries, as they come in, of XML or of plain text. As much as there is of a broken
 * sitemap comes before the error.
 *
 * @throws {Failure} of the kind sitemap, when it is none, is not whole, or is too large.
 */
export async function* readSitemap(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<SitemapEntry> {
  let decode: ((piece: Buffer) => string) | undefined;
  let reader: SitemapReader | undefined;
  let [bytes, entries] = [0, 0];
  for await (const piece of withStart(pieces)) {
    bytes += piece.length;
    decode ??= decoderFor(piece);
    const text = decode(piece);
    reader ??= SitemapText.isOne(text) ? new SitemapText() : new SitemapXml();
    reader.write(text);
    for (const entry of reader.take()) {
      if (++entries > MOST_ENTRIES) throw broken('more than 50,000 entries');
      yield entry;
    }
    if (reader.wrong) throw broken(reader.wrong);
    if (reader.whole) return; // whatever comes behind it
    if (bytes > MOST_SITEMAP_BYTES) throw broken('more than 50 MiB');
  }
  reader?.end();
  yield* reader?.take() ?? [];
  if (!reader?.whole) throw broken(bytes > 0 ? 'it is not whole' : 'it is empty');
}

/** The pieces, the first of them as large as the start, or all that there is of it. */
async function* withStart(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  let damage: { error: unknown } | undefined;
  try {
    for await (const piece of pieces) {
      const next: Buffer = start ? Buffer.concat([start, piece]) : piece;
      start = start && next.length < START ? next : undefined;
      if (!start) yield next;
    }
  } catch (error) {
    damage = { error };
  }
  if (start?.length) yield start;
  if (damage) throw damage.error;
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

function broken(why: string): Failure {
  return new Failure('sitemap', why);
}

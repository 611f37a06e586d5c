/** A body that may be far larger than it came over the wire, unpacked piece by piece. */
import { Readable, type Transform } from 'node:stream';
import { codingsOf } from './codings.ts';
import { Failure } from './failure.ts';
import { UNPACKERS, unpackPart } from './unpack-part.ts';

/** So much of a body shows what is in it. */
const START = 16_384;
/** So many bytes go in at once: of the piece in which the damage is, nothing comes out. */
const PIECE = 64;
/**
 * Near the end fewer: there something may be wrong that is no part of the data, a checksum
 * of four bytes or what stands behind it. No piece has both data and all of a checksum.
 */
const [NEAR, LAST_PIECE] = [512, 4];

/**
 * What is in a body: unpacked as its server says and, if that is a file of gzip, once more.
 * One that is cut comes as far as it goes, and one that is damaged before the error.
 *
 * @param header the Content-Encoding, or several.
 * @throws {Failure} of the kind encoding, when it is damaged, or packed too often.
 */
export async function* unpackStream(
  body: Buffer,
  header: string | string[] | undefined,
): AsyncGenerator<Buffer> {
  const start = await unpackPart(body.subarray(0, START), header, START);
  const codings = codingsOf(header);
  if (start[0] === 0x1f && start[1] === 0x8b) codings.push('gzip');
  let chunks: AsyncIterable<Buffer> = Readable.from(slices(body));
  for (const coding of codings) {
    const stage = UNPACKERS.get(coding)?.(body);
    if (stage) chunks = through(chunks, stage);
  }
  try {
    yield* chunks;
  } catch (error) {
    throw new Failure('encoding', (error as Error).message);
  }
}

function* slices(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += START) yield body.subarray(at, at + START);
}

/** What comes out of a stage: with damage in it or before it, all up to there, and the error. */
async function* through(
  chunks: AsyncIterable<Buffer>,
  stage: Transform,
): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  let damage: unknown;
  let wake = () => {};
  // Taken as it comes: an error takes away what waits in the stream to be read.
  stage.on('data', (chunk: Buffer) => ready.push(chunk));
  stage.on('end', () => wake()); // before what stands behind its end is read, too
  stage.on('error', (error) => {
    damage ??= error;
    wake();
  });
  const done = (start: () => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      start();
    });
  try {
    try {
      for await (const piece of inPieces(chunks)) {
        await done(() => stage.write(piece, () => wake()));
        yield* ready.splice(0);
        if (damage || stage.readableEnded) break;
      }
    } catch (error) {
      damage = error;
    }
    if (!stage.destroyed && !stage.readableEnded) await done(() => stage.end());
    yield* ready;
    if (damage) throw damage;
  } finally {
    stage.destroy(); // whoever has enough leaves before its end
  }
}

async function* inPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const end = at + (chunk.length - at > NEAR ? PIECE : LAST_PIECE);
      yield chunk.subarray(at, end);
      at = end;
    }
  }
}

/** A body that may be far larger than it came over the wire, unpacked piece by piece. */
import {
  addAbortSignal,
  PassThrough,
  pipeline,
  Readable,
  type Transform,
} from 'node:stream';
import { codingsOf } from './codings.ts';
import { Failure } from './failure.ts';
import { UNPACKERS, unpackPart } from './unpack-part.ts';

/** So many bytes go in at once; so much of a body shows what is in it, too. */
const SLICE = 16_384;
/** Where there is damage: of the piece in which it is, nothing comes out. */
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
 * @param signal when it aborts, it ends with its reason.
 * @throws {Failure} of the kind encoding, when it is damaged, or packed too often.
 */
export async function* unpackStream(
  body: Buffer,
  header: string | string[] | undefined,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<Buffer> {
  const stages = await stagesFor(body, header);
  let given = 0;
  const plain = pipeline(
    [Readable.from(slices(body)), ...stages.map((make) => make()), new PassThrough()],
    () => {},
  ) as unknown as PassThrough;
  try {
    for await (const chunk of addAbortSignal(signal, plain)) {
      given += chunk.length;
      yield chunk;
    }
    return;
  } catch {
    signal.throwIfAborted();
  }
  // What the error took away comes when the body is unpacked once more, with care.
  let chunks: AsyncIterable<Buffer> = Readable.from(slices(body));
  for (const make of stages) chunks = through(chunks, make(), signal);
  try {
    for await (const chunk of chunks) {
      const rest = chunk.subarray(given);
      given -= chunk.length - rest.length;
      if (rest.length > 0) yield rest;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new Failure('encoding', (error as Error).message);
  }
}

/** What undoes each of its layers, the outermost first. */
async function stagesFor(
  body: Buffer,
  header: string | string[] | undefined,
): Promise<(() => Transform)[]> {
  const stages: (() => Transform)[] = [];
  let start = body.subarray(0, SLICE);
  const undo = async (coding: string) => {
    const [make, first] = [UNPACKERS.get(coding), start];
    if (make) stages.push(() => make(first));
    start = await unpackPart(start, coding, SLICE);
  };
  for (const coding of codingsOf(header)) await undo(coding);
  if (start[0] === 0x1f && start[1] === 0x8b) await undo('gzip');
  return stages;
}

function* slices(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += SLICE) yield body.subarray(at, at + SLICE);
}

/** What comes out of a stage: with damage in it or before it, all up to there, and the error. */
async function* through(
  chunks: AsyncIterable<Buffer>,
  stage: Transform,
  signal: AbortSignal,
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
        signal.throwIfAborted();
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

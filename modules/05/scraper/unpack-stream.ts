/** A body that may be far larger than it came over the wire, unpacked piece by piece. */
import { PassThrough, pipeline, Readable } from 'node:stream';
import { codingsOf } from './codings.ts';
import { Failure } from './failure.ts';
import { UNPACKERS, unpackPart } from './unpack-part.ts';

/** So many bytes go in at once. */
const PIECE = 16_384;

/**
 * What is in a body: unpacked as its server says and, if that is a file of gzip, once more.
 * One that is cut comes as far as it goes.
 *
 * @param header the Content-Encoding, or several.
 * @throws {Failure} of the kind encoding, when it is damaged, or packed too often.
 */
export async function* unpackStream(
  body: Buffer,
  header: string | string[] | undefined,
): AsyncGenerator<Buffer> {
  const start = await unpackPart(body.subarray(0, PIECE), header, 2);
  const codings = codingsOf(header);
  if (start[0] === 0x1f && start[1] === 0x8b) codings.push('gzip');
  const stages = codings.flatMap((coding) => UNPACKERS.get(coding)?.(body) ?? []);
  const source = Readable.from(slices(body));
  const plain = pipeline([source, ...stages, new PassThrough()], () => {});
  try {
    yield* plain as unknown as Readable;
  } catch (error) {
    throw new Failure('encoding', (error as Error).message);
  }
}

function* slices(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += PIECE) yield body.subarray(at, at + PIECE);
}

/** Unpacks as much of a body as there is: it may be cut, damaged, or not packed at all. */
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { codingsOf, hasZlibHead, unpack } from './codings.ts';

/** Ends without an error where the body is cut. */
const CUT = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI_CUT = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

/** No object: that has a `constructor`, too, which servers may name. */
export const UNPACKERS = new Map<string, (body: Buffer) => Transform>([
  ['gzip', () => zlib.createGunzip(CUT)],
  ['x-gzip', () => zlib.createGunzip(CUT)],
  [
    'deflate',
    (body) => (hasZlibHead(body) ? zlib.createInflate(CUT) : zlib.createInflateRaw(CUT)),
  ],
  ['br', () => zlib.createBrotliDecompress(BROTLI_CUT)],
]);

/**
 * So many bytes go in at once: of the piece in which the damage is, nothing comes out. What
 * stands at the very end is a checksum: if that is wrong, nothing else need be.
 */
const PIECE = 64;
const CHECKSUM = 8;

/** Bytes that no text has, says the MIME Sniffing Standard. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BINARY = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/**
 * At the first damage it stops, and does not fail, if something came out before. Text that
 * is said to be packed stays as it is.
 *
 * @param header the Content-Encoding, or several.
 * @param most as many bytes are enough.
 * @throws {Failure} of the kind encoding, when it is packed too often, or nothing can be read.
 */
export async function unpackPart(
  body: Buffer,
  header: string | string[] | undefined,
  most: number,
): Promise<Buffer> {
  let bytes = body;
  for (const coding of codingsOf(header)) {
    const unpacker = UNPACKERS.get(coding)?.(bytes);
    const part = unpacker && (await throughPart(bytes, unpacker, most));
    if (part?.length) bytes = part;
    // It may be whole, with nothing in it.
    else if (BINARY.test(bytes.toString('latin1'))) {
      bytes = await unpack(bytes, coding, most);
    }
  }
  return bytes;
}

/** What comes out of a stream until it fails, ends, or has given enough. */
function throughPart(bytes: Buffer, stream: Transform, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const finish = () => {
      stream.destroy();
      resolve(Buffer.concat(pieces).subarray(0, most));
    };
    stream.on('data', (piece: Buffer) => {
      pieces.push(piece);
      length += piece.length;
      if (length >= most) finish();
    });
    stream.on('end', finish).on('error', finish);
    const end = Math.max(0, bytes.length - CHECKSUM);
    for (let i = 0; i < end; i += PIECE) {
      stream.write(bytes.subarray(i, Math.min(i + PIECE, end)));
    }
    stream.end(bytes.subarray(end));
  });
}

/** Unpacks bodies: what RFC 9110 says of Content-Encoding, and what servers make of it. */
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { Failure } from './failure.ts';
import { gunzipLoosely } from './gzip.ts';

/** With more layers than these, somebody wants to keep us busy. */
const MOST_LAYERS = 5;

type Unpack = (body: Buffer, options: zlib.ZlibOptions) => Promise<Buffer>;

const inflate: Unpack = promisify(zlib.inflate);
const inflateRaw: Unpack = promisify(zlib.inflateRaw);

/** No object: that has a `constructor`, too, which servers may name. */
const UNPACK = new Map<string, Unpack>([
  ['gzip', gunzipLoosely],
  ['x-gzip', gunzipLoosely],
  // By the RFC in the wrapping of zlib; some servers send it bare.
  [
    'deflate',
    (body, options) => (hasZlibHead(body) ? inflate : inflateRaw)(body, options),
  ],
  ['br', promisify(zlib.brotliDecompress)],
]);

/** Codings that there are, and that were not asked for. */
const FOREIGN = /^(x-)?(compress|zstd|dcb|dcz|exi|pack200-gzip|aes128gcm)$/;

/**
 * Unpacks a body, layer by layer; an empty one is empty, whatever it is said to be packed in.
 *
 * @param header the Content-Encoding, or several.
 * @param room the most bytes that there may be, in each layer.
 * @throws {Failure} of the kind encoding or too large.
 */
export async function unpacked(
  body: Buffer,
  header: string | string[] | undefined,
  room: number,
): Promise<Buffer> {
  let bytes = body;
  for (const [i, coding] of codingsOf(header).entries()) {
    if (bytes.length === 0) break;
    // Said twice, by a server and the cache before it, and done once.
    if (i > 0 && coding.endsWith('gzip') && !isGzip(bytes)) continue;
    bytes = await unpack(bytes, coding, room);
  }
  return bytes;
}

/**
 * The codings of a body, in the order in which they are to be undone. What is no coding at
 * all, such as `none` or `utf-8`, is passed over.
 *
 * @throws {Failure} of the kind encoding, when there are too many.
 */
export function codingsOf(header: string | string[] | undefined): string[] {
  const words = String(header ?? '').split(',');
  const codings = words
    .map((word) => word.trim().toLowerCase())
    .filter((word) => UNPACK.has(word) || FOREIGN.test(word));
  if (codings.length > MOST_LAYERS) throw new Failure('encoding', 'packed too often');
  return codings.reverse();
}

/**
 * Undoes one layer.
 *
 * @throws as {@link unpacked} does.
 */
export async function unpack(
  bytes: Buffer,
  coding: string,
  room: number,
): Promise<Buffer> {
  const action = UNPACK.get(coding);
  if (!action) throw new Failure('encoding', `unknown encoding ${coding}`);
  try {
    return await action(bytes, { maxOutputLength: room });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_BUFFER_TOO_LARGE') throw new Failure('encoding', message);
    throw new Failure('too large', `larger than ${room} bytes unpacked`);
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The method is 8, and the first two bytes are a multiple of 31. */
export function hasZlibHead([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

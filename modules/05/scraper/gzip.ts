/** gzip with something behind it, at which zlib stumbles, as browsers do not. */
import { kMaxLength } from 'node:buffer';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const gunzip = promisify(zlib.gunzip);

const TOO_LARGE = 'ERR_BUFFER_TOO_LARGE';

/** Extra fields of a gzip header, by the bits of its flags. */
const [CHECKSUM, EXTRA, NAME, COMMENT] = [2, 4, 8, 16];

/**
 * Unpacks gzip; what comes behind its end, such as a line feed, is passed over.
 *
 * @throws what zlib throws when there is no whole gzip at the start.
 */
export async function gunzipLoosely(
  body: Buffer,
  options: zlib.ZlibOptions,
): Promise<Buffer> {
  try {
    return await gunzip(body, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === TOO_LARGE) throw error;
    const whole = await wholeMembers(body, options);
    if (whole.length === 0) throw error;
    return Buffer.concat(whole);
  }
}

/** The files that a gzip consists of, as a rule one, up to what is none. */
async function wholeMembers(body: Buffer, options: zlib.ZlibOptions): Promise<Buffer[]> {
  const members: Buffer[] = [];
  let { maxOutputLength: room = kMaxLength } = options;
  for (let at = 0; ; ) {
    const start = dataAt(body, at);
    const member = start && (await inflateRaw(body.subarray(start), room));
    if (!member) return members;
    // Behind the data stand a checksum, and their length.
    const end = start + member.used + 8;
    const { length } = member.bytes;
    if (end > body.length || body.readUInt32LE(end - 4) !== length) return members;
    members.push(member.bytes);
    room -= length;
    at = end;
  }
}

/** Where the data behind a gzip header start; nothing when there is none. */
function dataAt(body: Buffer, at: number): number | undefined {
  if (at + 10 > body.length || body.readUIntBE(at, 3) !== 0x1f8b08) return undefined;
  const flags = body.readUInt8(at + 3);
  let start = at + 10;
  if (flags & EXTRA) start += 2 + (body[start] ?? 0) + 256 * (body[start + 1] ?? 0);
  for (const text of [NAME, COMMENT]) {
    if (flags & text) start = body.indexOf(0, start) + 1 || Infinity;
  }
  if (flags & CHECKSUM) start += 2;
  return start < body.length ? start : undefined;
}

/** What stands at the start, and how many bytes that took; nothing if it is damaged. */
function inflateRaw(
  body: Buffer,
  maxOutputLength: number,
): Promise<{ bytes: Buffer; used: number } | undefined> {
  return new Promise((resolve, reject) => {
    zlib.inflateRaw(body, { maxOutputLength, info: true }, (error, result) => {
      // With `info` it is more than the types know of.
      const { buffer, engine } = (result ?? {}) as unknown as Inflated;
      if (!error) resolve({ bytes: buffer, used: engine.bytesWritten });
      else if ((error as NodeJS.ErrnoException).code === TOO_LARGE) reject(error);
      else resolve(undefined);
    });
  });
}

interface Inflated {
  buffer: Buffer;
  engine: { bytesWritten: number };
}

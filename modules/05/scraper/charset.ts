/** Which characters the bytes of a page mean. */
import { TextDecoder } from 'node:util';

/** So far into a page its own word on the charset may stand, says the HTML standard. */
const PRESCAN = 1024;

const MARKS: [charset: string, bytes: number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
];

/**
 * The text of a page: as its byte order mark says, or the `charset` of its content type,
 * or its `<meta charset>`; else UTF-8 if it is valid, and Windows-1252 if not.
 *
 * Never throws: a charset that does not exist is passed over, and bytes that mean nothing
 * come out as U+FFFD.
 */
export function decodeHtml(bytes: Buffer, contentType = ''): string {
  const charset = markOf(bytes) ?? charsetOf(contentType) ?? charsetOfMeta(bytes);
  if (charset === 'utf-8' && bytes[0] !== 0xef) return bytes.toString('utf8'); // fast
  return (
    (charset && decode(bytes, charset)) ??
    decode(bytes, 'utf-8', { fatal: true }) ??
    fromWindows1252(bytes)
  );
}

/** Undefined when there is no such charset or, if that is fatal, the bytes are not in it. */
function decode(bytes: Buffer, charset: string, options?: { fatal: boolean }) {
  try {
    const decoder = new TextDecoder(charset, options);
    // Which also goes by latin1, iso-8859-1 and ascii.
    if (decoder.encoding === 'windows-1252') return fromWindows1252(bytes);
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What 0x80 to 0x9F are in it; Node 20's decoder takes them for control characters. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function fromWindows1252(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.replace(/[\x80-\x9f]/g, (sign) =>
    WINDOWS_1252.charAt(sign.charCodeAt(0) - 0x80),
  );
}

function markOf(bytes: Buffer): string | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0];
}

function charsetOf(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([^\s"';>]+)/i.exec(text)?.[1]?.toLowerCase();
}

function charsetOfMeta(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, PRESCAN);
  const charset = charsetOf(/<meta[^>]+charset\s*=[^>]+/i.exec(start)?.[0] ?? '');
  // Who can read this in ASCII does not have UTF-16 before him.
  return charset?.startsWith('utf-16') ? 'utf-8' : charset;
}

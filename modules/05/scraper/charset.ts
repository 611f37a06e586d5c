/** Which characters the bytes of a page mean. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { encodingOf } from './encoding.ts';
import { labelIn } from './meta-encoding.ts';
import { prescan } from './prescan.ts';

const MARKS: [charset: string, bytes: number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
];

/**
 * The text of a page: as its byte order mark says, or the `charset` of its content type,
 * or as the page says itself; else UTF-8 if it is valid, and Windows-1252 if not.
 *
 * Never throws: a charset that does not exist is passed over, and bytes that mean nothing
 * come out as U+FFFD.
 */
export function decodeHtml(bytes: Buffer, contentType = ''): string {
  const charset = declared(bytes, contentType);
  return (
    (charset && decode(bytes, charset)) ??
    decode(bytes, 'utf-8', { fatal: true }) ??
    fromWindows1252(bytes)
  );
}

/** A page for a parser. */
export interface Markup {
  html: string;
  /** Makes text of a piece of it. Default: it is text. */
  decode?: (piece: string) => string;
  /** What it is written in, which its links are, too. Default: UTF-8. */
  charset?: string;
}

/**
 * A page for a parser, with nothing decoded but what will be kept of it: the marks of HTML
 * are ASCII, so that a page in UTF-8 can be parsed byte by byte, as if it were Latin-1. To
 * decode such a page, and to parse the wide string that comes out of it, takes a quarter
 * of the time that a page costs.
 */
export function markupOf(bytes: Buffer, contentType = ''): Markup {
  const charset = declared(bytes, contentType);
  if (charset === 'utf-8') return { html: bytes.toString('latin1'), decode: fromUtf8 };
  const html = decodeHtml(bytes, contentType);
  return { html, charset: charset ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252') };
}

/**
 * Makes text of the pieces of a file, one after another: as its byte order mark or its XML
 * declaration says, else UTF-8.
 *
 * @param start of the file.
 */
export function decoderFor(start: Buffer): (piece: Buffer) => string {
  const decoder = new TextDecoder(declared(start, ''));
  return (piece) => decoder.decode(piece, { stream: true });
}

function fromUtf8(piece: string): string {
  return /[\x80-\xff]/.test(piece) ? Buffer.from(piece, 'latin1').toString() : piece;
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

/** What the page, or its server, says that it is written in. */
function declared(bytes: Buffer, contentType: string): string | undefined {
  return (
    markOf(bytes) ?? encodingOf(labelIn(contentType)) ?? prescan(bytes.toString('latin1'))
  );
}

function markOf(bytes: Buffer): string | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0];
}

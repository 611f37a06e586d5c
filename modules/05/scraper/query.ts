/** Links of pages that are not in UTF-8: their queries are not, either. */
import { TextDecoder } from 'node:util';
import { decodeHtml } from './charset.ts';

/** Of each charset that was met: how it writes a letter, percent-encoded. */
const tables = new Map<string, Map<string, string>>();

/**
 * A link with its query as its page's charset writes it: from a page in Windows-1252
 * `?q=ü` leads to `?q=%FC`. What the charset has not becomes `&#8364;`, encoded.
 *
 * Source: the URL standard, query state. (Of the few letters that a charset can write in two
 * ways, some come out in the other one.)
 */
export function encodeQuery(link: string, charset = 'utf-8'): string {
  // UTF-16 cannot be sent. ISO-2022-JP writes a letter by what came before it, GB18030 in
  // up to four bytes.
  if (/^utf-|^iso-2022|^gb18030/.test(charset)) return link;
  // A mailto is in UTF-8 everywhere.
  if (/^\s*(?!https?:)[a-z][a-z\d+.-]*:/i.test(link)) return link;
  return link.replace(/(?<=^[^?#]*)\?[^#]*/, (query) =>
    query.replace(/[^\0-\x7f]/gu, (letter) => {
      const code = `%26%23${letter.codePointAt(0)}%3B`;
      return tableOf(charset).get(letter) ?? code;
    }),
  );
}

/** The platform only decodes: so all of one byte, and of two, are decoded. */
function tableOf(charset: string): Map<string, string> {
  const known = tables.get(charset);
  if (known) return known;
  const table = new Map<string, string>();
  const note = (text: string, ...bytes: number[]) => {
    const [letter = '', ...more] = text;
    if (more.length > 0 || letter === '\uFFFD' || table.has(letter)) return;
    table.set(
      letter,
      bytes.map((byte) => `%${byte.toString(16).toUpperCase()}`).join(''),
    );
  };
  for (let byte = 0x80; byte <= 0xff; byte++) {
    note(decodeHtml(Buffer.of(byte), `charset=${charset}`), byte);
  }
  const decoder = new TextDecoder(charset);
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      note(decoder.decode(Buffer.of(first, second)), first, second);
    }
  }
  tables.set(charset, table);
  return table;
}

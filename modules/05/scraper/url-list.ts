/** URLs that stand in a file, one a line. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { withoutPassword } from './url.ts';

/**
 * Reads a list as people and programs write it: with lines that end in any way, a byte
 * order mark, blank lines, and comments, from a `#` at the start of a line or after a space
 * (within a URL it begins a fragment). A blank within a line is an error: `URL` would take
 * what stands behind it, a title or a second URL, for a part of the first.
 *
 * @param path `-` for stdin.
 * @throws whatever stands in the way of reading it; for a line with more than a URL, what
 *   to do about that.
 */
export async function readUrlList(path: string): Promise<string[]> {
  const bytes = path === '-' ? await buffer(process.stdin) : await readFile(path);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe; // as PowerShell's > writes it
  const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/(^|\s)#.*/, '').trim());
  for (const [i, line] of lines.entries()) {
    if (!/\s/.test(line)) continue;
    const start = withoutPassword(line.slice(0, 100));
    throw new Error(
      `line ${i + 1} is more than a URL, '${start}': write one a line, and a blank as %20`,
    );
  }
  return lines.filter((line) => line !== '');
}

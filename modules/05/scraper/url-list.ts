/** URLs that stand in a file, one a line. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

/**
 * Reads a list as people and programs write it: with lines that end in any way, a byte
 * order mark, blank lines, and comments, from a `#` at the start of a line or after a space
 * (within a URL it begins a fragment).
 *
 * @param path `-` for stdin.
 * @throws whatever stands in the way of reading it.
 */
export async function readUrlList(path: string): Promise<string[]> {
  const bytes = path === '-' ? await buffer(process.stdin) : await readFile(path);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe; // as PowerShell's > writes it
  const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/(^|\s)#.*/, '').trim())
    .filter((line) => line !== '');
}

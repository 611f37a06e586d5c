import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { sleep } from '../../../core/time.ts';

/** For how long the disk lets one wait, in milliseconds. */
export interface Disk {
  /** For the first file. */
  first: number;
  /** For each other one. */
  others: number;
}

/** Counts the words of a file, which is never in memory as a whole. */
export async function count(path: string, disk: Disk) {
  await sleep(basename(path) === 'recipe-01.txt' ? disk.first : disk.others);
  try {
    const words = new Map<string, number>();
    const add = (word: string) => words.set(word, (words.get(word) ?? 0) + 1);
    let begun = ''; // a word may go on in the next piece
    for await (const piece of createReadStream(path, 'utf8')) {
      const parts = `${begun}${piece}`.split(/\s+/);
      begun = parts.pop() ?? '';
      for (const word of parts) add(word);
    }
    if (begun) add(begun);
    return { words };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error; // a mistake of ours, not of the file
    return { problem: code };
  }
}

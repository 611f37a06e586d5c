import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of text files. */
export interface Library extends AsyncDisposable {
  /** Of its files, and of one that has gone. */
  paths: string[];
}

const VOCABULARY = 'tea milk sugar water lemon honey ginger mint'.split(' ');

/** Writes some small files into a temporary folder; `await using` removes it. */
export async function makeLibrary(files: number): Promise<Library> {
  const folder = await mkdtemp(join(tmpdir(), 'library-'));
  const paths: string[] = [];
  const pathOf = (i: number) => join(folder, `recipe-${String(i).padStart(2, '0')}.txt`);
  for (let i = 1; i <= files; i++) {
    const path = pathOf(i);
    const words = Array.from({ length: 500 * i }, (_, n) => wordAt(n * i));
    await writeFile(path, words.join(' '));
    paths.push(path);
  }
  paths.push(pathOf(files + 1)); // was listed, and is not there any more
  return {
    paths,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** The earlier a word stands in the vocabulary, the more often it comes. */
function wordAt(n: number): string {
  const roll = ((n * 7919) % 1000) / 1000;
  return VOCABULARY[Math.floor(roll ** 2 * VOCABULARY.length)] as string;
}

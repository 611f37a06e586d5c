/** What takes long to make, kept from build to build by what it was made of. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { save } from '../usage.ts';

export interface Source {
  /** A lesson's: `04a/semaphore`. */
  name: string;
  /** With any change in one of them, it is made anew. */
  files: readonly string[];
  /** What else it depends on. */
  words?: string;
}

/** Writes a file of a cache; one that is cut off in the midst of it leaves none. */
export async function keep(file: string, what: unknown): Promise<void> {
  await save(`${file}.part`, JSON.stringify(what));
  renameSync(`${file}.part`, file);
}

/** A folder of a cache. */
export class Kept<T> {
  readonly #folder: string;
  readonly #texts = new Map<string, string>();
  readonly #asked = new Set<string>();

  /** @param folder is made when there is something to keep. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param make is called when there is none of this source. */
  async get(source: Source, make: () => Promise<T>): Promise<T> {
    const name = this.#nameOf(source);
    this.#asked.add(name);
    const file = join(this.#folder, name);
    if (!existsSync(file)) await keep(file, await make());
    return JSON.parse(readFileSync(file, 'utf8'));
  }

  /** Throws away what nobody has asked for: it is of a source that has changed, or is gone. */
  sweep(): void {
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    for (const name of names) {
      if (!this.#asked.has(name)) rmSync(join(this.#folder, name));
    }
  }

  #nameOf({ name, files, words = '' }: Source): string {
    const hash = createHash('sha256').update(`${name} ${words}`);
    for (const file of new Set(files)) hash.update(this.#read(file));
    return `${name.replace('/', '-')}-${hash.digest('hex').slice(0, 16)}.json`;
  }

  /** Most sources have most of their files in common. */
  #read(file: string): string {
    const text = this.#texts.get(file) ?? readFileSync(file, 'utf8');
    this.#texts.set(file, text);
    return text;
  }
}

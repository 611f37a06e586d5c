/** A folder of answers that several runs may use at once. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from './export.ts';

/** What is kept of an answer: what can be said in JSON, and its body. */
export interface Kept {
  about: unknown;
  body: Buffer;
}

const LINE_FEED = 0x0a;

/**
 * Each entry is a file that comes into being whole, by a rename, and holds its own hash: it
 * is there or not, whoever writes it, and one that was damaged is not there.
 */
export class CacheFolder {
  /** Why an entry could not be written; from then on none is. */
  broken: OutputError | undefined;
  readonly #path: string;

  /** @throws {OutputError} when there is no such folder, and none can be made. */
  constructor(path: string) {
    this.#path = path;
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw this.#asOutputError(error);
    }
  }

  async get(key: string): Promise<Kept | undefined> {
    try {
      const bytes = await readFile(this.#file(key));
      const end = bytes.indexOf(LINE_FEED);
      const head = JSON.parse(bytes.toString('utf8', 0, end));
      const body = bytes.subarray(end + 1);
      const { about } = head;
      return head.sum === sumOf(key, about, body) ? { about, body } : undefined;
    } catch {
      return undefined; // it is fetched anew
    }
  }

  async set(key: string, { about, body }: Kept): Promise<void> {
    if (this.broken) return;
    const file = this.#file(key);
    const draft = `${file}.${randomUUID()}`;
    const head = JSON.stringify({ sum: sumOf(key, about, body), about });
    try {
      await writeFile(draft, Buffer.concat([Buffer.from(`${head}\n`), body]));
      await rename(draft, file);
    } catch (error) {
      this.broken = this.#asOutputError(error);
      await rm(draft, { force: true }).catch(() => {});
    }
  }

  #file(key: string): string {
    return join(this.#path, createHash('sha256').update(key).digest('hex'));
  }

  #asOutputError(error: unknown): OutputError {
    return new OutputError(`Cannot keep in ${this.#path}: ${(error as Error).message}`);
  }
}

function sumOf(key: string, about: unknown, body: Buffer): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([key, about]))
    .update(body);
  return hash.digest('hex');
}

/**
 * What a run has done, in a file beside its output, so that a run that was killed can be
 * gone on with. A page is in the journal when its records are in the output, not before;
 * and what the output has beyond the journal is dropped.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A page that came in. */
export interface Entry {
  /** The URLs that need not be fetched again: the page, and what redirects led to. */
  done: string[];
  /** What it led to. */
  next: string[];
  /** The length of the output with its records. */
  length: number;
}

export class Journal {
  readonly #path: string;

  /** @param path of the output; the journal stands beside it. */
  constructor(output: string) {
    this.#path = journalOf(output);
  }

  /** The entries of the run before; none when there was none. A half line is passed over. */
  read(): Entry[] {
    if (!existsSync(this.#path)) return [];
    const lines = readFileSync(this.#path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Entry);
  }
}

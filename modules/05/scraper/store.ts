/**
 * The output of a run, and beside it a journal of what is done, so that a run which was
 * killed can be continued. A page enters the journal when its records are in the
 * output; what the output has beyond the journal is dropped when the run goes on.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Export } from './export.ts';
import type { Page } from './page.ts';
import type { Quote } from './quotes.ts';

/** A page that came in, in the journal. */
interface Entry {
  /** The URLs that need not be fetched again: the page's, and those it was led to. */
  done: string[];
  /** Where it leads on to. */
  next?: string;
  /** The length of the output with its records. */
  length: number;
}

export class Store implements Disposable {
  /** What an earlier run did: URLs that are done, and those that they lead to. */
  readonly done: string[];
  readonly next: string[];
  /** How many pages that was. */
  readonly pages: number;
  readonly #output: Export;
  readonly #journal: Export;

  /**
   * @param options.resume goes on with an earlier run, if there was one.
   * @throws {RangeError} when output and journal do not fit together.
   */
  constructor(path: string, { resume }: { resume: boolean }) {
    const journal = `${path}.state`;
    const text = resume ? textOf(journal) : undefined;
    // A line that was cut off says nothing.
    const lines = text?.slice(0, text.lastIndexOf('\n') + 1);
    const entries = lines ? entriesOf(lines, journal) : [];
    const output = existsSync(path);
    if (resume && (output ? text === undefined : entries.length > 0)) {
      const missing = output ? journal : path;
      throw new RangeError(`Cannot go on with ${path}: there is no ${missing}`);
    }
    this.pages = entries.length;
    this.done = entries.flatMap(({ done }) => done);
    this.next = entries.flatMap(({ next }) => next ?? []);
    // The journal first: to begin anew, the old one has to be gone before the output is.
    this.#journal = new Export(journal, {
      format: '.jsonl',
      length: lines === undefined ? undefined : Buffer.byteLength(lines),
    });
    const columns = ['text', 'author', 'tags', 'page'];
    this.#output = new Export(path, { columns, length: entries.at(-1)?.length });
  }

  /** Keeps what a page brought. */
  save(page: Page<unknown>, quotes: Quote[], next: string | undefined): void {
    this.#output.append(
      quotes.map(({ text, author, tags }) => ({ text, author, tags, page: page.url })),
    );
    this.#journal.append([{ done: page.trail, next, length: this.#output.length }]);
  }

  [Symbol.dispose](): void {
    this.#output[Symbol.dispose]();
    this.#journal[Symbol.dispose]();
  }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function entriesOf(lines: string, path: string): Entry[] {
  try {
    return lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry);
  } catch {
    throw new RangeError(`Cannot go on with ${path}: it is damaged`);
  }
}

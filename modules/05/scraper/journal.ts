/**
 * What a run has done, beside its output, so that one which was killed can be continued.
 * A line has two halves: the first says which pages are going to be written, the second,
 * when they have been, what the output has come to. Half a line at the end says, then, that
 * the output may have more than the whole lines know of.
 */
import { closeSync, existsSync, ftruncateSync, readFileSync } from 'node:fs';
import { type Mark, OutputError } from './export.ts';
import { demandFile, openFile, writeAt } from './files.ts';

/** A page that came in. */
export interface Visited {
  /** The URLs that need not be fetched again: the page's, and those it was led to. */
  done: string[];
  /** Where it leads on to. */
  next: string[];
  /** How many links lead to it. */
  depth: number;
}

/** Pages that came in together; the first entry of a journal has none. */
export interface Entry extends Mark {
  pages: Visited[];
  /** Of the first entry: the keys of the records. */
  columns?: string[];
}

/** What an earlier run has left. */
export interface Past {
  entries: Entry[];
  /** The bytes of their lines. */
  length: number;
  /** Whether half a line stands behind them. */
  cut: boolean;
}

export class Journal implements Disposable {
  readonly #path: string;
  readonly #file: number;
  #length: number;

  /**
   * @param past goes on behind it. Default: begins anew.
   * @throws {OutputError} when it cannot be written.
   */
  constructor(path: string, past?: Past) {
    this.#path = path;
    this.#length = past?.length ?? 0;
    this.#file = this.#attempt(() => openFile(path, past ? 'r+' : 'w'));
    this.#attempt(() => ftruncateSync(this.#file, this.#length));
  }

  /**
   * Pages are going to be written.
   *
   * @param columns the keys of the records, for the first entry.
   */
  begin(pages: Visited[], columns?: string[]): void {
    this.#append(JSON.stringify({ pages, columns }).slice(0, -1));
  }

  /** They have been, and this is what the output has come to. */
  end(mark: Mark): void {
    this.#append(`,${JSON.stringify(mark).slice(1)}\n`);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #append(text: string): void {
    const bytes = Buffer.from(text);
    this.#attempt(() => writeAt(this.#file, this.#length, bytes));
    this.#length += bytes.length;
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new OutputError(`Cannot write ${this.#path}: ${(error as Error).message}`);
    }
  }
}

/**
 * Reads a journal.
 *
 * @returns nothing when there is none.
 * @throws {OutputError} when it is damaged.
 */
export function readJournal(path: string): Past | undefined {
  if (!existsSync(path)) return undefined;
  try {
    demandFile(path);
    const text = readFileSync(path, 'utf8');
    const length = text.lastIndexOf('\n') + 1;
    const rest = text.slice(length);
    if (rest !== '' && !rest.startsWith('{')) throw new Error('its end makes no sense');
    const entries = text.slice(0, length).split('\n').slice(0, -1).map(entryOf);
    return {
      entries,
      length: Buffer.byteLength(text.slice(0, length)),
      cut: rest !== '',
    };
  } catch (error) {
    throw new OutputError(`Cannot go on with ${path}: ${(error as Error).message}`);
  }
}

function entryOf(line: string, i: number): Entry {
  try {
    const entry = JSON.parse(line) as Entry;
    const { pages, length, digest } = entry;
    const texts = [...pages.flatMap(({ done, next }) => [...done, ...next]), digest];
    const numbers = [...pages.map(({ depth }) => depth), length];
    const areNumbers = numbers.every(Number.isSafeInteger);
    if (areNumbers && texts.every((text) => typeof text === 'string')) {
      return entry;
    }
  } catch {} // and so it is not one
  throw new Error(`it is damaged in line ${i + 1}`);
}

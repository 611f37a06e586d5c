/**
 * The output of a run, with its journal and its lock. Pages enter the journal when their
 * records are in the output, so that both say the same whenever the run ends.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { Export, type ExportOptions, OutputError } from './export.ts';
import { demandFile } from './files.ts';
import type { Fields } from './formats.ts';
import { Journal, type Past, readJournal, type Visited } from './journal.ts';
import { OutputLock } from './output-lock.ts';

export interface StoreOptions extends Pick<ExportOptions, 'csvRaw'> {
  /** Goes on with an earlier run, if there was one. */
  resume: boolean;
  /** The keys of the records. Default: those of a quotation. */
  columns?: string[] | undefined;
}

const QUOTE_COLUMNS = ['text', 'author', 'tags', 'page'];

export class Store implements Disposable {
  /** What an earlier run did: URLs that are done, and those that they lead to. */
  readonly done: string[];
  readonly next: { url: string; depth: number }[];
  /** How many pages that was. */
  readonly pages: number;
  readonly #lock: OutputLock;
  readonly #journal: Journal;
  readonly #output: Export;

  /**
   * @throws {OutputError} when the output cannot be written, when another run is writing
   *   it, and when it is not what its journal says: then all is left as it is.
   */
  constructor(path: string, options: StoreOptions) {
    const { resume, csvRaw, columns = QUOTE_COLUMNS } = options;
    this.#lock = lockOf(path);
    try {
      const past = resume ? pastOf(path, columns) : undefined;
      const { entries, cut }: Omit<Past, 'length'> = past ?? { entries: [], cut: false };
      const pages = entries.flatMap(({ pages }) => pages);
      this.done = pages.flatMap(({ done }) => done);
      this.next = pages.flatMap(({ next, depth }) =>
        next.map((url) => ({ url, depth: depth + 1 })),
      );
      this.pages = pages.length;
      const settings = { columns, csvRaw, from: entries.at(-1), dropRest: cut };
      if (past && settings.from) {
        this.#output = new Export(path, settings); // which looks whether it fits
        this.#journal = new Journal(journalOf(path), past);
      } else {
        // The old journal has to be gone before the old output is.
        this.#journal = new Journal(journalOf(path));
        this.#journal.begin([], columns);
        this.#output = new Export(path, settings);
        this.#journal.end(this.#output.mark);
      }
    } catch (error) {
      this.#lock[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Keeps what pages brought: three writes, however many they are.
   *
   * @throws {OutputError} when that cannot be written; no more can, then.
   */
  save(pages: Visited[], records: Fields[]): void {
    if (pages.length === 0) return;
    this.#journal.begin(pages);
    this.#output.append(records);
    this.#journal.end(this.#output.mark);
  }

  [Symbol.dispose](): void {
    this.#output[Symbol.dispose]();
    this.#journal[Symbol.dispose]();
    this.#lock[Symbol.dispose]();
  }
}

function journalOf(path: string): string {
  return `${path}.state`;
}

/** By whatever name the output is known, its lock is the same. */
function lockOf(path: string): OutputLock {
  try {
    demandFile(path);
    return new OutputLock(`${existsSync(path) ? realpathSync(path) : path}.lock`);
  } catch (error) {
    throw new OutputError(`Cannot write ${path}: ${(error as Error).message}`);
  }
}

/** The journal of the run to go on with; nothing when there was none. */
function pastOf(path: string, columns: string[]): Past | undefined {
  const past = readJournal(journalOf(path));
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  const refuse = (why: string) => {
    throw new OutputError(`Cannot go on with ${path}: ${why}`);
  };
  if (!past && size !== undefined) refuse(`there is no ${journalOf(path)}`);
  if (past?.entries.length && size === undefined) refuse('it is not there any more');
  if (past?.entries.length === 0 && !past.cut && size) refuse('its journal is empty');
  const before = past?.entries[0]?.columns;
  if (before && JSON.stringify(before) !== JSON.stringify(columns)) {
    refuse('it has other fields');
  }
  return past;
}

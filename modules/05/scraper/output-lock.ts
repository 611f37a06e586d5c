/** One run for each output: two that write into one file would destroy it. */
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fstatSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { openFile } from './files.ts';
import { isAlive, processName } from './process-name.ts';

/**
 * A lock in a file of its own. Each run adds a line to it that says which process it is,
 * and the first whose process lives has the lock: one that was killed has lost it by being
 * dead. Lines are only added, so that all runs see them in the same order, and the holder
 * alone removes the file. It holds among the processes of one machine.
 *
 * Python: the package `filelock`; Node has no `flock`.
 *
 * @example
 * ```ts
 * import { OutputLock } from './output-lock.ts';
 *
 * using _lock = new OutputLock('quotes.jsonl.lock');
 * ```
 */
export class OutputLock implements Disposable {
  readonly #path: string;

  /** @throws {RangeError} when another run has it. */
  constructor(path: string) {
    this.#path = path;
    while (!this.#claim());
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { force: true });
  }

  /** Adds a line; false when the file was removed by its holder meanwhile. */
  #claim(): boolean {
    const mine = `${processName(process.pid)} ${randomUUID()}`;
    const file = openFile(this.#path, 'a');
    try {
      writeSync(file, `\n${mine}\n`); // on a line of its own, also when half a line is there
      const lines = readFileSync(this.#path, 'utf8').split('\n');
      const first = lines.find((line) => isAlive(line) && !lines.includes(taken(line)));
      if (first === mine || first === undefined) return isAt(this.#path, file);
      appendFileSync(file, `\n${taken(mine)}\n`);
      throw new RangeError(`another run is writing it, process ${first.split(' ')[0]}`);
    } finally {
      closeSync(file);
    }
  }
}

/** Takes a line back. */
function taken(line: string): string {
  return `not ${line}`;
}

function isAt(path: string, file: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(file).ino;
}

import {
  here,
  isSeated,
  liveSeats,
  nameOf,
  read,
  type Seat,
  word,
  write,
} from './internal/thread/table.ts';

/** What any thread can know of another one. */
export class ThreadInfo {
  readonly #seat: Seat;
  /** A small number that no other live thread has; used again after the thread's end. */
  readonly ident: number;
  readonly name: string;
  /** Whether the program may end while this thread runs. */
  readonly daemon: boolean;

  constructor(seat: Seat) {
    this.#seat = seat;
    this.ident = seat.slot + 1;
    this.name = nameOf(seat.slot);
    this.daemon = read(seat.slot, word.daemon) === 1;
  }

  /** Whether it has started and not yet ended. */
  isAlive(): boolean {
    return isSeated(this.#seat);
  }

  toString(): string {
    const state = this.isAlive() ? 'started' : 'stopped';
    const daemon = this.daemon ? ' daemon' : '';
    return `<ThreadInfo '${this.name}' ${state}${daemon} ident=${this.ident}>`;
  }
}

/**
 * The thread that calls this; in a worker that is not a `Thread`, as in a pool, a stand-in.
 *
 * Python: `threading.current_thread()`.
 *
 * @example
 * ```ts
 * import { activeThreads, currentThread, mainThread } from '../core/current-thread.ts';
 * import { print } from '../core/print.ts';
 *
 * print(currentThread().name, currentThread().ident); // MainThread 1
 * print(currentThread().ident === mainThread().ident); // true
 * print(activeThreads().map(({ name }) => name)); // ['MainThread']
 * ```
 */
export function currentThread(): ThreadInfo {
  write(here.slot, word.listed, 1);
  return new ThreadInfo(here);
}

/** The thread that the program started in. Python: `threading.main_thread()`. */
export function mainThread(): ThreadInfo {
  return new ThreadInfo({ slot: 0, life: 1 });
}

/**
 * All threads that are alive: the main thread, started ones, daemons too; and other
 * workers that have called {@link currentThread}. Python: `threading.enumerate()`.
 */
export function activeThreads(): ThreadInfo[] {
  return liveSeats()
    .filter(({ slot }) => read(slot, word.listed) === 1)
    .map((seat) => new ThreadInfo(seat));
}

import { parentPort, type ResourceLimits, Worker, workerData } from 'node:worker_threads';
import { currentThread } from './current-thread.ts';
import { portsIn, reasonOf } from './internal/message/copyable.ts';
import { packError } from './internal/message/packed-error.ts';
import { runTask } from './internal/message/run.ts';
import type { TaskOptions } from './internal/message/task.ts';
import { probe } from './internal/sync/probe.ts';
import {
  Activity,
  type ActivityOptions,
  type Outcome,
  type Start,
} from './internal/thread/activity.ts';
import {
  claimSeat,
  counter,
  here,
  isSeated,
  leaveSeat,
  next,
  type Seat,
  TABLE_KEY,
  word,
  writeText,
} from './internal/thread/table.ts';
import { workerOptions } from './worker-file.ts';

export type { TaskOptions } from './internal/message/task.ts';

/** Options of a {@link Thread}, besides target and args. */
export interface ThreadOptions extends ActivityOptions {
  resourceLimits?: ResourceLimits;
}

/**
 * A thread: a worker with its own heap and event loop, which runs one exported function.
 *
 * Python: `threading.Thread`. The great difference: nothing is shared but what lies in
 * shared memory. Arguments are copied (locks, queues, shared values arrive as
 * themselves), and module variables exist once in every thread. Subclasses work as in
 * Python: export the class and give it a `run` method; its own fields are copied.
 *
 * `process.exit(0)` in a thread ends it without a result, and without an error; with any
 * other code its join rejects.
 *
 * @example
 * ```ts
 * import { isMain } from '../core/main.ts';
 * import { print } from '../core/print.ts';
 * import { Thread } from '../core/thread.ts';
 *
 * export function add(a: number, b: number): number {
 *   return a + b;
 * }
 *
 * if (isMain(import.meta)) {
 *   const thread = new Thread(import.meta, { target: add, args: [2, 3] });
 *   thread.start();
 *   print('Sum:', await thread.join()); // Sum: 5
 * }
 * ```
 */
export class Thread<
  Result = unknown,
  Args extends unknown[] = unknown[],
> extends Activity<Result> {
  readonly #resourceLimits: ResourceLimits | undefined;
  #seat: Seat | undefined;
  #worker: Worker | undefined;
  #terminated = false;

  /**
   * @param meta `import.meta` of the module that exports the target or the subclass.
   * @param options.target the exported function to run; without it, `run` of the subclass.
   * @param options.args what the function is called with, checked against it.
   * @param options.name by default `Thread-1 (work)`, where `work` is the target's name.
   * @param options.daemon whether the program may end without it; by default like the
   *   thread that creates it, which is false in the main thread.
   * @param options.resourceLimits how much memory it may use, on Node, as a Worker's:
   *   `{ maxOldGenerationSizeMb: 100 }`. A thread that needs more ends, and its join
   *   rejects, unless it grows so fast that Node gives up. Default: as the program.
   * @throws {TypeError} when the target is not a function with a name.
   * @throws {RangeError} when the name has more than 255 characters.
   */
  constructor(meta: ImportMeta, options: ThreadOptions & TaskOptions<Args, Result> = {}) {
    const { target, name, resourceLimits, daemon = currentThread().daemon } = options;
    super('Thread', meta, options, { name: name || defaultName(target?.name), daemon });
    this.#resourceLimits = resourceLimits;
  }

  override get name(): string {
    return super.name;
  }

  override set name(name: string) {
    super.name = name;
    if (this.#seat && this.isAlive()) writeText(this.#seat.slot, word.name, super.name);
  }

  /** A small number that no other live thread has; undefined before the start. */
  get ident(): number | undefined {
    return this.#seat && this.#seat.slot + 1;
  }

  isAlive(): boolean {
    return this.#seat !== undefined && isSeated(this.#seat);
  }

  /**
   * Stops the thread wherever it is: a last resort, since `finally` blocks do not run,
   * what it was changing stays half changed, and its locks are abandoned. Ask a thread to
   * stop with an Event instead; Python has only that way. A join rejects. On Deno, a busy
   * thread may run on until the program ends.
   */
  async terminate(): Promise<void> {
    if (!this.#worker) return;
    this.#terminated = true;
    await this.#worker.terminate();
  }

  protected idText(): string {
    return this.#seat ? ` ident=${this.ident}` : '';
  }

  protected launch(start: Start): void {
    probe?.('start', this);
    const { name, daemon } = this;
    const seat = claimSeat(name, { daemon });
    try {
      // This file, or the bundle that it is part of: its last lines run the task.
      this.#worker = new Worker(new URL(import.meta.url), {
        ...workerOptions,
        name,
        argv: process.argv.slice(2),
        workerData: { ...start, [TABLE_KEY]: seat },
        transferList: portsIn(start.task.args),
        resourceLimits: { ...workerOptions.resourceLimits, ...this.#resourceLimits },
      });
    } catch (error) {
      leaveSeat(seat);
      // For example a port that was handed to another thread before.
      throw new TypeError(`Cannot start ${this}: ${reasonOf(error)}`, { cause: error });
    }
    this.#seat = seat;
    this.#watch(this.#worker, seat);
    this.holdProgram(!daemon);
  }

  #watch(worker: Worker, seat: Seat): void {
    let outcome: Outcome | undefined;
    worker.on('message', (message: Outcome) => {
      outcome = message;
    });
    const fail = (error: Error) => {
      if (!outcome?.error) outcome = { error: packError(error) };
    };
    worker.on('error', fail);
    // It has sent what cannot be read here.
    worker.on('messageerror', fail);
    worker.on('exit', (code) => {
      leaveSeat(seat);
      const exited = code === 0 ? undefined : `exited with code ${code}`;
      const how = this.#terminated ? 'was terminated' : exited;
      this.settleEnd(outcome, how, this.#terminated);
    });
  }

  protected holdProgram(held: boolean): void {
    if (held) this.#worker?.ref();
    else this.#worker?.unref();
  }

  /** @internal */
  adopt(): void {
    this.#seat = here;
  }
}

function defaultName(target?: string): string {
  return `Thread-${next(counter.threadNumber)}${target ? ` (${target})` : ''}`;
}

// Not awaited at top level: a module that waits for this one would wait for ever.
if (workerData?.[TABLE_KEY] && workerData.task) {
  void runTask(workerData, Thread, (outcome) => {
    parentPort?.postMessage(outcome, portsIn(outcome));
  });
}

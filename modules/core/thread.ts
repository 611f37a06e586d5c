import { Worker } from 'node:worker_threads';
import { currentThread } from './current-thread.ts';
import { portsIn } from './internal/message/copyable.ts';
import { packError } from './internal/message/packed-error.ts';
import {
  describeTask,
  type Task,
  type TaskOptions,
  taskEnded,
} from './internal/message/task.ts';
import { deadline, type WaitOptions } from './internal/sync/deadline.ts';
import { probe } from './internal/sync/probe.ts';
import { Ending, type Outcome } from './internal/thread/ending.ts';
import { atExit, step } from './internal/thread/exit.ts';
import {
  at,
  claimSeat,
  counter,
  here,
  isSeated,
  leaveSeat,
  next,
  type Seat,
  TABLE_KEY,
  table,
  word,
  writeText,
} from './internal/thread/table.ts';
import { reviveAll } from './revive.ts';
import { workerOptions } from './worker-file.ts';

const BOOT = new URL('./internal/thread/boot.ts', import.meta.url);

let exiting = false;
atExit(step.refuseStarts, () => {
  exiting = true;
});

/** Options of a {@link Thread}, beside target and args. */
export interface ThreadOptions {
  /** By default `Thread-1 (work)`, where `work` is the target's name. */
  name?: string;
  /** A daemon does not keep the program alive. By default like the thread that creates it. */
  daemon?: boolean;
}

/** What the boot file of a new thread finds in `workerData`. @internal */
export interface ThreadStart {
  [TABLE_KEY]: Seat;
  task: Task;
  name: string;
  daemon: boolean;
}

/**
 * A thread: a worker with its own heap and event loop, which runs one exported function.
 *
 * Python: `threading.Thread`. The great difference: nothing is shared but what lies in
 * shared memory. Arguments are copied (locks, queues, shared values arrive as
 * themselves), and module variables exist once in every thread.
 *
 * Subclasses work as in Python: export the class and give it a `run` method; its own
 * fields are copied to the thread.
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
export class Thread<Result = unknown, Args extends unknown[] = unknown[]> {
  readonly #describeTask: () => Task;
  readonly #daemon: boolean;
  #name: string;
  #seat: Seat | undefined;
  #worker: Worker | undefined;
  #ending: Ending | undefined;
  #joiners = 0;
  #terminated = false;

  /**
   * @param meta `import.meta` of the module that exports the target or the subclass.
   * @param options.target the exported function to run; without it, `run` of the subclass.
   * @param options.args what the function is called with, checked against it.
   * @param options.name by default `Thread-1 (work)`, where `work` is the target's name.
   * @param options.daemon whether the program may end without it; by default like the
   *   thread that creates it, which is false in the main thread.
   * @throws {TypeError} when the target is no function with a name.
   */
  constructor(meta: ImportMeta, options?: ThreadOptions);
  constructor(meta: ImportMeta, options: ThreadOptions & TaskOptions<Args, Result>);
  constructor(
    meta: ImportMeta,
    options: ThreadOptions & Partial<TaskOptions<Args, Result>> = {},
  ) {
    const { target, args = [], name, daemon = currentThread().daemon } = options;
    this.#name = name ? String(name) : defaultName(target?.name);
    this.#daemon = daemon;
    // Called by start(): a subclass has not set its fields yet.
    this.#describeTask = () =>
      target === undefined
        ? describeTask(meta, this.constructor, [{ ...this }])
        : describeTask(meta, target, args);
    if (target !== undefined) this.#describeTask();
  }

  /** Names the thread in errors and traces. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = String(name);
    if (this.#seat && this.isAlive()) {
      writeText(table, at(this.#seat.slot, word.name), this.#name);
    }
  }

  /** Whether the program may end while this thread runs. */
  get daemon(): boolean {
    return this.#daemon;
  }

  /** A small number that no other live thread has; undefined before the start. */
  get ident(): number | undefined {
    return this.#seat && this.#seat.slot + 1;
  }

  /** Whether it has started and not yet ended. */
  isAlive(): boolean {
    return this.#seat !== undefined && isSeated(this.#seat);
  }

  /**
   * Starts the thread.
   *
   * @throws {Error} when it was started before, or the program is already ending.
   * @throws {TypeError} when an argument cannot be sent to a thread.
   */
  start(): void {
    if (this.#seat) throw new Error(`Cannot start ${this}: threads start only once`);
    if (exiting) throw new Error(`Cannot start ${this}: the program is ending`);
    probe?.('start', this);
    const seat = claimSeat(this.#name, { daemon: this.#daemon });
    const worker = this.#spawn(seat);
    this.#seat = seat;
    this.#worker = worker;
    this.#ending = this.#watch(worker, seat);
    if (this.#daemon) worker.unref();
  }

  /**
   * Waits until the thread has ended; the event loop goes on.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns what the target returned; undefined when time was up: ask `isAlive()`.
   * @throws what the target threw: class, message, stack, cause and own fields.
   * @throws {Error} when the thread was not started, or is the one that calls.
   */
  join(options?: { timeout?: undefined }): Promise<Awaited<Result>>;
  join(options: WaitOptions): Promise<Awaited<Result> | undefined>;
  async join(options: WaitOptions = {}): Promise<Awaited<Result> | undefined> {
    deadline(options);
    if (this.#seat === here) throw new Error(`Cannot join ${this}: it is this thread`);
    const [worker, ending] = [this.#worker, this.#ending];
    if (!worker || !ending) throw new Error(`Cannot join ${this}: start it first`);
    if (exiting && this.isAlive()) {
      throw new Error(`Cannot join ${this}: the program is ending`);
    }
    if (this.#daemon && this.#joiners++ === 0) worker.ref();
    try {
      const result = await ending.wait(options.timeout);
      return (await reviveAll(result)) as Awaited<Result> | undefined;
    } finally {
      if (this.#daemon && --this.#joiners === 0) worker.unref();
    }
  }

  /**
   * Stops the thread wherever it is: a last resort, since `finally` blocks do not run,
   * what it was changing stays half changed, and its locks are abandoned. Ask a thread to
   * stop with an Event instead. A join rejects. On Deno, a busy thread may run on until
   * the program ends.
   *
   * Python has no counterpart for threads; for processes, `Process.terminate`.
   */
  async terminate(): Promise<void> {
    if (!this.#worker || !this.#ending) return;
    this.#terminated = true;
    await this.#worker.terminate();
  }

  /** `<Thread Worker-1 started daemon ident=2>` */
  toString(): string {
    const state = !this.#seat ? 'initial' : this.isAlive() ? 'started' : 'stopped';
    const ident = this.ident === undefined ? '' : ` ident=${this.ident}`;
    return `<Thread '${this.#name}' ${state}${this.#daemon ? ' daemon' : ''}${ident}>`;
  }

  /** What a subclass does in its thread. Python: `Thread.run`. */
  run(): Result {
    throw new TypeError(`Cannot run ${this}: give it a target, or a run() in a subclass`);
  }

  #spawn(seat: Seat): Worker {
    const task = this.#describeTask();
    const workerData: ThreadStart = {
      [TABLE_KEY]: seat,
      task,
      name: this.#name,
      daemon: this.#daemon,
    };
    try {
      const transferList = portsIn(task);
      return new Worker(BOOT, {
        ...workerOptions,
        workerData,
        transferList,
        name: this.#name,
      });
    } catch (error) {
      leaveSeat(seat);
      if (!(error instanceof Error) || error.name !== 'DataCloneError') throw error;
      throw new TypeError(
        `Cannot start ${this}: an argument cannot be sent to a thread: ${error.message}`,
        { cause: error },
      );
    }
  }

  #watch(worker: Worker, seat: Seat): Ending {
    const ending = new Ending(`thread '${this.#name}'`);
    let outcome: Outcome | undefined;
    worker.on('message', (message: Outcome) => {
      outcome = message;
    });
    worker.on('error', (error) => {
      outcome ??= { error: packError(error) };
    });
    worker.on('exit', (code) => {
      leaveSeat(seat);
      taskEnded(this.#describeTask());
      const how = this.#terminated ? 'was terminated' : `exited with code ${code}`;
      if (outcome) ending.settle(outcome);
      else if (code === 0 && !this.#terminated) ending.succeed();
      else
        ending.fail(
          new Error(`Thread '${this.#name}' ${how} before its target returned`),
        );
      if (this.#terminated && !outcome) ending.wait().catch(() => {});
    });
    return ending;
  }

  /** In the new thread: a subclass's object once more, its constructor not called. @internal */
  static adopt(Class: unknown, fields: object, { name, daemon }: ThreadStart): Thread {
    const options = { name, daemon };
    const thread: Thread = Reflect.construct(
      Thread,
      [import.meta, options],
      Class as never,
    );
    thread.#seat = here;
    return Object.assign(thread, fields);
  }
}

function defaultName(target?: string): string {
  return `Thread-${next(counter.threadNumber)}${target ? ` (${target})` : ''}`;
}

/**
 * What a Thread and a Process are: one function that runs elsewhere, under a name, and
 * whose end comes back to whoever joins it; and to stderr, when it failed and nobody did.
 */
import { inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { writeLine } from '../../print.ts';
import { objectsIn, reviveAll, Shareable } from '../../revive.ts';
import { demandCopyable } from '../message/copyable.ts';
import { type Packed, unpackError } from '../message/packed-error.ts';
import { demandTarget, describeTask, type Task } from '../message/task.ts';
import { deadline, inTime, type WaitOptions } from '../sync/deadline.ts';
import { atExit, step } from './exit.ts';
import { counter, demandName, table } from './table.ts';

/** Options of a Thread or Process, besides target and args. */
export interface ActivityOptions {
  name?: string;
  daemon?: boolean;
}

/** What a new thread or process is told. */
export interface Start extends Required<ActivityOptions> {
  task: Task;
}

/** What it sends back at its end. */
export interface Outcome {
  result?: unknown;
  error?: Packed;
}

let exiting = false;
atExit(step.refuseStarts, () => {
  exiting = true;
});

const unseen = new Map<object, { owner: string; error: unknown }>();
atExit(step.reportErrors, () => {
  for (const { owner, error } of unseen.values()) {
    writeLine(2, `Error in ${owner}, which nobody joined:\n${inspect(error)}`);
    Atomics.store(table, counter.failure, 1);
  }
  // Threads report by themselves, but only the main thread's exit code is the program's.
  const failed = Atomics.load(table, counter.failure) === 1;
  if (isMainThread && failed) process.exitCode = process.exitCode || 1;
});

/** The base of Thread and Process. */
export abstract class Activity<Result = unknown> {
  readonly #kind: 'Thread' | 'Process';
  readonly #meta: ImportMeta;
  readonly #target: unknown;
  readonly #args: readonly unknown[];
  readonly #daemon: boolean;
  #name: string;
  #isStarted = false;
  /** What it was given. */
  #given: unknown;
  #settle!: (result: unknown) => void;
  readonly #end = new Promise<unknown>((resolve) => {
    this.#settle = resolve;
  });
  #joiners = 0;

  constructor(
    kind: 'Thread' | 'Process',
    meta: ImportMeta,
    { target, args = [] }: { target?: unknown; args?: readonly unknown[] | undefined },
    { name, daemon }: Required<ActivityOptions>,
  ) {
    if (target !== undefined) demandTarget(target, `Cannot create ${kind}`);
    this.#kind = kind;
    this.#meta = meta;
    this.#target = target;
    this.#args = args;
    this.#name = demandName(String(name));
    this.#daemon = daemon;
  }

  /** Names it in errors and traces; at most 255 characters. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = demandName(String(name));
  }

  /** Whether the program may end while this runs. */
  get daemon(): boolean {
    return this.#daemon;
  }

  /** Whether it has started and not yet ended. */
  abstract isAlive(): boolean;

  /**
   * Starts it.
   *
   * @throws {Error} when it was started before, or the program is ending; or by code that
   *   runs whenever its module is imported, so that it would go on for ever.
   * @throws {TypeError} when an argument, or a subclass's field, would not arrive as it is.
   */
  start(): void {
    const complaint = `Cannot start ${this}`;
    const shared = this.#kind === 'Thread';
    if (this.#isStarted || this.isAlive()) {
      const they = shared ? 'threads' : 'processes';
      throw new Error(`${complaint}: ${they} start only once`);
    }
    if (exiting) throw new Error(`${complaint}: the program is ending`);
    demandFolder(complaint);
    const given = this.#target ? this.#args : { ...this };
    const args = this.#target ? this.#args : [given];
    const target = this.#target ?? this.constructor;
    const name = this.#target ? 'args' : 'this';
    // First: what it looks through here is only read by what follows.
    demandCopyable(given, complaint, { name, shared, methods: true });
    const task = describeTask(this.#meta, target, args, complaint);
    this.#given = given;
    this.launch({ task, name: this.#name, daemon: this.#daemon });
    this.#isStarted = true;
  }

  /**
   * Waits until it has ended; the event loop goes on.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns what the target returned; undefined when it called `process.exit(0)`, or time
   *   was up: ask `isAlive()`.
   * @throws what the target threw: class, message, stack, cause and own fields.
   * @throws {Error} when it ended before its target returned: by another exit code, by
   *   `terminate()`, or since nothing was left to do that its promise could wait for.
   * @throws {Error} when it was not started, or is what calls.
   */
  join(options?: { timeout?: undefined }): Promise<Awaited<Result>>;
  join(options: WaitOptions): Promise<Awaited<Result> | undefined>;
  async join(options: WaitOptions = {}): Promise<Awaited<Result> | undefined> {
    const end = deadline(options);
    const complaint = `Cannot join ${this}`;
    if (!this.#isStarted) {
      const why = this.isAlive() ? 'it would wait for itself' : 'start it first';
      throw new Error(`${complaint}: ${why}`);
    }
    if (exiting && this.isAlive()) throw new Error(`${complaint}: the program is ending`);
    if (this.#daemon && this.#joiners++ === 0) this.holdProgram(true);
    try {
      if (!(await inTime(end, this.#end))) return undefined;
      unseen.delete(this);
      return (await reviveAll(await this.#end)) as Awaited<Result>;
    } finally {
      if (this.#daemon && --this.#joiners === 0) this.holdProgram(false);
    }
  }

  /** What a subclass does. Python: `run`. */
  run(): Result {
    throw new TypeError(`Cannot run ${this}: give it a target, or a run() in a subclass`);
  }

  /** `<Thread 'Worker-1' started daemon ident=2>`, `<Process 'Process-1' stopped pid=4711>` */
  toString(): string {
    const state = this.isAlive() ? 'started' : this.#isStarted ? 'stopped' : 'initial';
    const daemon = this.#daemon ? ' daemon' : '';
    return `<${this.#kind} '${this.#name}' ${state}${daemon}${this.idText()}>`;
  }

  /**
   * @param how it ended when it sent no outcome; undefined when that is no error.
   * @param expected whether it was stopped, by somebody who need not be told.
   */
  protected settleEnd(
    outcome: Outcome | undefined,
    how: string | undefined,
    expected: boolean,
  ): void {
    for (const each of objectsIn(this.#given)) {
      if (each instanceof Shareable) each.taskEnded();
    }
    if (outcome ? !outcome.error : !how) {
      this.#settle(outcome?.result);
      return;
    }
    const owner = `${this.#kind} '${this.#name}'`;
    const error = outcome?.error
      ? unpackError(outcome.error)
      : new Error(`${owner} ${how} before its target returned`);
    if (outcome || !expected) unseen.set(this, { owner, error });
    this.#end.catch(() => {});
    this.#settle(Promise.reject(error));
  }

  /** ` ident=2` */
  protected abstract idText(): string;
  protected abstract launch(start: Start): void;
  /** Lets the program wait for a daemon, or no longer. */
  protected abstract holdProgram(held: boolean): void;
  /** A subclass's object, made again in the new thread or process, is what runs. @internal */
  abstract adopt(): void;
}

/** In a deleted one, a thread ends before its first line, and of a child nothing is heard. */
function demandFolder(complaint: string): void {
  try {
    process.cwd();
  } catch (cause) {
    const advice = 'process.chdir() leads to one that is there';
    throw new Error(`${complaint}: the working directory is gone; ${advice}`, { cause });
  }
}

/**
 * What a Thread and a Process are: one function that runs elsewhere, under a name, and
 * whose end comes back to whoever joins it; and to stderr, when it failed and nobody did.
 *
 * Internal to the core.
 */
import { inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { writeLine } from '../../print.ts';
import { objectsIn, reviveAll, Shareable } from '../../revive.ts';
import { demandCopyable } from '../message/copyable.ts';
import { type Packed, unpackError } from '../message/packed-error.ts';
import {
  demandTarget,
  describeTask,
  type Task,
  type TaskOptions,
} from '../message/task.ts';
import { deadline, type WaitOptions } from '../sync/deadline.ts';
import { atExit, step } from './exit.ts';
import { counter, demandName, table } from './table.ts';

/** Options of a Thread or Process, beside target and args. */
export interface ActivityOptions {
  /** Names it in errors and traces; at most 255 characters. */
  name?: string;
  /** Whether the program may end without it. */
  daemon?: boolean;
}

/** A target with its args, or, in a subclass, none. */
export type MaybeTask<Args extends unknown[], Result> =
  | TaskOptions<Args, Result>
  | { target?: undefined; args?: undefined };

/** What a new thread or process is told. */
export interface Start extends Required<ActivityOptions> {
  task: Task;
}

/** What it sends back at its end. */
export type Outcome = { result: unknown } | { error: Packed };

/** Whether the program is ending. */
export let exiting = false;
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
  #task: Task | undefined;
  #end: Promise<unknown> | undefined;
  #resolve!: (result: unknown) => void;
  #reject!: (error: unknown) => void;
  #joiners = 0;

  constructor(
    meta: ImportMeta,
    { target, args = [] }: { target?: unknown; args?: readonly unknown[] },
    { kind, name, daemon }: { kind: 'Thread' | 'Process'; name: string; daemon: boolean },
  ) {
    if (target !== undefined) demandTarget(target, `Cannot create ${kind}`);
    this.#kind = kind;
    this.#meta = meta;
    this.#target = target;
    this.#args = args;
    this.#name = demandName(name);
    this.#daemon = daemon;
  }

  /** Names it in errors and traces; at most 255 characters. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = demandName(String(name));
  }

  /** Whether the program may end while this runs: a process is killed then. */
  get daemon(): boolean {
    return this.#daemon;
  }

  /** Whether it has started and not yet ended. */
  abstract isAlive(): boolean;

  /**
   * Starts it.
   *
   * @throws {Error} when it was started before, or the program is already ending; or when
   *   a module starts it that is only imported to find a target: see `isMain()`.
   * @throws {TypeError} when an argument, or a field of a subclass, would not arrive as it is.
   */
  start(): void {
    const complaint = `Cannot start ${this}`;
    if (this.#end || this.isAlive()) throw new Error(`${complaint}: it starts only once`);
    if (exiting) throw new Error(`${complaint}: the program is ending`);
    const target = this.#target ?? this.constructor;
    const args = this.#target ? this.#args : [{ ...this }];
    const task = describeTask(this.#meta, target, args, complaint);
    const [given, name] = this.#target ? [args, 'args'] : [args[0], 'this'];
    demandCopyable(given, complaint, {
      name,
      shared: this.#kind === 'Thread',
      methods: true,
    });
    this.#task = task;
    this.spawn({ task, name: this.#name, daemon: this.#daemon });
    this.#end = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#end.catch(() => {});
  }

  /**
   * Waits until it has ended; the event loop goes on.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns what the target returned; undefined when it called `process.exit(0)`, and when
   *   time was up: ask `isAlive()`.
   * @throws what the target threw: class, message, stack, cause and own fields.
   * @throws {Error} when it ended before its target returned: by another exit code, by
   *   `terminate()`, or since nothing was left that its promise could wait for.
   * @throws {Error} when it was not started, or is what calls.
   */
  join(options?: { timeout?: undefined }): Promise<Awaited<Result>>;
  join(options: WaitOptions): Promise<Awaited<Result> | undefined>;
  async join({ timeout }: WaitOptions = {}): Promise<Awaited<Result> | undefined> {
    deadline({ timeout });
    const end = this.#end;
    if (!end) {
      const why = this.isAlive() ? 'it would wait for itself' : 'start it first';
      throw new Error(`Cannot join ${this}: ${why}`);
    }
    if (exiting && this.isAlive()) {
      throw new Error(`Cannot join ${this}: the program is ending`);
    }
    if (this.#daemon && this.#joiners++ === 0) this.hold(true);
    try {
      if (timeout !== undefined && !(await settlesWithin(end, timeout))) return undefined;
      return (await reviveAll(await end.finally(() => unseen.delete(this)))) as never;
    } finally {
      if (this.#daemon && --this.#joiners === 0) this.hold(false);
    }
  }

  /** What a subclass does. Python: `run`. */
  run(): Result {
    throw new TypeError(`Cannot run ${this}: give it a target, or a run() in a subclass`);
  }

  /** `<Thread 'Worker-1' started daemon ident=2>`, `<Process 'Process-1' stopped pid=4711>` */
  toString(): string {
    const state = this.isAlive() ? 'started' : this.#end ? 'stopped' : 'initial';
    const daemon = this.#daemon ? ' daemon' : '';
    return `<${this.#kind} '${this.#name}' ${state}${daemon}${this.identity()}>`;
  }

  /** To be called once it has ended: by what it sent, or how it ended without. */
  protected ended(outcome: Outcome | undefined, how: string | undefined): void {
    for (const each of objectsIn(this.#task?.args)) {
      if (each instanceof Shareable) each.taskEnded();
    }
    if (how === undefined && !outcome) outcome = { result: undefined };
    if (outcome && 'result' in outcome) {
      this.#resolve(outcome.result);
      return;
    }
    const error = outcome
      ? unpackError(outcome.error)
      : new Error(`${this.#kind} '${this.#name}' ${how} before its target returned`);
    unseen.set(this, { owner: `${this.#kind.toLowerCase()} '${this.#name}'`, error });
    this.#reject(error);
  }

  /** Whoever has ended it knows that it failed: nothing to report. */
  protected expectEnd(): void {
    void this.#end?.finally(() => unseen.delete(this)).catch(() => {});
  }

  /** ` ident=2` */
  protected abstract identity(): string;
  protected abstract spawn(start: Start): void;
  /** Whether the program has to wait for it. */
  protected abstract hold(held: boolean): void;
  /** In the new thread or process, a subclass's object once more: this is it. @internal */
  abstract adopt(): void;
}

function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}

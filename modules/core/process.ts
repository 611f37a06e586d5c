import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { packError } from './internal/message/packed-error.ts';
import { runTask } from './internal/message/run.ts';
import type { TaskOptions } from './internal/message/task.ts';
import {
  Activity,
  type ActivityOptions,
  type Outcome,
  type Start,
} from './internal/thread/activity.ts';
import { atExit, step } from './internal/thread/exit.ts';
import { counter, next } from './internal/thread/table.ts';
import { CHILD, isChild } from './main.ts';
import { processOptions } from './worker-file.ts';

/** This file, or the bundle that it is part of: its last lines run the task. */
const FIRST = import.meta.url && fileURLToPath(import.meta.url);

/** Those that run. */
const children = new Set<Process>();

atExit(step.killDaemons, () => {
  for (const child of children) if (child.daemon) child.kill();
});

/**
 * A process: a program of its own, with its own pid and memory, which runs one exported
 * function. It shares nothing: arguments and result are copied, and what crashes it crashes
 * nothing else. It ends when its parent is gone, as soon as its event loop turns.
 * `process.exit(0)` ends it without a result or error; with another code its join rejects.
 *
 * Python: `multiprocessing.Process`; here `join` also delivers the result or the error. A
 * subclass is exported and has a `run` method; its own fields are copied to the process.
 *
 * @example
 * ```ts
 * import { isMain } from '../core/main.ts';
 * import { print } from '../core/print.ts';
 * import { Process } from '../core/process.ts';
 *
 * export function whoAmI(): number {
 *   return process.pid;
 * }
 *
 * if (isMain(import.meta)) {
 *   const child = new Process(import.meta, { target: whoAmI });
 *   child.start();
 *   print((await child.join()) === child.pid); // true
 * }
 * ```
 */
export class Process<
  Result = unknown,
  Args extends unknown[] = unknown[],
> extends Activity<Result> {
  #child: ChildProcess | undefined;
  #pid: number | undefined;
  #exitCode: number | undefined;
  #stopped = false;

  /**
   * @param meta `import.meta` of the module that exports the target or the subclass.
   * @param options.target the exported function to run; without it, `run` of the subclass.
   * @param options.args what the function is called with, checked against it.
   * @param options.name by default `Process-1`, `Process-2`, …
   * @param options.daemon whether the end of the program kills it. Default: false.
   * @throws {TypeError} when the target is not a function with a name.
   * @throws {RangeError} when the name has more than 255 characters.
   */
  constructor(
    meta: ImportMeta,
    options: ActivityOptions & TaskOptions<Args, Result> = {},
  ) {
    const name = options.name || `Process-${next(counter.processNumber)}`;
    super('Process', meta, options, { name, daemon: options.daemon ?? false });
  }

  /** The operating system's number for it; undefined before the start. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** Undefined until it ends; then its exit code, or minus the number of the signal. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  isAlive(): boolean {
    return this.#pid !== undefined && this.#exitCode === undefined;
  }

  /** Asks the process to end, with SIGTERM: it may clean up first. A join rejects. */
  terminate(): void {
    this.#stop('SIGTERM');
  }

  /** Ends the process at once, with SIGKILL: it cannot clean up. A join rejects. */
  kill(): void {
    this.#stop('SIGKILL');
  }

  #stop(signal: NodeJS.Signals): void {
    if (this.#child?.kill(signal)) this.#stopped = true;
  }

  protected idText(): string {
    return this.#pid ? ` pid=${this.#pid}` : '';
  }

  protected launch(start: Start): void {
    const child = fork(FIRST, process.argv.slice(2), {
      ...processOptions,
      serialization: 'advanced',
      env: { ...process.env, [CHILD]: '1' },
    });
    this.#child = child;
    this.#pid = child.pid;
    this.#watch(child);
    child.send(start, () => {});
    this.holdProgram(!this.daemon);
    children.add(this);
  }

  #watch(child: ChildProcess): void {
    let outcome: Outcome | undefined;
    child.on('message', (message: Outcome) => {
      outcome = message;
    });
    // Not 'close', which some runtimes never send; and 'exit' may come before 'message'.
    Promise.all([once(child, 'exit'), once(child, 'disconnect')])
      .then(([[code, signal]]) => {
        this.#exitCode = code ?? -constants.signals[signal as NodeJS.Signals];
        const exited = code === 0 ? undefined : `exited with code ${code}`;
        const how = signal ? `was ended by ${signal}` : exited;
        this.settleEnd(outcome, how, this.#stopped);
      })
      .catch((error) => this.settleEnd({ error: packError(error) }, undefined, false))
      .finally(() => children.delete(this));
  }

  protected holdProgram(held: boolean): void {
    const how = held ? 'ref' : 'unref';
    this.#child?.[how]();
    // Bun has no such method, and needs none.
    this.#child?.channel?.[how]?.();
  }

  /** @internal */
  adopt(): void {
    this.#pid = process.pid;
  }
}

/**
 * The processes that this thread has started and that have not ended.
 *
 * Python: `multiprocessing.active_children()`.
 */
export function activeChildren(): Process[] {
  return [...children];
}

if (isMainThread && isChild() && process.send) {
  // The parent is gone: nobody waits for this work any more.
  process.on('disconnect', () => process.exit(1));
  process.once('message', (start: Start) => runTask(start, Process, send));
}

/** Keeps the process alive meanwhile: Deno loses what is not yet sent when it exits. */
async function send(outcome: Outcome): Promise<void> {
  process.channel?.ref();
  await new Promise((sent) => process.send?.(outcome, undefined, undefined, sent));
  process.channel?.unref();
}

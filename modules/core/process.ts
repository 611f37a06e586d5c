import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { demandCopyable } from './internal/message/copyable.ts';
import {
  describeTask,
  type Task,
  type TaskOptions,
  taskEnded,
} from './internal/message/task.ts';
import { deadline, type WaitOptions } from './internal/sync/deadline.ts';
import { Ending, type Outcome } from './internal/thread/ending.ts';
import { atExit, step } from './internal/thread/exit.ts';
import { counter, next } from './internal/thread/table.ts';
import { reviveAll } from './revive.ts';
import { workerOptions } from './worker-file.ts';

const BOOT = fileURLToPath(new URL('./internal/process/boot.ts', import.meta.url));

/** The daemons that run. */
const daemons = new Set<ChildProcess>();

atExit(step.killDaemons, () => {
  for (const daemon of daemons) daemon.kill('SIGKILL');
});

/** Options of a {@link Process}, beside target and args. */
export interface ProcessOptions {
  /** By default `Process-1`, `Process-2`, … */
  name?: string;
  /** A daemon is killed when the program ends. Default: false, the program waits for it. */
  daemon?: boolean;
}

/**
 * A process: a program of its own, with its own pid and memory, which runs one exported
 * function. It shares nothing: arguments and result are copied over a pipe, and what
 * crashes it crashes nothing else. It ends when its parent is gone, as soon as its event
 * loop turns.
 *
 * Python: `multiprocessing.Process`. Here `join` also delivers the result or the error.
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
export class Process<Result = unknown, Args extends unknown[] = unknown[]> {
  /** Names the process in errors. */
  readonly name: string;
  /** Whether it is killed when the program ends. */
  readonly daemon: boolean;
  readonly #task: Task;
  #child: ChildProcess | undefined;
  #ending: Ending | undefined;
  #exitCode: number | undefined;

  /**
   * @param meta `import.meta` of the module that exports the target.
   * @param options.target the exported function to run.
   * @param options.args what the function is called with, checked against it.
   * @param options.name by default `Process-1`, `Process-2`, …
   * @param options.daemon whether the end of the program kills it. Default: false.
   * @throws {TypeError} when the target is no function with a name.
   */
  constructor(meta: ImportMeta, options: ProcessOptions & TaskOptions<Args, Result>) {
    const { target, args = [], name, daemon = false } = options;
    this.#task = describeTask(meta, target, args);
    this.name = name ? String(name) : `Process-${next(counter.processNumber)}`;
    this.daemon = daemon;
  }

  /** The operating system's number for it; undefined before the start. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Undefined until it ends; then its exit code, or minus the number of the signal. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Whether it has started and not yet ended. */
  isAlive(): boolean {
    return this.#child !== undefined && this.#exitCode === undefined;
  }

  /**
   * Starts the process.
   *
   * @throws {Error} when it was started before.
   * @throws {TypeError} when an argument cannot be copied to a process.
   */
  start(): void {
    if (this.#child) throw new Error(`Cannot start ${this}: processes start only once`);
    demandCopyable(this.#task, `Cannot start ${this} with these arguments`);

    const child = fork(BOOT, [], { ...workerOptions, serialization: 'advanced' });
    this.#child = child;
    this.#ending = this.#watch(child);
    child.send(this.#task, () => {});
    if (!this.daemon) return;
    child.unref();
    // Bun has no such method, and needs none.
    child.channel?.unref?.();
    daemons.add(child);
  }

  /**
   * Waits until the process has ended; the event loop goes on.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns what the target returned; undefined when time was up: ask `isAlive()`.
   * @throws what the target threw: class, message, stack, cause and own fields.
   * @throws {Error} when the process was not started, or ended before its target did.
   */
  join(options?: { timeout?: undefined }): Promise<Awaited<Result>>;
  join(options: WaitOptions): Promise<Awaited<Result> | undefined>;
  async join(options: WaitOptions = {}): Promise<Awaited<Result> | undefined> {
    deadline(options);
    if (!this.#child || !this.#ending)
      throw new Error(`Cannot join ${this}: start it first`);
    if (this.daemon) this.#child.ref();
    const result = await this.#ending.wait(options.timeout);
    return (await reviveAll(result)) as Awaited<Result> | undefined;
  }

  /** Asks the process to end, with SIGTERM: it may clean up first. A join rejects. */
  terminate(): void {
    this.#child?.kill('SIGTERM');
  }

  /** Ends the process at once, with SIGKILL: it cannot clean up. A join rejects. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** `<Process 'Process-1' started pid=4711>` */
  toString(): string {
    const state = !this.#child ? 'initial' : this.isAlive() ? 'started' : 'stopped';
    const pid = this.pid === undefined ? '' : ` pid=${this.pid}`;
    return `<Process '${this.name}' ${state}${this.daemon ? ' daemon' : ''}${pid}>`;
  }

  #watch(child: ChildProcess): Ending {
    const ending = new Ending(`process '${this.name}'`);
    let outcome: Outcome | undefined;
    child.on('message', (message: Outcome) => {
      outcome = message;
    });
    // Not 'close', which some runtimes never send; and 'exit' may come before 'message'.
    const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
    gone.then(
      ([[code, signal]]) => {
        daemons.delete(child);
        taskEnded(this.#task);
        this.#exitCode = code ?? -(constants.signals[signal as NodeJS.Signals] ?? 0);
        if (outcome) ending.settle(outcome);
        else
          ending.fail(
            new Error(`${this} ended before its target: ${howItEnded(code, signal)}`),
          );
      },
      (error) => ending.fail(error),
    );
    return ending;
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}

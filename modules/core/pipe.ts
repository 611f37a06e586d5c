// Longer than other files by what it says about its two classes and their methods.
import { registerError, TimeoutError } from './errors.ts';
import { pack } from './internal/message/wire.ts';
import { makePipe, removeUnused, type Side } from './internal/process/pipe-folder.ts';
import { lineOf, stand } from './internal/process/pipe-line.ts';
import {
  type AsyncWaitOptions,
  deadline,
  whilePending,
} from './internal/sync/deadline.ts';
import { reviveAll, Shareable, shareable } from './revive.ts';

/**
 * Thrown by an end of a pipe that is closed, or whose other end is: by `send` at once, by
 * `receive` when all messages are read. If nobody has closed it, its `cause` says why.
 *
 * Python: `EOFError`, and `BrokenPipeError`.
 */
export class PipeClosedError extends Error {
  override name = 'PipeClosedError';
}
registerError(PipeClosedError);

/**
 * A private line between exactly two, each in any thread or process: what is sent at one
 * end is received at the other, in order. Hand an end over among the arguments of a
 * `Thread` or `Process`, or keep it.
 *
 * Python: `multiprocessing.Pipe()`. An end that is not yet used is waited for. A thread or
 * process that ends without having used the one among its arguments closes the pipe, and so
 * does the end of the process that made it. Whoever hands an end on must stay until it is
 * used.
 *
 * @typeParam FromLeft what the left end sends.
 * @typeParam FromRight what the right end sends; by default the same.
 *
 * @example
 * ```ts
 * import { isMain } from '../core/main.ts';
 * import { Pipe, type PipeEnd } from '../core/pipe.ts';
 * import { print } from '../core/print.ts';
 * import { Process } from '../core/process.ts';
 *
 * export async function shout(end: PipeEnd<string>): Promise<void> {
 *   for await (const word of end) await end.send(word.toUpperCase());
 * }
 *
 * if (isMain(import.meta)) {
 *   const { left, right } = new Pipe<string>();
 *   const child = new Process(import.meta, { target: shout, args: [right] });
 *   child.start();
 *   await left.send('hello');
 *   print(await left.receive()); // HELLO
 *   left.close();
 *   await child.join();
 * }
 * ```
 */
export class Pipe<FromLeft = unknown, FromRight = FromLeft> {
  readonly left: PipeEnd<FromLeft, FromRight>;
  readonly right: PipeEnd<FromRight, FromLeft>;

  constructor() {
    const folder = makePipe();
    this.left = new PipeEnd(folder, 'left');
    this.right = new PipeEnd(folder, 'right');
  }
}

/**
 * One end of a {@link Pipe}, for one thread or process: the first that uses it; in another
 * one, all its methods throw an `Error`. It keeps the program alive only while a send or
 * receive waits, and closes by itself when its thread or process ends.
 *
 * Python: `multiprocessing.connection.Connection`, of which every process closes its copy.
 *
 * @typeParam Sent what this end sends.
 * @typeParam Received what it receives; by default the same.
 */
export class PipeEnd<Sent = unknown, Received = Sent> extends Shareable {
  /** @internal */
  readonly folder: string;
  /** @internal */
  readonly side: Side;
  /** @internal */
  readonly creator = process.pid;

  /** Ends come in pairs, from {@link Pipe}. @internal */
  constructor(folder: string, side: Side) {
    super();
    this.folder = folder;
    this.side = side;
  }

  /**
   * Sends a copy of a value. Several at once go out in the order of the calls.
   *
   * Python: `connection.send(value)`.
   *
   * @param value whatever structured clone can copy, except shared memory; also ends of
   *   other pipes, and a manager's proxies.
   * @returns when the system has taken it: not before the other end is used, and, if much
   *   is under way, reads.
   * @throws {PipeClosedError} when this end or the other one is closed.
   * @throws {TypeError} when the value cannot be copied; nothing was sent then.
   */
  async send(value: Sent): Promise<void> {
    const frame = pack(value, 'Cannot send this through a pipe');
    const line = lineOf(this);
    if (!(await whilePending(line.send(frame)))) throw closed('send', this, line.reason);
  }

  /**
   * Waits for the next message; the event loop goes on.
   *
   * Python: `connection.recv()`.
   *
   * @param options timeout in milliseconds, none by default; signal: its abort rejects.
   * @throws {PipeClosedError} when the other end is closed and all is read, or this one is.
   * @throws {TimeoutError} when time was up.
   */
  async receive(options?: AsyncWaitOptions): Promise<Received> {
    const line = lineOf(this);
    const received = await line.receive(options);
    if (received === 'late') {
      throw new TimeoutError(`Nothing came to ${this} within ${options?.timeout} ms`);
    }
    if (typeof received === 'string') throw closed('receive', this, line.reason);
    try {
      return await reviveAll(received.message as Received);
    } catch (error) {
      this.close();
      throw closed('receive', this, error);
    }
  }

  /**
   * Whether a {@link receive} need not wait: a message is there, or the pipe is closed.
   *
   * Python: `connection.poll(timeout)`.
   *
   * @param options timeout in milliseconds, 0 by default; signal: its abort rejects.
   */
  async poll(options?: AsyncWaitOptions): Promise<boolean> {
    return (await wait([this], { timeout: 0, ...options })).length > 0;
  }

  /** All messages, until the other end closes: `for await (const message of end) …`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void, undefined> {
    try {
      for (;;) yield await this.receive();
    } catch (error) {
      if (!(error instanceof PipeClosedError) || error.cause !== undefined) throw error;
    }
  }

  /**
   * Closes this end, and so the pipe: the other end still reads what was sent. Harmless
   * when it is closed, or in use elsewhere; where it is handed on, its user must have begun.
   */
  close(): void {
    try {
      lineOf(this).close();
    } catch {
      // In use elsewhere.
    }
  }

  /** The end of a block: `using end = pipe.left;`. @internal */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The thread or process that had it among its arguments has ended. @internal */
  override taskEnded(): void {
    removeUnused(this);
  }

  /** `<PipeEnd left>` */
  override toString(): string {
    return `<PipeEnd ${this.side}>`;
  }
}
shareable(import.meta, PipeEnd);

/**
 * Waits until at least one of several ends has a message, or is closed. Takes nothing.
 *
 * Python: `multiprocessing.connection.wait(connections, timeout)`.
 *
 * @param options timeout in milliseconds, none by default; signal: its abort rejects.
 * @returns those that are ready; none when time was up.
 * @throws {Error} when one is in use in another thread or process.
 *
 * @example
 * ```ts
 * import { Pipe, wait } from '../core/pipe.ts';
 * import { print } from '../core/print.ts';
 *
 * const [first, second] = [new Pipe<string>(), new Pipe<string>()];
 * void second.right.send('hello');
 * const [ready] = await wait([first.left, second.left]);
 * print(await ready?.receive()); // hello
 * second.left.close();
 * ```
 */
export async function wait<End extends PipeEnd>(
  ends: Iterable<End>,
  options?: AsyncWaitOptions,
): Promise<End[]> {
  options?.signal?.throwIfAborted();
  const end = deadline(options);
  const lines = new Map([...ends].map((each) => [each, lineOf(each)]));
  const watchers = [...lines.values()].map((line) => line.watchers);
  const ready = () => [...lines.keys()].filter((each) => lines.get(each)?.isReady);
  // When told, none may be: another task was faster to take the message.
  for (let how: unknown; ready().length === 0 && how !== 'late'; ) {
    how = await stand(watchers, end, options?.signal);
  }
  return ready();
}

function closed(what: string, end: PipeEnd, cause: unknown): PipeClosedError {
  const message = `Cannot ${what}: ${end} or its other end is closed`;
  return new PipeClosedError(message, cause === undefined ? undefined : { cause });
}

import { registerError, TimeoutError } from './errors.ts';
import { pack } from './internal/message/wire.ts';
import { lineOf, type PipeLine, type Side } from './internal/process/pipe-line.ts';
import { makePipe } from './internal/process/pipe-meeting.ts';
import { type AsyncWaitOptions, whilePending } from './internal/sync/deadline.ts';
import { reviveAll, Shareable, shareable } from './revive.ts';

/**
 * Thrown by an end of a pipe that is closed, or whose other end is: by `send` at once, by
 * `receive` when all messages are read.
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
 * Python: `multiprocessing.Pipe()`. Many to many: a `Queue`, or a manager's queue between
 * processes. Both ends have to be used: as long as one is not, the other waits for it, also
 * when the thread or process that got it has failed before. Await its `join` beside.
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
 * One end of a {@link Pipe}, for one thread or process: the first that uses it. Used in a
 * second one, it throws. It keeps the program alive only while a send or receive waits,
 * and closes by itself when its thread or process ends.
 *
 * Python: `multiprocessing.connection.Connection`. There, every process has to close its
 * copies of an end; here there is one of each, and whoever uses it closes it.
 *
 * @typeParam Sent what this end sends.
 * @typeParam Received what it receives; by default the same.
 */
export class PipeEnd<Sent = unknown, Received = Sent> extends Shareable {
  /** @internal */
  readonly folder: string;
  /** @internal */
  readonly side: Side;

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
   * @param value whatever structured clone can copy, but for shared memory; also ends of
   *   other pipes, and a manager's proxies.
   * @returns when the system has taken it. That waits for the other end to be used, and
   *   then, if much is under way, until it reads.
   * @throws {PipeClosedError} when this end or the other one is closed.
   * @throws {TypeError} when the value cannot be copied; nothing was sent then.
   * @throws {Error} when this end is in use in another thread or process.
   */
  async send(value: Sent): Promise<void> {
    const frame = pack(value, 'Cannot send this through a pipe');
    const line = lineOf(this);
    if (line && (await whilePending(line.send(frame)))) return;
    throw new PipeClosedError(`Cannot send: ${this} or its other end is closed`);
  }

  /**
   * Waits for the next message; the event loop goes on.
   *
   * Python: `connection.recv()`, and `connection.poll(timeout)` before it.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @param options.signal gives up when it aborts: rejects with its reason.
   * @throws {PipeClosedError} when the other end is closed and all is read, or this one is.
   * @throws {TimeoutError} when time was up.
   * @throws {Error} when this end is in use in another thread or process.
   */
  async receive(options?: AsyncWaitOptions): Promise<Received> {
    const received = await whilePending(
      lineOf(this)?.receive(options) ?? Promise.resolve('closed' as const),
    );
    if (received === 'closed') {
      throw new PipeClosedError(`Cannot receive: ${this} or its other end is closed`);
    }
    if (received === 'late') {
      throw new TimeoutError(`Nothing came to ${this} within ${options?.timeout} ms`);
    }
    return reviveAll(received.message as Received);
  }

  /** All messages, until the other end closes: `for await (const message of end) …`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void, undefined> {
    try {
      for (;;) yield await this.receive();
    } catch (error) {
      if (!(error instanceof PipeClosedError)) throw error;
    }
  }

  /**
   * Closes this end, and so the pipe: the other end still reads what was sent. Harmless
   * when it is closed already, or in use elsewhere. Not to be called where the end was
   * only handed on: it closes the end also before its user has begun.
   */
  close(): void {
    let line: PipeLine | undefined;
    try {
      line = lineOf(this);
    } catch {
      // In use elsewhere.
    }
    line?.close();
  }

  /** The end of a block: `using end = pipe.left;`. @internal */
  [Symbol.dispose](): void {
    this.close();
  }

  /** `<PipeEnd left>` */
  override toString(): string {
    return `<PipeEnd ${this.side}>`;
  }
}
shareable(import.meta, PipeEnd);

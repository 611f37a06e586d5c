/**
 * One end of a pipe in the thread that uses it. Longer than other files, since meeting the
 * other end, talking to it and parting from it share one state.
 *
 * The left end listens, the right one connects. It does so twice, once for each direction:
 * with one connection for both, a write that fails since the other end is gone would take
 * down with it what that end has still written.
 */
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Wire } from '../message/wire.ts';
import {
  type AsyncWaitOptions,
  deadline,
  onAbort,
  onTime,
  whilePending,
} from '../sync/deadline.ts';
import { atExit, step } from '../thread/exit.ts';
import { dial, listen } from './local-socket.ts';
import { claim, type EndOfPipe, isAlone, removePipe } from './pipe-folder.ts';

/** How often an end looks whether the other one is there, or can come no more, in ms. */
const PAUSE = 10;
/** How often in a row it has to find that it cannot: it may have come, spoken and ended. */
const MISSES = 3;

/** What a wait came to: a message, or none since time was up or the pipe is closed. */
type Received = { message: unknown } | 'late' | 'closed' | 'ready';

/** Those who wait for the same, in the order of asking. */
type Waiters = Set<(received: Received) => void>;

/** The ends that are in use in this thread. */
const lines = new Map<string, PipeLine>();

atExit(step.removeSockets, () => {
  for (const { folder } of lines.values()) removePipe(folder);
});

/**
 * This thread's line for one end of a pipe; opened when there is none yet.
 *
 * @throws {Error} when the end is in use in another thread or process.
 */
export function lineOf(end: EndOfPipe): PipeLine {
  const key = join(end.folder, end.side);
  return lines.get(key) ?? new PipeLine(end, key);
}

export class PipeLine {
  readonly folder: string;
  readonly #key: string;
  /** Settles when the two ends have found each other, or never will: whether they have. */
  readonly #met: Promise<boolean>;
  #incoming: Wire | undefined;
  #outgoing: Wire | undefined;
  #wake = () => {};
  /** The message that has come, and that nobody has received. */
  #next: { message: unknown } | undefined;
  readonly #receivers: Waiters = new Set();
  /** Those who wait until there is something to receive, and take nothing. */
  readonly watchers: Waiters = new Set();
  #sending = 0;
  /** Nothing will come any more. */
  #over = false;
  #isClosed = false;
  /** Why the pipe is closed, when nobody has closed it. */
  reason: unknown;

  constructor(end: EndOfPipe, key: string) {
    this.folder = end.folder;
    this.#key = key;
    this.#isClosed = this.#over = !claim(end);
    if (!this.#isClosed) lines.set(key, this);
    this.#met = this.#isClosed ? Promise.resolve(false) : this.#meet(end);
  }

  async #meet(end: EndOfPipe): Promise<boolean> {
    const reason = await this.#connect(end).catch((refusal) => refusal);
    if (this.#incoming && this.#outgoing) return true;
    this.#lost(reason);
    return false;
  }

  /** Waits until the other end is used too, or nobody can come to it any more. */
  async #connect(end: EndOfPipe): Promise<void> {
    const path = join(end.folder, 's');
    const isLeft = end.side === 'left';
    let count = 0;
    const onMessage = (message: unknown) => this.#arrived(message);
    const onEnd = (unreadable?: Error) => this.#lost(unreadable);
    const attach = (socket: Socket) => {
      // What the right end writes comes over the first connection.
      const isIncoming = (count++ === 0) === isLeft;
      if (isIncoming) this.#incoming = new Wire(socket, onMessage, onEnd);
      else this.#outgoing = new Wire(socket, () => {});
      this.#wake();
    };
    const dialTwice = async () => {
      while (count < 2) attach(await dial(path));
    };
    // Nobody listens: not yet, or no more.
    const demandExpected = (error: NodeJS.ErrnoException) => {
      const isExpected = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      if (!isExpected && existsSync(end.folder)) throw error;
    };
    const server = isLeft && (await listen(path, attach).catch(demandExpected));
    for (let missed = 0; missed < MISSES && !(this.#isClosed && this.#sending === 0); ) {
      if (!isLeft) await dialTwice().catch(demandExpected);
      if (this.#incoming && this.#outgoing) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, PAUSE).unref();
      });
      missed = isAlone(end) ? missed + 1 : 0;
    }
    if (server) server.close();
  }

  #arrived(message: unknown): void {
    if (this.#over) return;
    const [receiver] = this.#receivers;
    if (receiver) {
      receiver({ message });
      return;
    }
    this.#next = { message };
    // The other end may write as fast as this one takes, and a little ahead.
    this.#incoming?.pause();
    for (const watcher of this.watchers) watcher('ready');
  }

  /** The other end is gone, or never comes. */
  #lost(reason?: unknown): void {
    removePipe(this.folder);
    this.#end(reason);
    void this.#hangUp();
  }

  #end(reason?: unknown): void {
    this.#over = true;
    this.reason ??= reason;
    for (const waiter of [...this.#receivers, ...this.watchers]) waiter('closed');
  }

  async #hangUp(): Promise<void> {
    await this.#met;
    this.#outgoing?.close();
    this.#incoming?.close();
    removePipe(this.folder);
  }

  /** Whether a receive need not wait: there is a message, or the end has come. */
  get isReady(): boolean {
    return this.#over || this.#next !== undefined;
  }

  /** @returns true when the system has taken it, false when the pipe is closed. */
  async send(frame: Buffer): Promise<boolean> {
    if (this.#isClosed) return false;
    this.#sending++;
    try {
      return (await this.#met) && (await this.#outgoing?.write(frame)) === true;
    } finally {
      this.#sending--;
    }
  }

  async receive(options: AsyncWaitOptions = {}): Promise<Received> {
    const end = deadline(options);
    options.signal?.throwIfAborted();
    const next = this.#next;
    if (!next)
      return this.#over ? 'closed' : stand([this.#receivers], end, options.signal);
    this.#next = undefined;
    this.#incoming?.resume();
    return next;
  }

  /** What is being sent still goes out; then, and not before, the pipe is closed. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#next = undefined;
    this.#end();
    this.#wake();
    void whilePending(this.#hangUp()).then(() => lines.delete(this.#key));
  }
}

/** Waits in all these lines until told in one of them, which leaves the others too. */
export function stand(
  all: Waiters[],
  end: number,
  signal?: AbortSignal,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      for (const waiters of all) waiters.delete(tell);
      stopClock();
      stopListening();
    };
    const tell = (received: Received) => {
      leave();
      resolve(received);
    };
    const stopClock = onTime(end, () => tell('late'));
    const stopListening = onAbort(signal, () => {
      leave();
      reject(signal?.reason);
    });
    for (const waiters of all) waiters.add(tell);
  });
}

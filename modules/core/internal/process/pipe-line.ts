/**
 * One end of a pipe in the thread that uses it: who may, what has come, who waits.
 *
 * Internal to the core.
 */

import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import {
  type AsyncWaitOptions,
  deadline,
  onAbort,
  onTime,
  whilePending,
} from '../sync/deadline.ts';
import { atExit, step } from '../thread/exit.ts';
import {
  type EndOfPipe,
  hasEnded,
  meet,
  removePipe,
  thisUser,
  userOf,
  type Wires,
} from './pipe-meeting.ts';

/** What a wait came to: a message, or none since time was up or the pipe is closed. */
type Received = { message: unknown } | 'late' | 'closed' | 'ready';

/** Those who wait for the same, in the order of asking. */
type Waiters = Set<(received: Received) => void>;

/** The ends that are in use in this thread, by the path of the file that says so. */
const lines = new Map<string, PipeLine>();

atExit(step.removeSockets, () => {
  for (const { folder } of lines.values()) removePipe(folder);
});

/**
 * This thread's line for one end of a pipe; opened when there is none yet.
 *
 * @returns undefined when the pipe is closed.
 * @throws {Error} when the end is in use in another thread or process.
 */
export function lineOf(end: EndOfPipe): PipeLine | undefined {
  const { folder, side } = end;
  const claim = join(folder, side);
  const known = lines.get(claim);
  if (known) return known;
  const draft = `${claim}-${process.pid}-${threadId}`;
  try {
    // A link: it is there with all that it says, or not at all.
    writeFileSync(draft, thisUser());
    linkSync(draft, claim);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    const user = userOf(folder, side);
    if (user === undefined) return undefined;
    throw new Error(
      `Cannot use the ${side} end of this pipe here: it is in use in process ${user.pid}, thread '${user.name}'`,
      { cause: error },
    );
  } finally {
    rmSync(draft, { force: true });
  }
  const line = new PipeLine(end, claim);
  lines.set(claim, line);
  return line;
}

/** Closes a pipe if its end was never used, or whoever used it has ended. */
export function removeUnused({ folder, side }: EndOfPipe): void {
  const user = userOf(folder, side);
  if (user === undefined || hasEnded(user)) removePipe(folder);
}

export class PipeLine {
  readonly folder: string;
  readonly #claim: string;
  readonly #giveUp = new AbortController();
  /** Settles when the two ends have found each other, or never will. */
  readonly #meeting: Promise<Wires | undefined>;
  #incoming: Wires['incoming'] | undefined;
  readonly #inbox: unknown[] = [];
  readonly #receivers: Waiters = new Set();
  /** Those who wait until there is something to receive, and take nothing. */
  readonly watchers: Waiters = new Set();
  #sending = 0;
  /** Nothing will come any more. */
  #over = false;
  #closed = false;
  /** Why the pipe is closed, when nobody has closed it. */
  reason: unknown;

  constructor(end: EndOfPipe, claim: string) {
    this.folder = end.folder;
    this.#claim = claim;
    const onMessage = (message: unknown) => this.#arrived(message);
    const onEnd = (reason?: unknown) => {
      removePipe(this.folder);
      this.#end(reason);
      void this.#meeting.then((wires) => wires?.outgoing.close());
    };
    this.#meeting = meet(end, { onMessage, onEnd }, this.#giveUp.signal).then(
      (wires) => {
        this.#incoming = wires?.incoming;
        if (!wires) this.#end();
        else if (this.#inbox.length > 0) wires.incoming.pause();
        return wires;
      },
      // The system refused.
      (error) => void onEnd(error),
    );
  }

  /** Whether a receive need not wait: there is a message, or the end has come. */
  get isReady(): boolean {
    return this.#over || this.#inbox.length > 0;
  }

  /** @returns true when the system has taken it, false when the pipe is closed. */
  async send(frame: Buffer): Promise<boolean> {
    if (this.#closed) return false;
    this.#sending++;
    try {
      const wires = await this.#meeting;
      return wires !== undefined && (await wires.outgoing.write(frame));
    } finally {
      this.#sending--;
    }
  }

  async receive(options: AsyncWaitOptions = {}): Promise<Received> {
    const end = deadline(options);
    options.signal?.throwIfAborted();
    if (this.#inbox.length > 0) return { message: this.#takeFirst() };
    return this.#over ? 'closed' : stand([this.#receivers], end, options.signal);
  }

  /** What is being sent still goes out; then, and not before, the pipe is closed. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inbox.length = 0;
    this.#end();
    if (this.#sending === 0) this.#giveUp.abort();
    void whilePending(this.#hangUp());
  }

  async #hangUp(): Promise<void> {
    const wires = await this.#meeting;
    wires?.outgoing.close();
    wires?.incoming.close();
    removePipe(this.folder);
    lines.delete(this.#claim);
  }

  #arrived(message: unknown): void {
    if (this.#over) return;
    const [receiver] = this.#receivers;
    if (receiver) {
      receiver({ message });
      return;
    }
    this.#inbox.push(message);
    // The other end may write as fast as this one takes, and a little ahead.
    this.#incoming?.pause();
    for (const watcher of this.watchers) watcher('ready');
  }

  #takeFirst(): unknown {
    const message = this.#inbox.shift();
    if (this.#inbox.length === 0) this.#incoming?.resume();
    return message;
  }

  #end(reason?: unknown): void {
    this.#over = true;
    this.reason ??= reason;
    for (const waiter of [...this.#receivers, ...this.watchers]) waiter('closed');
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

/**
 * One end of a pipe in the thread that uses it: who may, what has come, who waits.
 *
 * Internal to the core.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AsyncWaitOptions, deadline, whilePending } from '../sync/deadline.ts';
import { atExit, step } from '../thread/exit.ts';
import { here, nameOf } from '../thread/table.ts';
import { meet, removePipe, type Wires } from './pipe-meeting.ts';

export type Side = 'left' | 'right';

/** What an end is known by, wherever it is. */
interface EndOfPipe {
  readonly folder: string;
  readonly side: Side;
}

/** What a receive came to: a message, or none since time was up or the pipe is closed. */
export type Received = { message: unknown } | 'late' | 'closed';

interface Receiver {
  settle(received: Received): void;
  fail(error: unknown): void;
}

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
export function lineOf({ folder, side }: EndOfPipe): PipeLine | undefined {
  const claim = join(folder, side);
  const known = lines.get(claim);
  if (known) return known;
  try {
    const user = `process ${process.pid}, thread '${nameOf(here.slot)}'`;
    writeFileSync(claim, user, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    const user = claimedBy(claim);
    if (user === undefined) return undefined;
    throw new Error(
      `Cannot use the ${side} end of this pipe here: it is in use in ${user}`,
      { cause: error },
    );
  }
  const line = new PipeLine(folder, claim);
  lines.set(claim, line);
  return line;
}

function claimedBy(claim: string): string | undefined {
  try {
    return readFileSync(claim, 'utf8');
  } catch {
    return undefined;
  }
}

export class PipeLine {
  readonly folder: string;
  readonly #claim: string;
  readonly #giveUp = new AbortController();
  /** Settles when the two ends have found each other, or never will. */
  readonly #meeting: Promise<Wires | undefined>;
  #incoming: Wires['incoming'] | undefined;
  readonly #inbox: unknown[] = [];
  readonly #receivers = new Set<Receiver>();
  #sending = 0;
  /** Nothing will come any more. */
  #over = false;
  #closed = false;

  constructor(folder: string, claim: string) {
    this.folder = folder;
    this.#claim = claim;
    this.#meeting = meet(
      folder,
      {
        onMessage: (message) => this.#arrived(message),
        onEnd: () => {
          removePipe(folder);
          this.#end();
        },
      },
      this.#giveUp.signal,
    );
    this.#meeting.then(
      (wires) => {
        this.#incoming = wires?.incoming;
        if (!wires) this.#end();
        else if (this.#inbox.length > 0) wires.incoming.pause();
      },
      (error) => {
        // The system refused; it may not do so for ever.
        lines.delete(claim);
        rmSync(claim, { force: true });
        for (const receiver of this.#receivers) receiver.fail(error);
      },
    );
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
    const { timeout, signal } = options;
    deadline(options);
    signal?.throwIfAborted();
    if (this.#inbox.length > 0) return { message: this.#takeFirst() };
    if (this.#over) return 'closed';

    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#receivers.delete(receiver);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const receiver: Receiver = {
        settle(received) {
          leave();
          resolve(received);
        },
        fail(error) {
          leave();
          reject(error);
        },
      };
      const abort = () => receiver.fail(signal?.reason);
      const late = () => receiver.settle('late');
      const timer = timeout === undefined ? undefined : setTimeout(late, timeout);
      signal?.addEventListener('abort', abort);
      this.#receivers.add(receiver);
    });
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
    const wires = await this.#meeting.catch(() => undefined);
    wires?.outgoing.close();
    wires?.incoming.close();
    removePipe(this.folder);
    lines.delete(this.#claim);
  }

  #arrived(message: unknown): void {
    if (this.#over) return;
    const [receiver] = this.#receivers;
    if (receiver) receiver.settle({ message });
    else {
      this.#inbox.push(message);
      // The other end may write as fast as this one takes, and a little ahead.
      this.#incoming?.pause();
    }
  }

  #takeFirst(): unknown {
    const message = this.#inbox.shift();
    if (this.#inbox.length === 0) this.#incoming?.resume();
    return message;
  }

  #end(): void {
    this.#over = true;
    for (const receiver of this.#receivers) receiver.settle('closed');
  }
}

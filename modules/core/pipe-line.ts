/**
 * The inside of a pipe: how its two ends find each other, and what passes between them.
 *
 * A pipe is a folder, until one of its ends closes. In it stands a file for each end that
 * is in use, made by whoever uses it, so that nobody else can; and a socket, on which the
 * end listens that was used first. The other one finds that path taken, and connects:
 * twice, once for each direction. With one connection for both, a write that fails since
 * the other end is gone would take down with it what that end wrote before.
 *
 * Internal to the core.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { dial, listen, privatePath, whilePending } from './local-socket.ts';
import { here, nameOf } from './thread-table.ts';
import { type AsyncWaitOptions, deadline } from './wait.ts';
import { pack, type Wire } from './wire.ts';

export type Side = 'left' | 'right';

/** What a receive came to: a message, or none since time was up or the pipe is closed. */
export type Received = { message: unknown } | 'late' | 'closed';

interface Receiver {
  settle(received: Received): void;
  fail(error: unknown): void;
}

/** Both directions, as the one who connects calls them. */
interface Wires {
  out: Wire;
  in: Wire;
}

/** The ends that are in use in this thread. */
const lines = new Map<string, PipeLine>();

process.on('exit', () => {
  for (const { folder } of lines.values()) removePipe(folder);
});

/** How long the socket of an end that listens can be there before it listens, in ms. */
const PATIENCE = 1000;
const PAUSE = 5;

export function makePipe(): string {
  const folder = privatePath();
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** At once for all: whoever comes now finds no such folder. */
function removePipe(folder: string): void {
  try {
    renameSync(folder, `${folder}-`);
    rmSync(`${folder}-`, { recursive: true, force: true });
  } catch {
    // The other end was first.
  }
}

/**
 * This thread's line for one end of a pipe; it is opened when there is none yet.
 *
 * @returns undefined when the pipe is closed.
 * @throws {Error} when the end is in use in another thread or process.
 */
export function lineOf(folder: string, side: Side): PipeLine | undefined {
  const place = join(folder, side);
  const known = lines.get(place);
  if (known) return known;
  try {
    const user = `process ${process.pid}, thread '${nameOf(here.slot)}'`;
    writeFileSync(place, user, { flag: 'wx' });
  } catch (error) {
    if (!existsSync(place)) return undefined;
    const user = readFileSync(place, 'utf8');
    throw new Error(
      `Cannot use the ${side} end of this pipe here: it is in use in ${user}; ` +
        'for more than two places take a queue',
      { cause: error },
    );
  }
  const line = new PipeLine(folder, place);
  lines.set(place, line);
  return line;
}

/** One end of a pipe, in the thread that uses it. */
export class PipeLine {
  readonly folder: string;
  readonly #place: string;
  /** Settled when the two ends have found each other, or never will. */
  readonly #opening: Promise<Wires | undefined>;
  #server: Server | undefined;
  #incoming: Wire | undefined;
  readonly #inbox: unknown[] = [];
  readonly #receivers = new Set<Receiver>();
  #sending = 0;
  /** No message will come any more. */
  #over = false;
  #closed = false;

  constructor(folder: string, place: string) {
    this.folder = folder;
    this.#place = place;
    this.#opening = this.#open();
    this.#opening.then(
      (wires) => {
        if (!wires) this.#end();
      },
      (error) => {
        for (const { fail } of this.#receivers) fail(error);
        this.#end();
      },
    );
  }
}

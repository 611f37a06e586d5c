/**
 * How the two ends of a pipe find each other, wherever they are used.
 *
 * A pipe is a folder, until one of its ends closes. In it lies a file for each end in use,
 * which says by whom, and the socket on which the end listens that was used first; the
 * other one finds its path taken, and connects. It does so twice, once for each direction:
 * with one connection for both, a write that fails since the other end is gone would take
 * down with it what that end has still written.
 *
 * Internal to the core.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pack, Wire } from '../message/wire.ts';
import { fromToken, here, isSeated, nameOf, toToken } from '../thread/table.ts';
import { dial, listen, privatePath } from './local-socket.ts';

/** How long a socket's file may be there before its process listens, in ms. */
const PATIENCE = 1000;
const PAUSE = 5;
/** How often an end that waits for the other one looks whether that can still come. */
const LOOK = 100;

export type Side = 'left' | 'right';

/** What an end is known by, wherever it is. */
export interface EndOfPipe {
  readonly folder: string;
  readonly side: Side;
  /** The process that has made the pipe. */
  readonly creator: number;
}

/** The two connections of an end that has found the other one. */
export interface Wires {
  outgoing: Wire;
  incoming: Wire;
}

/** What the end wants to hear from the other one. */
export interface Listener {
  onMessage(message: unknown): void;
  /** The other end is gone, and all that it wrote was heard, or could not be read. */
  onEnd(unreadable?: unknown): void;
}

export function makePipe(): string {
  const folder = privatePath();
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** Closes a pipe to all who come now, at once: they find no such folder. */
export function removePipe(folder: string): void {
  try {
    renameSync(folder, `${folder}-`);
    rmSync(`${folder}-`, { recursive: true, force: true });
  } catch {
    // The other end did it first.
  }
}

/** The thread that uses an end. */
export interface User {
  pid: number;
  token: number;
  name: string;
}

/** What stands in the file of an end that this thread uses. */
export function thisUser(): string {
  return `${process.pid} ${toToken(here)} ${nameOf(here.slot)}`;
}

export function userOf(folder: string, side: Side): User | undefined {
  try {
    const [pid, token, ...name] = readFileSync(join(folder, side), 'utf8').split(' ');
    return { pid: Number(pid), token: Number(token), name: name.join(' ') };
  } catch {
    return undefined;
  }
}

/** Whether the thread is known to have ended, or its process. */
export function hasEnded({ pid, token }: User): boolean {
  return pid === process.pid ? !isSeated(fromToken(token)) : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Waits until the other end of a pipe is used too.
 *
 * @param giveUp ends the wait, and with it the pipe, if the other end is not there yet.
 * @returns undefined when the pipe is closed, or nobody can come to its other end.
 */
export async function meet(
  end: EndOfPipe,
  listener: Listener,
  giveUp: AbortSignal,
): Promise<Wires | undefined> {
  const { folder } = end;
  const demand = (error: unknown, ...expected: (string | undefined)[]) => {
    const { code } = error as NodeJS.ErrnoException;
    if (existsSync(folder) && !expected.includes(code)) throw error;
  };

  for (let waited = 0; waited < PATIENCE && existsSync(folder); waited += PAUSE) {
    try {
      return await waitForOther(end, listener, giveUp);
    } catch (error) {
      demand(error, 'EADDRINUSE');
    }
    try {
      return await connectToOther(folder, listener);
    } catch (error) {
      demand(error, 'ENOENT', 'ECONNREFUSED');
    }
    await pause(PAUSE);
  }
  // There is a socket, but nobody listens: the process that made it was killed.
  removePipe(folder);
  return undefined;
}

async function connectToOther(folder: string, listener: Listener): Promise<Wires> {
  const outgoing = new Wire(await dial(join(folder, 's')), () => {});
  void outgoing.write(pack('incoming'));
  const socket = await dial(join(folder, 's'));
  const incoming = new Wire(socket, listener.onMessage, listener.onEnd);
  void incoming.write(pack('outgoing'));
  return { outgoing, incoming };
}

async function waitForOther(
  end: EndOfPipe,
  listener: Listener,
  giveUp: AbortSignal,
): Promise<Wires | undefined> {
  const connections: Wire[] = [];
  const wires: Partial<Wires> = {};
  let decide = () => {};
  const decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  const server: Server = await listen(join(end.folder, 's'), (socket) => {
    // The first message says what the connection is for.
    let role: keyof Wires | undefined;
    const wire = new Wire(
      socket,
      (message) => {
        if (role) return listener.onMessage(message);
        role = message === 'incoming' ? 'incoming' : 'outgoing';
        wires[role] = wire;
        if (wires.outgoing && wires.incoming) decide();
      },
      (unreadable) => {
        if (role === 'incoming') listener.onEnd(unreadable);
        if (!wires.outgoing || !wires.incoming) decide();
      },
    );
    connections.push(wire);
  });

  // Twice in a row: it may have come, spoken and ended while this thread was busy.
  let missed = 0;
  const looking = setInterval(() => {
    missed = connections.length === 0 && cannotCome(end) ? missed + 1 : 0;
    if (missed === 2) decide();
  }, LOOK).unref();
  giveUp.addEventListener('abort', decide);
  if (giveUp.aborted) decide();
  await decided;

  giveUp.removeEventListener('abort', decide);
  clearInterval(looking);
  const { outgoing, incoming } = wires;
  const met = outgoing && incoming && { outgoing, incoming };
  // Before the server closes: as long as it listens, the other end does not.
  if (!met) removePipe(end.folder);
  server.close();
  if (!met) for (const wire of connections) wire.close();
  return met;
}

/** Whether nobody will use the other end any more. */
function cannotCome({ folder, side, creator }: EndOfPipe): boolean {
  const other = userOf(folder, side === 'left' ? 'right' : 'left');
  return !existsSync(folder) || !isAlive(creator) || (other && hasEnded(other)) === true;
}

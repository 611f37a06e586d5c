/**
 * How the two ends of a pipe find each other, wherever they are used.
 *
 * A pipe is a folder, until one of its ends closes. In it lies a file for each end in use,
 * which says by whom, and a socket: the left end listens, the right one connects. It does
 * so twice, once for each direction: with one connection for both, a write that fails since
 * the other end is gone would take down with it what that end has still written.
 *
 * Internal to the core.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Wire } from '../message/wire.ts';
import { fromToken, here, isSeated, nameOf, toToken } from '../thread/table.ts';
import { dial, listen, privatePath } from './local-socket.ts';

/** How often an end looks whether the other one is there, or can come no more, in ms. */
const PAUSE = 10;
/** How often in a row it has to find that it cannot. */
const MISSES = 3;

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
  onEnd(unreadable?: Error): void;
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
  const path = join(end.folder, 's');
  const outgoing = (socket: Socket) => new Wire(socket, () => {});
  const incoming = (socket: Socket) =>
    new Wire(socket, listener.onMessage, listener.onEnd);
  const wires: Partial<Wires> = {};
  let wake = () => {};
  // In the order in which the other end connects.
  const accept = (socket: Socket) => {
    if (wires.incoming) wires.outgoing = outgoing(socket);
    else wires.incoming = incoming(socket);
    wake();
  };
  // Nobody listens: not yet, or no more.
  const demandExpected = (error: NodeJS.ErrnoException) => {
    const isExpected = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
    if (!isExpected && existsSync(end.folder)) throw error;
  };
  const isListener = end.side === 'left';
  const server = isListener && (await listen(path, accept).catch(demandExpected));
  const connect = async () => {
    wires.outgoing ??= outgoing(await dial(path));
    wires.incoming ??= incoming(await dial(path));
  };

  giveUp.addEventListener('abort', () => wake());
  // More than once: it may have come, spoken and ended while this thread was busy.
  for (let missed = 0; missed < MISSES && !giveUp.aborted; ) {
    if (!isListener) await connect().catch(demandExpected);
    if (wires.outgoing && wires.incoming) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, PAUSE).unref();
    });
    missed = cannotCome(end) ? missed + 1 : 0;
  }
  if (server) server.close();
  if (wires.outgoing && wires.incoming) return wires as Wires;
  removePipe(end.folder);
  wires.outgoing?.close();
  wires.incoming?.close();
  return undefined;
}

/** Whether nobody will use the other end any more. */
function cannotCome({ folder, side, creator }: EndOfPipe): boolean {
  const other = userOf(folder, side === 'left' ? 'right' : 'left');
  return !existsSync(folder) || !isAlive(creator) || (other && hasEnded(other)) === true;
}

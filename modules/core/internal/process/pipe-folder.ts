/**
 * Where the two ends of a pipe find each other: a folder, which is there until one of them
 * closes. In it lies a file for each end in use, which says by whom, and a socket.
 */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { fromToken, here, isSeated, nameOf, toToken } from '../thread/table.ts';
import { privatePath } from './local-socket.ts';

export type Side = 'left' | 'right';

/** What an end is known by, wherever it is. */
export interface EndOfPipe {
  readonly folder: string;
  readonly side: Side;
  /** The process that has made the pipe. */
  readonly creator: number;
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

/**
 * Takes an end for this thread.
 *
 * @returns false when the pipe is closed.
 * @throws {Error} when the end is in use in another thread or process.
 */
export function claim({ folder, side }: EndOfPipe): boolean {
  const file = join(folder, side);
  const draft = `${file}-${process.pid}-${threadId}`;
  try {
    // A link: it is there with all that it says, or not at all.
    writeFileSync(draft, `${process.pid} ${toToken(here)} ${nameOf(here.slot)}`);
    linkSync(draft, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    const user = userOf(folder, side);
    if (user === undefined) return false;
    throw new Error(
      `Cannot use the ${side} end of this pipe here: it is in use in process ${user.pid}, thread '${user.name}'`,
      { cause: error },
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The thread that uses an end. */
function userOf(folder: string, side: Side) {
  try {
    const [pid, token, ...name] = readFileSync(join(folder, side), 'utf8').split(' ');
    return { pid: Number(pid), token: Number(token), name: name.join(' ') };
  } catch {
    return undefined;
  }
}

/** Closes a pipe if its end was never used, or whoever used it has ended. */
export function removeUnused({ folder, side }: EndOfPipe): void {
  const user = userOf(folder, side);
  if (user === undefined || hasEnded(user)) removePipe(folder);
}

/** Whether nobody will use the other end any more. */
export function isAlone({ folder, side, creator }: EndOfPipe): boolean {
  const other = userOf(folder, side === 'left' ? 'right' : 'left');
  return !existsSync(folder) || !isAlive(creator) || (other && hasEnded(other)) === true;
}

/** Whether the thread is known to have ended, or its process. */
function hasEnded({ pid, token }: { pid: number; token: number }): boolean {
  return pid === process.pid ? !isSeated(fromToken(token)) : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Unix domain sockets, or named pipes on Windows. They lie in a folder that only this user
 * may enter, made with the first of them and removed when the process ends, unless a signal
 * kills it. They never keep the process alive; {@link whilePending} does.
 */

import { once } from 'node:events';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
} from 'node:worker_threads';
import { atExit, step } from '../thread/exit.ts';

const FOLDER_KEY = 'concurrency:sockets';
/** The path of a Unix socket may have 103 bytes; what comes in the folder has 15. */
const MAX_FOLDER = 88;

/** Where this process keeps its sockets; undefined when there is no such place. */
const folder = chooseFolder();

function chooseFolder(): string | undefined {
  const inherited = isMainThread ? undefined : getEnvironmentData(FOLDER_KEY);
  if (inherited) return String(inherited);
  const fresh = placeFor(tmpdir());
  if (fresh === undefined) return undefined;
  // Threads that start from here on use the same folder, whichever of them makes it.
  setEnvironmentData(FOLDER_KEY, fresh);
  atExit(step.removeSockets, () => rmSync(fresh, { recursive: true, force: true }));
  return fresh;
}

/** A new folder there, or else where it can be made. */
export function placeFor(parent: string): string | undefined {
  return [parent, '/tmp', '/var/tmp', homedir()]
    .map((each) => join(resolve(each), `ts-${uniqueName()}`))
    .find((path) => Buffer.byteLength(path) <= MAX_FOLDER && canBeMade(path));
}

function canBeMade(path: string): boolean {
  try {
    mkdirSync(path);
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

function uniqueName(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 12);
}

/** A path that no other has. @throws {Error} when there is no place for the folder. */
export function privatePath(): string {
  if (folder === undefined) {
    throw new Error(
      `Cannot make a socket: set TMPDIR to a folder that can be written to, its path at most ${MAX_FOLDER - 16} bytes long, received ${tmpdir()}`,
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, uniqueName());
}

/** What to call the socket of that path: Windows keeps its named pipes elsewhere. */
function address(path: string): string {
  if (process.platform !== 'win32') return path;
  return `\\\\.\\pipe\\${path.split(/[\\/]/).slice(-3).join('-')}`;
}

/**
 * Opens a socket for others to connect to; its file goes when the server closes.
 *
 * @throws what the system says, when another one has that path, or it cannot be made.
 */
export async function listen(
  path: string,
  onSocket: (socket: Socket) => void,
): Promise<Server> {
  const server = createServer(onSocket).listen(address(path)).unref();
  // Later ones tell of a connection that could not be accepted.
  server.on('error', () => {});
  await once(server, 'listening');
  return server;
}

/** @throws what the system says, when nobody listens at that path. */
export async function dial(path: string): Promise<Socket> {
  const socket = connect(address(path)).unref();
  await once(socket, 'connect');
  return socket;
}

/**
 * How the two ends of a pipe find each other, wherever they are used.
 *
 * A pipe is a folder, until one of its ends closes. In it lies the socket on which the end
 * listens that was used first; the other one finds its path taken, and connects. It does
 * so twice, once for each direction: with one connection for both, a write that fails
 * since the other end is gone would take down with it what that end has still written.
 *
 * Internal to the core.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pack, Wire } from '../message/wire.ts';
import { dial, listen, privatePath } from './local-socket.ts';

/** How long a socket's file may be there before its process listens, in ms. */
const PATIENCE = 1000;
const PAUSE = 5;

/** The two connections of an end that has found the other one. */
export interface Wires {
  outgoing: Wire;
  incoming: Wire;
}

/** What the end wants to hear from the other one. */
export interface Listener {
  onMessage(message: unknown): void;
  /** The other end is gone, and all that it wrote was heard. */
  onEnd(): void;
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
 * Waits until the other end of a pipe is used too.
 *
 * @param giveUp ends the wait, and with it the pipe, if the other end is not there yet.
 * @returns undefined when the pipe is closed, or its other end died before it was there.
 */
export async function meet(
  folder: string,
  listener: Listener,
  giveUp: AbortSignal,
): Promise<Wires | undefined> {
  const path = join(folder, 's');
  const demand = (error: unknown, ...expected: (string | undefined)[]) => {
    const { code } = error as NodeJS.ErrnoException;
    if (existsSync(folder) && !expected.includes(code)) throw error;
  };

  for (let waited = 0; waited < PATIENCE && existsSync(folder); waited += PAUSE) {
    try {
      return await waitForOther(folder, path, listener, giveUp);
    } catch (error) {
      demand(error, 'EADDRINUSE');
    }
    try {
      return await connectToOther(path, listener);
    } catch (error) {
      demand(error, 'ENOENT', 'ECONNREFUSED');
    }
    await pause(PAUSE);
  }
  // There is a socket, but nobody listens: the process that made it was killed.
  removePipe(folder);
  return undefined;
}

async function connectToOther(path: string, listener: Listener): Promise<Wires> {
  const outgoing = new Wire(
    await dial(path),
    () => {},
    () => {},
  );
  void outgoing.write(pack('incoming'));
  const incoming = new Wire(await dial(path), listener.onMessage, listener.onEnd);
  void incoming.write(pack('outgoing'));
  return { outgoing, incoming };
}

function waitForOther(
  folder: string,
  path: string,
  listener: Listener,
  giveUp: AbortSignal,
): Promise<Wires | undefined> {
  return new Promise((resolve, reject) => {
    let server: Server | undefined;
    const connections: Wire[] = [];
    const wires: Partial<Wires> = {};
    const finish = () => {
      giveUp.removeEventListener('abort', finish);
      const { outgoing, incoming } = wires;
      const met = outgoing && incoming && { outgoing, incoming };
      // Before the server closes: as long as it listens, the other end does not.
      if (!met) removePipe(folder);
      server?.close();
      if (!met) for (const wire of connections) wire.close();
      resolve(met);
    };

    listen(path, (socket) => {
      // The first message says what the connection is for.
      let role: keyof Wires | undefined;
      const wire = new Wire(
        socket,
        (message) => {
          if (role) return listener.onMessage(message);
          role = message as keyof Wires;
          wires[role] = wire;
          if (wires.outgoing && wires.incoming) finish();
        },
        () => {
          if (role === 'incoming') listener.onEnd();
          if (!wires.outgoing || !wires.incoming) finish();
        },
      );
      connections.push(wire);
    }).then((listening) => {
      server = listening;
      giveUp.addEventListener('abort', finish);
      if (giveUp.aborted) finish();
    }, reject);
  });
}

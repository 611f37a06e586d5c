/**
 * Waiting and computing together — downloads in main, 50000! in a process.
 *
 * In Python: threads download, a process computes, so that neither holds up the other.
 * Here: downloading needs no threads, the event loop waits for all of them at once. But
 * one long computation on it would stop every download, so that goes to a process (a
 * thread would do as well).
 *
 * The server holds its answers back until the process says that it has begun. From then
 * on the process computes without a pause, and checks now and then which downloads have
 * come in: all of them do, before it is done.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici/index.js';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

const SIZES = [10_000, 200_000, 3_000_000];

/** The product of from … to, halved again and again: large factors come late. */
function product(from: number, to: number): bigint {
  if (from === to) return BigInt(from);
  const middle = Math.floor((from + to) / 2);
  return product(from, middle) * product(middle + 1, to);
}

export async function factorialDigits(
  n: number,
  folder: string,
  progress: PipeEnd,
): Promise<number> {
  print(`Process: computing ${n}!`);
  const before = readdirSync(folder).length;
  await progress.send('begun');
  const { length } = product(1, n).toString();
  // It goes on with smaller ones for as long as there are downloads to be seen.
  const seen = () => readdirSync(folder).length - before;
  for (let more = 0; more < 1000 && seen() < SIZES.length; more++) product(1, 5000);
  print(`Process: done, downloads that came in meanwhile: ${seen()}`);
  return length;
}

async function main(): Promise<void> {
  const computing = new Event();
  const server = createServer(async (incoming, response) => {
    await computing.waitAsync();
    response.end(Buffer.alloc(Number(incoming.url?.slice(1))));
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const folder = mkdtempSync(join(tmpdir(), 'downloads-'));
  const { left: progress, right } = new Pipe();
  const child = new Process(import.meta, {
    target: factorialDigits,
    args: [50_000, folder, right],
  });
  child.start();
  const downloads = SIZES.map(async (size) => {
    print(`Download of ${size} bytes: asked for`);
    const { body } = await request(`${origin}/${size}`);
    const bytes = await body.bytes();
    writeFileSync(join(folder, `${size}`), bytes);
    print(`Download of ${bytes.length} bytes: complete`);
    return bytes.length;
  });

  await progress.receive();
  computing.set();
  const bytes = await Promise.all(downloads);
  const digits = await child.join();
  print(`Bytes: ${bytes.reduce((a, b) => a + b)}, digits of 50000!: ${digits}`);
  print('All tasks completed');
  progress.close();
  rmSync(folder, { recursive: true });
  server.close();
  server.closeAllConnections();
}

if (isMain(import.meta)) await main();

// Output:
// Download of 10000 bytes: asked for
// Download of 200000 bytes: asked for
// Download of 3000000 bytes: asked for
// Process: computing 50000!
// --- any order --- the process computes while the downloads come in
// Process: done, downloads that came in meanwhile: 3
// Download of 10000 bytes: complete
// Download of 200000 bytes: complete
// Download of 3000000 bytes: complete
// --- end ---
// Bytes: 3210000, digits of 50000!: 213237
// All tasks completed

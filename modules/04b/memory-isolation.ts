/**
 * Memory isolation — a variable of this file exists once in each process, and each thread.
 *
 * In Python: a global counter that a child process increments stays 0 in the parent.
 * Threads of Python do share it.
 * Here: neither does. A process has its own memory and a thread its own heap, and both
 * import this file for themselves. What is to be shared between threads has to lie in
 * shared memory. To another process Node and Deno can only send; Bun alone can also map a
 * file into the memory of several processes (Bun.mmap).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

let counter = 0;

export function increment(shared?: SharedValue): number {
  counter++;
  shared?.add(1); // one step, which needs no lock
  return counter;
}

// Only Bun has this.
type Mmap = (path: string, options: { shared: boolean }) => Uint8Array;
const { mmap } = (globalThis as { Bun?: { mmap: Mmap } }).Bun ?? {};

export function writeSeven(path: string): void {
  mmap?.(path, { shared: true }).fill(7);
}

async function main(): Promise<void> {
  const child = new Process(import.meta, { target: increment });
  child.start();
  print(`Counter in the child process: ${await child.join()}`);
  print(`Counter in main: ${counter}`);

  const thread = new Thread(import.meta, { target: increment });
  thread.start();
  print(`Counter in the thread: ${await thread.join()}`);
  print(`Counter in main: ${counter}`);

  // The same function with shared memory: two threads count in one place.
  const shared = new SharedValue(Int32Array, 0);
  const threads = [1, 2].map(
    () => new Thread(import.meta, { target: increment, args: [shared] }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  print(`Shared counter: ${shared.value}`);
  print(`Counter in main: ${counter}`);

  // A process is told at once that this cannot be.
  const second = new Process(import.meta, { target: increment, args: [shared] });
  try {
    second.start();
  } catch (error) {
    print(`Given to a process, a TypeError: ${error instanceof TypeError}`);
  }

  // The exception: here the other process writes into memory that this one sees.
  if (!mmap) return;
  const folder = mkdtempSync(join(tmpdir(), 'mmap-'));
  const path = join(folder, 'shared');
  writeFileSync(path, 'zeros');
  const bytes = mmap(path, { shared: true });
  const writer = new Process(import.meta, { target: writeSeven, args: [path] });
  writer.start();
  await writer.join();
  print('Mapped into both processes:', [...bytes]);
  rmSync(folder, { recursive: true });
}

if (isMain(import.meta)) await main();

// Output:
// Counter in the child process: 1
// Counter in main: 0
// Counter in the thread: 1
// Counter in main: 0
// Shared counter: 2
// Counter in main: 0
// Given to a process, a TypeError: true
// --- on bun ---
// Mapped into both processes: [7, 7, 7, 7, 7]
// --- end ---

/**
 * I/O in threads — five threads wait for the disk, and main does not wait with them.
 *
 * In Python: whoever waits for I/O gives the GIL back, so the waits of threads overlap.
 * That is what threads are mostly for there.
 * Here: a call such as fsyncSync blocks the thread that makes it, and only that one; five
 * of them wait at the same time, and main's event loop goes on. But most I/O has an async
 * form, and then one thread can wait for any number of things. Threads are for what has
 * only a blocking form, as some database drivers have.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

const CHUNK = 'x'.repeat(100_000);

export function save(path: string, opened: Int32Array, meet: Barrier): number {
  const file = openSync(path, 'w');
  Atomics.add(opened, 0, 1);
  print(`Saving ${path.at(-1)}`);
  meet.wait();
  const together = Atomics.load(opened, 0);
  writeSync(file, CHUNK);
  fsyncSync(file); // waits until the disk has it
  Atomics.sub(opened, 0, 1);
  closeSync(file);
  print(`Saved ${path.at(-1)}`);
  return together;
}

// The same without threads: every await lets the event loop go on with another file.
async function saveAsync(path: string, opened: Int32Array, meet: Barrier) {
  await using file = await open(path, 'w');
  Atomics.add(opened, 0, 1);
  await meet.waitAsync();
  const together = Atomics.load(opened, 0);
  await file.write(CHUNK);
  await file.sync();
  Atomics.sub(opened, 0, 1);
  return together;
}

async function saveInThreads(paths: string[], opened: Int32Array): Promise<void> {
  // Main meets the threads when they have their files open: none of them holds it up.
  const meet = new Barrier(paths.length + 1);
  const threads = paths.map(
    (path) => new Thread(import.meta, { target: save, args: [path, opened, meet] }),
  );
  for (const thread of threads) thread.start();
  await meet.waitAsync();
  print('Main: free while they save');
  const counts = await Promise.all(threads.map((thread) => thread.join()));
  print(`Five threads, most files open at once: ${Math.max(...counts)}`);
}

async function saveInTasks(paths: string[], opened: Int32Array): Promise<void> {
  const meet = new Barrier(paths.length);
  const counts = await Promise.all(paths.map((path) => saveAsync(path, opened, meet)));
  print(`Five tasks of one thread, most files open at once: ${Math.max(...counts)}`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'io-threads-'));
  try {
    const paths = [1, 2, 3, 4, 5].map((id) => join(folder, `file-${id}`));
    const opened = new Int32Array(new SharedArrayBuffer(4));
    await saveInThreads(paths, opened);
    await saveInTasks(paths, opened);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// Saving 1
// Saving 2
// Saving 3
// Saving 4
// Saving 5
// --- end ---
// --- any order ---
// Main: free while they save
// Saved 1
// Saved 2
// Saved 3
// Saved 4
// Saved 5
// --- end ---
// Five threads, most files open at once: 5
// Five tasks of one thread, most files open at once: 5

/**
 * A blocking call in a thread — the event loop stays free.
 *
 * In Python: await asyncio.to_thread(blocking_work).
 * Here: a Thread, and an awaited join(). Some libraries know only blocking calls: this
 * SQLite is one, the hashes and compressions that end in "Sync" are others. On the event
 * loop such a call stops everything, timers and answers too. Here a timer of main counts
 * its ticks where all threads can see them, so that each call can tell whether any came.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

// A query over a file that takes a while: every pair of words is compared.
export function countPairs(ticks: Int32Array, path: string) {
  return observed(ticks, () => {
    const database = new sqlite.Database(path);
    try {
      const row = database.get(
        'SELECT count(*) AS pairs FROM word a JOIN word b ON a.text < b.text',
      );
      return Number(row?.pairs);
    } finally {
      database.close();
    }
  });
}

export function hash(ticks: Int32Array, megabytes: number) {
  return observed(ticks, () => {
    const data = Buffer.alloc(megabytes * 1_000_000, 'x');
    return createHash('sha256').update(data).digest('hex').slice(0, 8);
  });
}

/** Makes a blocking call, and looks whether main's timer could tick until it returned. */
function observed<T>(ticks: Int32Array, call: () => T) {
  const before = Atomics.load(ticks, 0);
  const result = call();
  return { result, loopWasFree: Atomics.load(ticks, 0) > before };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'to-thread-'));
  const path = join(folder, 'words.db');
  const ticks = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(ticks, 0, 1), 1);
  try {
    writeWords(path, 1000);

    // On the event loop: correct, and nothing else happens until it returns.
    const onLoop = countPairs(ticks, path);
    print(`Query on the loop: ${onLoop.result} pairs, loop free: ${onLoop.loopWasFree}`);

    // In threads. The results come as from any async function.
    const query = new Thread(import.meta, { target: countPairs, args: [ticks, path] });
    const hashing = new Thread(import.meta, { target: hash, args: [ticks, 100] });
    query.start();
    hashing.start();
    const pairs = await query.join();
    print(`Query in a thread: ${pairs.result} pairs, loop free: ${pairs.loopWasFree}`);
    const digest = await hashing.join();
    print(`Hash in a thread: ${digest.result}, loop free: ${digest.loopWasFree}`);
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true });
  }
}

function writeWords(path: string, count: number): void {
  const database = new sqlite.Database(path);
  database.exec('CREATE TABLE word (text TEXT)');
  const words = Array.from({ length: count }, (_, i) => `('word ${i}')`);
  database.exec(`INSERT INTO word VALUES ${words.join(', ')}`);
  database.close();
}

if (isMain(import.meta)) await main();

// Output:
// Query on the loop: 499500 pairs, loop free: false
// Query in a thread: 499500 pairs, loop free: true
// Hash in a thread: 9031c166, loop free: true

/**
 * A blocking call in a thread — the event loop stays free.
 *
 * In Python: await asyncio.to_thread(blocking_work).
 * Here: a Thread, and an awaited join(). Some libraries know only blocking calls: this
 * SQLite is one, the hashes and compressions that end in "Sync" are others. On the event
 * loop such a call stops everything, timers and answers too. A timer counts here how often
 * it could tick meanwhile.
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
export function countPairs(path: string): number {
  const database = new sqlite.Database(path);
  try {
    const row = database.get(
      'SELECT count(*) AS pairs FROM word a JOIN word b ON a.text < b.text',
    );
    return Number(row?.pairs);
  } finally {
    database.close();
  }
}

export function hash(megabytes: number): string {
  const data = Buffer.alloc(megabytes * 1_000_000, 'x');
  return createHash('sha256').update(data).digest('hex').slice(0, 8);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'to-thread-'));
  const path = join(folder, 'words.db');
  try {
    writeWords(path, 1500);

    // On the event loop: correct, and nothing else happens until it returns.
    const onLoop = ticker();
    const pairs = countPairs(path);
    print(`Query on the loop: ${pairs} pairs, the loop was free: ${onLoop.ticked()}`);

    // In threads, both at once. The results come as from any async function.
    const inThread = ticker();
    const query = new Thread(import.meta, { target: countPairs, args: [path] });
    const hashing = new Thread(import.meta, { target: hash, args: [100] });
    query.start();
    hashing.start();
    print(`Query in a thread: ${await query.join()} pairs`);
    print(`Hash in a thread: ${await hashing.join()}`);
    print(`Meanwhile the loop was free: ${inThread.ticked()}`);
    print(`Same result as on the loop: ${(await query.join()) === pairs}`);
  } finally {
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

/** A timer, which can tick only while the event loop is free. */
function ticker() {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  const ticked = () => {
    clearInterval(timer);
    return ticks > 0;
  };
  return { ticked };
}

if (isMain(import.meta)) await main();

// Output:
// Query on the loop: 1124250 pairs, the loop was free: false
// Query in a thread: 1124250 pairs
// Hash in a thread: 9031c166
// Meanwhile the loop was free: true
// Same result as on the loop: true

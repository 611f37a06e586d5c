/**
 * Memory in common for processes — a file that two of them have in memory.
 *
 * In Python: mmap.mmap(file.fileno(), 0), or multiprocessing.shared_memory.
 * Here: Bun.mmap(path, { shared: true }) on Bun: its bytes are those of the file, in every
 * process that maps it. What one writes there, the others read, without a call and without
 * a message; and Atomics.add is one step for all of them. It is no SharedArrayBuffer, so
 * Atomics.wait does not take it: nobody can sleep until a number changes, and whoever
 * changes more than one number needs a lock.
 *
 * Node and Deno map no files, unless with an add-on. There a process reads and writes the
 * same file by calls, at a position: everybody sees the same, but an addition is two steps,
 * between which another process may come. (Threads have it simpler: SharedArrayBuffer.)
 */
import {
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain } from '../core/main.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

/** A row of numbers in a file, for all who open it. */
interface Row {
  get(i: number): number;
  set(i: number, value: number): void;
}

declare const Bun: { mmap(path: string, options: { shared: boolean }): Uint8Array };

let calls = 0;

function mapped(path: string): Row {
  const numbers = new Int32Array(Bun.mmap(path, { shared: true }).buffer);
  return {
    get: (i) => Atomics.load(numbers, i),
    set: (i, value) => Atomics.store(numbers, i, value),
  };
}

function byCalls(path: string): Row {
  const file = openSync(path, 'r+');
  const number = Buffer.alloc(4);
  return {
    get(i) {
      calls++;
      readSync(file, number, 0, 4, 4 * i);
      return number.readInt32LE();
    },
    set(i, value) {
      calls++;
      number.writeInt32LE(value);
      writeSync(file, number, 0, 4, 4 * i);
    },
  };
}

const open = process.versions.bun ? mapped : byCalls;

// Opens the row before main has written; the messages say when, never what.
export async function look(path: string, main: PipeEnd): Promise<number[]> {
  const row = open(path);
  await main.send('I have it open');
  await main.receive();
  const seen = row.get(0);
  row.set(1, process.pid);
  return [process.pid, seen];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'memory-mapped-'));
  try {
    const path = join(folder, 'numbers');
    writeFileSync(path, new Uint8Array(4096));
    const row = open(path);
    print(`Main ${process.pid} begins with ${row.get(0)} and ${row.get(1)}`);

    const { left, right } = new Pipe();
    const child = new Process(import.meta, { target: look, args: [path, right] });
    child.start();
    await left.receive();
    row.set(0, 7);
    await left.send('Look now');
    const [pid, seen] = await child.join();
    print(`Child ${pid} has seen ${seen}, and written its pid`);
    print(`Main ${process.pid} sees ${row.get(1)}`);

    // The file has it all, also when both are gone.
    const bytes = readFileSync(path);
    print(`In the file: ${bytes.readInt32LE(0)} and ${bytes.readInt32LE(4)}`);
    print(`Calls that main needed to read and write: ${calls}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (isMain(import.meta)) await main();

// Output:
// Main <main=int> begins with 0 and 0
// Child <child=int != main> has seen 7, and written its pid
// Main <main> sees <child>
// In the file: 7 and <child>
// --- on bun ---
// Calls that main needed to read and write: 0
// --- end ---
// --- on node, deno ---
// Calls that main needed to read and write: 4
// --- end ---

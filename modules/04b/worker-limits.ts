/**
 * Limits of a worker — one that runs out of memory ends, alone.
 *
 * In Python: resource.setrlimit(RLIMIT_AS) for a process, which gets a MemoryError; threads
 * have no memory of their own to limit.
 * Here: a worker has a heap of its own, and `resourceLimits` says how large that may grow.
 * When it is full, the worker ends with ERR_WORKER_OUT_OF_MEMORY; main and all the others
 * go on. A worker has no say in it: no catch, no finally, no exit handler runs there. The
 * limit is for the heap, where objects and arrays live. The bytes of buffers lie beside it
 * and are not counted: for those, and for code that may crash, only a process will do.
 *
 * Bun has no such limits: the code has to count what it keeps. On Deno a worker without a
 * limit takes the whole process with it when memory runs out.
 */
import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';

const LIMIT_MB = 32;

type Kind = 'numbers' | 'buffers';

/** What one worker has to keep; `kept` and `tidied` show to all what it did. */
interface Task {
  kind: Kind;
  mb: number;
  kept: Int32Array;
  tidied: Int32Array;
}

// One megabyte at a time: numbers in the heap, or bytes beside it.
function hoard({ kind, mb, kept, tidied }: Task): void {
  const all: unknown[] = [];
  try {
    while (all.length < mb) {
      all.push(kind === 'numbers' ? new Array(2 ** 17).fill(0.5) : Buffer.alloc(2 ** 20));
      Atomics.store(kept, 0, all.length);
      const counts = process.versions.bun && kind === 'numbers';
      if (counts && all.length >= LIMIT_MB)
        throw new RangeError('Its own count says stop');
    }
  } finally {
    Atomics.store(tidied, 0, 1);
  }
}

// Another worker, which keeps count of what it was asked.
function answer(): void {
  let answers = 0;
  parentPort?.on('message', () => parentPort?.postMessage(++answers));
}

// A worker with a limit, until it has ended in one way or the other.
async function run(kind: Kind, mb: number): Promise<void> {
  const [kept, tidied] = [0, 0].map(() => new Int32Array(new SharedArrayBuffer(4)));
  const worker = new Worker(new URL(import.meta.url), {
    ...workerOptions,
    resourceLimits: { maxOldGenerationSizeMb: LIMIT_MB },
    workerData: { kind, mb, kept, tidied },
  });
  const how = await once(worker, 'exit').then(
    () => 'returned',
    (error) => error.code ?? error.message,
  );
  print(`${mb} MB of ${kind}: ${how}, with ${kept?.[0]} MB, finally: ${tidied?.[0]}`);
}

async function main(): Promise<void> {
  const beside = new Worker(new URL(import.meta.url), workerOptions);
  const ask = async () => {
    beside.postMessage('Are you there?');
    const [answers] = await once(beside, 'message');
    return answers;
  };
  print(`Answers of the one beside: ${await ask()}`);

  await run('numbers', 8);
  await run('numbers', 256);
  await run('buffers', 64);
  print(`Answers of the one beside: ${await ask()}`);
  await beside.terminate();
}

if (isMain(import.meta)) await main();
else if (workerData) hoard(workerData);
else answer();

// Output:
// Answers of the one beside: 1
// 8 MB of numbers: returned, with 8 MB, finally: 1
// --- on node, deno --- stopped from outside, before it has kept more than the limit
// 256 MB of numbers: ERR_WORKER_OUT_OF_MEMORY, with <int 8..32> MB, finally: 0
// --- end ---
// --- on bun --- no limit but its own
// 256 MB of numbers: Its own count says stop, with 32 MB, finally: 1
// --- end ---
// 64 MB of buffers: returned, with 64 MB, finally: 1
// Answers of the one beside: 2

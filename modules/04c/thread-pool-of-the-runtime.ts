/**
 * The runtime's own thread pool — what files, names and hashes wait for together.
 *
 * In Python: asyncio's default executor, min(32, cores + 4) threads, for to_thread and names.
 * Here: a socket costs no thread, however many there are. But the system has no such way
 * for files, for names (dns.lookup, and so every URL with a name in it) or for hashes and
 * compression: `await readFile()` blocks a thread of a pool that the runtime keeps. Node's has
 * four, for all threads of the program. When the four are held up, by a dead network drive
 * or by large hashes, all the others stand in line, and the event loop looks idle.
 *
 * UV_THREADPOOL_SIZE sets how many there are, when the program is started. Bun reads it
 * too, and has one for each core without it; Deno has 32, and reads nothing.
 */
import { execFileSync } from 'node:child_process';
import { pbkdf2 } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { wait } from '../core/futures.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { ask, startSlowServer } from './api/slow-server.ts';

// Runs in a process with that many threads in its pool. Whoever reads from a pipe that
// nobody writes to blocks a thread: no longer and no shorter than we want.
export async function fillPool(threads: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'thread-pool-'));
  const paths = Array.from({ length: threads }, (_, i) => join(folder, `pipe-${i}`));
  execFileSync('mkfifo', paths);
  const pipes = await Promise.all(paths.map((path) => open(path, 'r+')));
  // Whoever still reads has to come out: no process ends before its pool's threads.
  const release = () => {
    for (const { fd } of pipes) writeSync(fd, '!');
  };
  process.once('exit', release); // main may be interrupted meanwhile
  await using server = await startSlowServer({ delay: 0 });
  try {
    const [last, ...others] = pipes;
    const reads = others.map((pipe) => pipe.read(Buffer.alloc(1)));
    const first = startThree();
    await wait(first.all, { timeout: 10_000 });
    print('All threads but one held up:', [...first.done].sort());

    if (last) reads.push(last.read(Buffer.alloc(1)));
    const second = startThree();
    let got = 0;
    while (got < 100 && (await ask(`${server.origin}/news`)) === 'news') got++;
    print('All threads held up:', [...second.done], `and ${got} answers by sockets`);

    // One pipe gets its byte: one thread is free again, and does all that is in line.
    if (last) writeSync(last.fd, '!');
    await wait(second.all, { timeout: 10_000 });
    print('One of them free again:', [...second.done].sort());
    for (const { fd } of others) writeSync(fd, '!');
    await Promise.all(reads);
  } finally {
    release();
    process.off('exit', release);
    await Promise.all(pipes.map((pipe) => pipe.close()));
    rmSync(folder, { recursive: true });
  }
}

function startThree() {
  const done = new Set<string>();
  const all = [
    readFile(new URL(import.meta.url)).then(() => done.add('file')),
    lookup('localhost').then(() => done.add('name')),
    promisify(pbkdf2)('secret', 'salt', 1, 32, 'sha256').then(() => done.add('hash')),
  ];
  return { all, done };
}

async function main(): Promise<void> {
  // Bun's default depends on the machine, so it gets a number in both cases.
  for (const size of [process.versions.bun ? '4' : '', '8']) {
    if (size) process.env.UV_THREADPOOL_SIZE = size;
    else delete process.env.UV_THREADPOOL_SIZE;
    const threads = process.versions.deno ? 32 : Number(size || 4);
    print(`UV_THREADPOOL_SIZE=${size}: ${threads} threads`);
    // A pool is as large as the environment said when its process was started.
    const child = new Process(import.meta, { target: fillPool, args: [threads] });
    child.start();
    await child.join();
  }
}

if (isMain(import.meta)) await main();

// Output:
// --- on node ---
// UV_THREADPOOL_SIZE=: 4 threads
// --- end ---
// --- on bun ---
// UV_THREADPOOL_SIZE=4: 4 threads
// --- end ---
// --- on deno ---
// UV_THREADPOOL_SIZE=: 32 threads
// --- end ---
// All threads but one held up: ['file', 'hash', 'name']
// All threads held up: [] and 100 answers by sockets
// One of them free again: ['file', 'hash', 'name']
// --- on node, bun ---
// UV_THREADPOOL_SIZE=8: 8 threads
// --- end ---
// --- on deno ---
// UV_THREADPOOL_SIZE=8: 32 threads
// --- end ---
// All threads but one held up: ['file', 'hash', 'name']
// All threads held up: [] and 100 answers by sockets
// One of them free again: ['file', 'hash', 'name']

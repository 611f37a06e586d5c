/**
 * I/O in threads — five threads wait for data, and main does not wait with them.
 *
 * In Python: whoever waits for I/O gives the GIL back, so the waits of threads overlap.
 * That is what threads are mostly for there.
 * Here: a call such as readFileSync blocks the thread that makes it, and only that one;
 * main's event loop goes on. But most I/O has an async form, and one thread can wait for
 * any number of sockets. (Files are another matter: Node waits for them in a pool of four
 * threads, and a fifth file waits for one of these. UV_THREADPOOL_SIZE makes it larger.)
 * Threads are for what has only a blocking form, as some database drivers have.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

export function receive(path: string, started: Semaphore): void {
  started.release();
  const data = readFileSync(path, 'utf8'); // blocks until somebody has written, and closed
  print(`${currentThread().name} has read: ${data}`);
}

// A named pipe is read like a file, and waits for data: whoever opens one waits until the
// other end is open, too.
async function waitInThreads(paths: string[]): Promise<void> {
  execFileSync('mkfifo', paths);
  const started = new Semaphore(0);
  const threads = paths.map(
    (path) => new Thread(import.meta, { target: receive, args: [path, started] }),
  );
  for (const thread of threads) thread.start();
  // Not before all have started: an open that waits occupies one of Node's four threads
  // for files, which are needed to load a module, too.
  for (const _ of threads) await started.acquireAsync();
  const pipes = await Promise.all(paths.map((path) => open(path, 'w')));
  print(`Threads that wait for data: ${pipes.length}. Main is free to send it`);

  // The last one is served first: it has not waited for the others.
  for (const i of [...threads.keys()].reverse()) {
    await pipes[i]?.write(`data ${i + 1}`);
    await pipes[i]?.close();
    await threads[i]?.join();
  }
}

// The same without threads: every await lets the event loop go on with another socket.
async function waitInTasks(sockets: number): Promise<void> {
  const waiting: Socket[] = [];
  let waitedTogether = 0;
  const server = createServer((socket) => {
    waiting.push(socket);
    if (waiting.length < sockets) return;
    // All wait, and none has an answer yet.
    waitedTogether = waiting.length;
    for (const each of waiting.splice(0)) each.end('data');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = () => text(connect(port, '127.0.0.1'));
  await Promise.all(Array.from({ length: sockets }, ask));
  print(`Tasks of one thread that wait for data: ${waitedTogether}`);
  server.close();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'io-threads-'));
  try {
    await waitInThreads([1, 2, 3, 4, 5].map((id) => join(folder, `pipe-${id}`)));
  } finally {
    rmSync(folder, { recursive: true });
  }
  await waitInTasks(200);
}

if (isMain(import.meta)) await main();

// Output:
// Threads that wait for data: 5. Main is free to send it
// Thread-5 (receive) has read: data 5
// Thread-4 (receive) has read: data 4
// Thread-3 (receive) has read: data 3
// Thread-2 (receive) has read: data 2
// Thread-1 (receive) has read: data 1
// Tasks of one thread that wait for data: 200

/**
 * Threaded downloads — four pages one by one, and a thread for each.
 *
 * In Python: requests.get blocks, so downloads overlap when each has a thread.
 * Here: real requests to a real server, on loopback. It counts how many it serves at once:
 * one, and then four. Each thread loads an HTTP client of its own, which takes as long as
 * such a download, or longer. Four requests of one thread overlap as well (see 04c);
 * threads pay when long work on the pages follows.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici/index.js';
import { Barrier } from '../core/barrier.ts';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleep, stopwatch } from '../core/time.ts';

const PAGES = ['/news', '/sport', '/weather', '/music'];

export async function download(url: string): Promise<string> {
  const { statusCode, body } = await request(url);
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  print(`${currentThread().name} has downloaded ${text}`);
  return text;
}

/** A slow server. It begins to answer when as many visitors as it expects are there. */
async function startServer(visitors: number) {
  const expected = new Barrier(visitors);
  const served = { now: 0, most: 0 };
  const server = createServer(async ({ url }, response) => {
    served.most = Math.max(served.most, ++served.now);
    await expected.waitAsync();
    await sleep(200);
    served.now--;
    response.end(`page ${url}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { origin: `http://127.0.0.1:${port}`, served, [Symbol.asyncDispose]: close };
}

async function oneByOne(): Promise<void> {
  await using server = await startServer(1);
  const watch = stopwatch();
  for (const page of PAGES) await download(server.origin + page);
  print(`One by one, most in flight at the server: ${server.served.most}`);
  print(`Time taken: ${watch}`);
}

async function inThreads(): Promise<void> {
  await using server = await startServer(PAGES.length);
  const watch = stopwatch();
  const threads = PAGES.map(
    (page) => new Thread(import.meta, { target: download, args: [server.origin + page] }),
  );
  for (const thread of threads) thread.start();
  const pages = await Promise.all(threads.map((thread) => thread.join()));
  print(`A thread each, most in flight at the server: ${server.served.most}`);
  print(`Time taken: ${watch}, with the start of the threads`);
  print('Pages:', pages);
}

if (isMain(import.meta)) {
  await oneByOne();
  await inThreads();
}

// Output:
// MainThread has downloaded page /news
// MainThread has downloaded page /sport
// MainThread has downloaded page /weather
// MainThread has downloaded page /music
// One by one, most in flight at the server: 1
// Time taken: <0.8 s or more>
// --- any order ---
// Thread-1 (download) has downloaded page /news
// Thread-2 (download) has downloaded page /sport
// Thread-3 (download) has downloaded page /weather
// Thread-4 (download) has downloaded page /music
// --- end ---
// A thread each, most in flight at the server: 4
// Time taken: <0.2 s or more>, with the start of the threads
// Pages: ['page /news', 'page /sport', 'page /weather', 'page /music']

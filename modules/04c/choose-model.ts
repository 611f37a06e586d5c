/**
 * Choosing — two measurements that lead to async, threads, a pool or a process.
 *
 * In Python: I/O-bound with many connections: asyncio; with a blocking library: threads;
 * CPU-bound: processes, because of the GIL.
 * Here: the same questions, and one other answer: threads compute in parallel, so work for
 * the CPU goes to a pool of threads. Processes are for what may crash, leak or must be
 * killed. Do not guess which kind a job is: run it once and measure how much it computes,
 * and whether it stops the event loop. Three jobs are measured here.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { print } from '../core/print.ts';
import { sleep, sleepSync } from '../core/time.ts';

interface Measured {
  /** Milliseconds for which a core was busy. */
  cpu: number;
  /** Whether nothing else could run on the event loop. */
  blocks: boolean;
}

function choose({ cpu, blocks }: Measured, trusted = true): string {
  if (!trusted) return 'a process: what crashes in it crashes nothing else';
  if (!blocks) return 'async: one thread waits for all of them';
  if (cpu < 100) return 'threads: each blocks for itself, and mostly sleeps';
  return 'a pool with a worker for each core';
}

async function measure(job: () => unknown): Promise<Measured> {
  await sleep(20); // what came before is over
  let turns = 0;
  const ticker = setInterval(() => turns++, 1);
  const before = process.cpuUsage();
  await job();
  const { user, system } = process.cpuUsage(before);
  const blocks = turns === 0;
  clearInterval(ticker);
  return { cpu: (user + system) / 1000, blocks };
}

// One of 200 pages, from servers that take their time: here a server on loopback.
const server = createServer((_, response) => setTimeout(() => response.end('page'), 50));
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address() as AddressInfo;
const fetchPage = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
await fetchPage(); // the first call loads the HTTP client, which computes

// One of 50 images: every pixel is computed.
function blurImage(): number {
  let sum = 0;
  for (let pixel = 0; pixel < 200_000_000; pixel++) sum = (sum + pixel) % 255;
  return sum;
}

// One of 10 queries through a driver that knows only blocking calls, to a database far away.
const query = () => sleepSync(200);

const jobs = { '200 pages': fetchPage, '50 images': blurImage, '10 queries': query };
for (const [name, job] of Object.entries(jobs)) {
  const measured = await measure(job);
  print(`${name}: computes ${measured.cpu >= 100}, blocks ${measured.blocks}`);
  print(`  ${choose(measured)}`);
}
print('A plug-in from somebody else:');
print(`  ${choose({ cpu: 0, blocks: false }, false)}`);

server.closeAllConnections();
server.close();

// Output:
// 200 pages: computes false, blocks false
//   async: one thread waits for all of them
// 50 images: computes true, blocks true
//   a pool with a worker for each core
// 10 queries: computes false, blocks true
//   threads: each blocks for itself, and mostly sleeps
// A plug-in from somebody else:
//   a process: what crashes in it crashes nothing else

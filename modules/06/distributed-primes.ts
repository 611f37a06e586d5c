/**
 * The same job on one machine or on many — counting primes, range by range.
 *
 * In Python: a Celery task and a group of them, Ray's @ray.remote, Dask's client.map.
 * Here: engine.map, with one of two engines behind it. The pool calls the function in
 * threads of this program. BullMQ writes the calls into a queue on a Redis server, and
 * worker processes take them out, on this machine or on any other. The lesson does not
 * change, because it never relied on what only one machine has: an item and a result are
 * data, and the function needs nothing else.
 */
import { threadId } from 'node:worker_threads';
import { startSite } from '../05/site/site.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { openEngine } from './engine/engine.ts';

interface Range {
  from: number;
  to: number;
  /** Where to ask before counting: the answer comes when another has asked as well. */
  meet?: string;
}

interface Count {
  primes: number;
  /** The process and thread that counted. */
  place: string;
}

export async function countPrimes({ from, to, meet }: Range): Promise<Count> {
  if (meet) await (await fetch(meet)).text();
  let primes = 0;
  for (let n = from; n < to; n++) if (isPrime(n)) primes++;
  return { primes, place: `${process.pid}/${threadId}` };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return n >= 2;
}

async function main(): Promise<void> {
  // Which engine, REDIS_URL decides. The two workers are on this machine; with JOB_QUEUE
  // set, all workers that serve the queue of that name help, wherever they are.
  const queue = process.env.JOB_QUEUE;
  await using engine = await openEngine(import.meta, { workers: 2, queue });
  print(`Engine: ${engine}`);

  // Two workers are at it at once: those of the first two ranges wait for each other. They
  // meet at a site on this machine, which workers on others would not find.
  await using site = await startSite({ together: 2 });
  const meet = queue ? {} : { meet: site.origin };

  // Twenty ranges make twenty jobs: more than workers, so that none of them is idle long,
  // and few enough that handing over costs little beside counting.
  const ranges = Array.from({ length: 20 }, (_, i): Range => {
    return { from: i * 5_000, to: (i + 1) * 5_000, ...(i < 2 && meet) };
  });
  const counts = await engine.map(countPrimes, ranges);
  print(`Primes in the last range: ${counts.at(-1)?.primes}`);
  print(`Primes below 100,000: ${counts.reduce((sum, { primes }) => sum + primes, 0)}`);

  // None of it was done here, and all of it could have been.
  const here = `${process.pid}/${threadId}`;
  const places = new Set(counts.map(({ place }) => place));
  print(
    `Workers that took part: ${places.size}, this thread among them: ${places.has(here)}`,
  );
  print(`Most at once, where the first two met: ${site.mostInFlight}`);
  const alone = await Promise.all(ranges.map((range) => countPrimes(range)));
  const primes = (all: Count[]) => all.map((count) => count.primes).join();
  print(`As counted here: ${primes(alone) === primes(counts)}`);
}

if (isMain(import.meta)) await main();

// Output:
// Engine: <text> (pool without REDIS_URL, bullmq with it: apt-get install redis-server && redis-server --port 6390)
// Primes in the last range: 435
// Primes below 100,000: 9592
// Workers that took part: <int 2..20>, this thread among them: false
// Most at once, where the first two met: 2
// As counted here: true

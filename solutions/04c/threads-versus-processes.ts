/**
 * Threads against processes — time and memory, for one, two and three workers.
 *
 * In Python: threads overlap what waits and gain nothing for what computes (GIL). For that
 * one takes processes, and pays with their start and their memory. A common mistake
 * is to measure the parent only, where processes seem to cost nothing.
 * Here: both overlap what waits, and both compute on all cores; so the times are alike, as
 * far as there are cores. What remains is the price. A thread has a heap of its own in this
 * process, which grows by it; a process is a whole runtime, and says for itself how large it
 * is. So one takes threads, unless what a worker does may crash, leak, or has to be killed.
 */

import { serve } from '../../modules/04c/api/serve.ts';
import { ask } from '../../modules/04c/api/slow-server.ts';
import { startProcesses, startThreads, type Team } from '../../modules/04c/teams/team.ts';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { sleep, stopwatch } from '../../modules/core/time.ts';

/** What a worker has done, and the process it did it in, with its size in MB. */
type Done = { primes: number; pid: number; memory: number };

/** Workers of one kind, in teams of one, so that they can be hired one by one. */
type Crew = { kind: string; start: typeof startThreads; teams: Team<string, Done>[] };

export async function work(url: string): Promise<Done> {
  let primes = 0;
  if (url) await ask(url);
  else for (let n = 2; n < 150_000; n++) if (isPrime(n)) primes++;
  return { primes, pid: process.pid, memory: memory() };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b);
const memory = () => process.memoryUsage().rss / 2 ** 20;

// Answers 100 ms after all visitors are there. One that comes alone waits in vain, once.
let patience = 3_000;

async function startServer(visitors: number) {
  const everybody = new Barrier(visitors);
  const hand = { now: 0, most: 0 };
  const server = await serve(async (_request, response) => {
    hand.most = Math.max(hand.most, ++hand.now);
    await everybody.waitAsync({ timeout: patience }).catch(() => {
      patience = 0;
    });
    await sleep(100);
    hand.now--;
    response.end();
  });
  return { ...server, hand };
}

async function hire({ start, teams }: Crew): Promise<void> {
  teams.push(await start(import.meta, work, 1));
}

async function measure({ teams }: Crew, before: number): Promise<number> {
  await using server = await startServer(teams.length);
  const all = (url: string) => Promise.all(teams.map((team) => team.run([url])));
  const waiting = stopwatch();
  await all(server.origin);
  const waited = `${waiting}`;
  const computing = stopwatch();
  const done = (await all('')).flat();
  const computed = `${computing}`;
  const primes = sum(done.map((each) => each.primes));
  const own = sum(done.map((each) => each.memory));
  const pids = new Set(done.map(({ pid }) => pid));
  const megabytes = pids.has(process.pid) ? memory() - before : own;
  const atOnce = server.hand.most;
  print(`  ${atOnce} waited at once, ${primes} primes in ${pids.size} processes`);
  print(`  waited ${waited}, computed ${computed}, ${megabytes.toFixed(1)} MB`);
  return megabytes;
}

async function main(): Promise<void> {
  const before = memory();
  const crews: Crew[] = [
    { kind: 'threads', start: startThreads, teams: [] },
    { kind: 'processes', start: startProcesses, teams: [] },
  ];
  const sizes: number[] = [];
  for (const count of [1, 2, 3]) {
    await Promise.all(crews.map(hire));
    for (const crew of crews) {
      print(`${count} ${crew.kind}:`);
      sizes.push(await measure(crew, before));
    }
  }
  const [threads = 0, processes = 0] = sizes.slice(-2);
  print(`Processes take far more memory than threads: ${processes > 1.5 * threads}`);
  const teams = crews.flatMap((crew) => crew.teams);
  await Promise.all(teams.map((team) => team[Symbol.asyncDispose]()));
}

if (isMain(import.meta)) await main();

// Output:
// 1 threads:
//   1 waited at once, 13848 primes in 1 processes
//   waited <0.1 s or more>, computed <float> s, <float> MB
// 1 processes:
//   1 waited at once, 13848 primes in 1 processes
//   waited <0.1 s or more>, computed <float> s, <float> MB
// 2 threads:
//   2 waited at once, 27696 primes in 1 processes
//   waited <0.1 s or more>, computed <float> s, <float> MB
// 2 processes:
//   2 waited at once, 27696 primes in 2 processes
//   waited <0.1 s or more>, computed <float> s, <float> MB
// 3 threads:
//   3 waited at once, 41544 primes in 1 processes
//   waited <0.1 s or more>, computed <float> s, <float> MB
// 3 processes:
//   3 waited at once, 41544 primes in 3 processes
//   waited <0.1 s or more>, computed <float> s, <float> MB
// Processes take far more memory than threads: true

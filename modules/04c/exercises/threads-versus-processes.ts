/**
 * Exercise — threads against processes: time and memory, for one, two and three workers.
 *
 * A crew of threads and a crew of processes grow by one worker at a time. Both ask a slow
 * server, which is waiting, and both count primes, which is computing. The program measures
 * how long that takes and what it costs; but its workers wait for each other, and it looks
 * at the memory of this process only. Change measure so that
 *
 * 1. all workers of a crew wait at the same time, and then all compute at the same time;
 * 2. the memory of threads is what this process has grown by, since they live in it;
 * 3. the memory of processes is what they themselves have, all together.
 *
 * Then read the table: which of the two would you take, and what for?
 *
 * How hard: medium, about 20 minutes.
 * Prepared by: 04c/io-three-ways, 04c/cpu-three-ways, 04c/memory-usage.
 * Check it: npx tsx scripts/check.ts 04c/threads-versus-processes   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { sleep, stopwatch } from '../../core/time.ts';
import { serve } from '../api/serve.ts';
import { ask } from '../api/slow-server.ts';
import { startProcesses, startThreads, type Team } from '../teams/team.ts';

/** What a worker has done, and the process it did it in, with its size in MB. */
type Done = { primes: number; pid: number; memory: number };

/** Workers of one kind, in teams of one, so that they can be hired one by one. */
type Crew = { kind: string; start: typeof startThreads; teams: Team<string, Done>[] };

// With a url it waits, without one it computes. The checker also tries others, which take
// another time and another size: leave this and the next five as they are.
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
  // TODO: not one after another. (team.run gives a promise of an array, with one result)
  const all = async (url: string) => {
    const results: Done[][] = [];
    for (const team of teams) results.push(await team.run([url]));
    return results;
  };
  const waiting = stopwatch();
  await all(server.origin);
  const waited = `${waiting}`;
  const computing = stopwatch();
  const done = (await all('')).flat();
  const computed = `${computing}`;
  const primes = sum(done.map((each) => each.primes));
  const pids = new Set(done.map(({ pid }) => pid));
  // TODO: each of `done` has the memory of the process that it comes from.
  const megabytes = memory() - before;
  const atOnce = server.hand.most;
  print(`  ${atOnce} waited at once, ${primes} primes in ${pids.size} processes`);
  print(`  waited ${waited}, computed ${computed}, ${megabytes.toFixed(1)} MB`);
  return megabytes;
}

// Leave main as it is, too.
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

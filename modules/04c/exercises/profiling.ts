/**
 * Exercise — profiled: which thread holds up the others, and where in it the time goes.
 *
 * Three threads make the report of a shop each. One of the shops, a different one in each
 * run, has many more orders than the others. Make it so that
 *
 * 1. profiled() does the work under the profiler, and writes the profile, a .cpuprofile,
 *    into the file: Session of node:inspector/promises knows the commands Profiler.enable,
 *    Profiler.start and Profiler.stop, which answers with { profile };
 * 2. hotSpotOf() reads such a file, and tells the function in which most samples are, how
 *    many, how many percent of all, and the time of the profile. What has a name in
 *    brackets, like (garbage collector), is no function, and does not count;
 * 3. duplicatesQuickly() finds as many duplicates as duplicates() in so little time that it
 *    is nobody's hot spot any more.
 *
 * A .cpuprofile is JSON: its nodes are functions, { callFrame: { functionName }, hitCount }
 * among other things, one for each way in which a function was called; startTime and
 * endTime are in microseconds. You can open one with Chrome's DevTools or VS Code, too.
 *
 * Prepared by: 04c/to-thread, 04c/performance-cpu.
 * Check it: npx tsx scripts/check.ts 04c/profiling   (and with --hint)
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

/** Where a thread was met most often. */
interface HotSpot {
  /** The function's name. */
  name: string;
  /** How often the profiler met the thread in this function itself, not in one it calls. */
  samples: number;
  /** How many percent of the samples in any function that is. */
  percent: number;
  /** How long the profile is, in milliseconds. */
  ms: number;
}

/** TODO: does some work under the profiler, which sees this thread and no other. */
async function profiled<T>(file: string, work: () => T): Promise<Awaited<T>> {
  const result = await work();
  const profile: Partial<Profiler.Profile> = { nodes: [] };
  await writeFile(file, JSON.stringify(profile));
  return result;
}

/** TODO: reads a profile, and finds the function in which most of the samples are. */
async function hotSpotOf(file: string): Promise<HotSpot> {
  const { nodes }: Profiler.Profile = JSON.parse(await readFile(file, 'utf8'));
  return { name: 'nobody knows', samples: nodes.length, percent: 0, ms: 0 };
}

const SHOPS = ['north', 'south', 'west'];
const MANY = 12_000;
const FEW = 20;

interface Order {
  day: number;
  item: number;
}

/** The obvious way: each order is compared with every other, and itself, and back. */
function duplicates(orders: Order[]): number {
  let equal = 0;
  for (const one of orders) {
    for (const other of orders) {
      if (one.day === other.day && one.item === other.item) equal++;
    }
  }
  return (equal - orders.length) / 2;
}

/** TODO: the quick way. */
function duplicatesQuickly(orders: Order[]): number {
  return duplicates(orders);
}

/** Takes its time, and needs it. */
function forecast(): number {
  let state = 1;
  for (let day = 0; day < 28_000_000; day++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return state;
}

export async function report(file: string, count: number, quick: boolean) {
  sleepSync(count / 100); // the orders have to be fetched
  const ordered = (n: number) => ({ day: 1, item: n % (count - 10) });
  const orders = Array.from({ length: count }, (_, n) => ordered(n));
  const find = quick ? duplicatesQuickly : duplicates;
  return profiled(file, () => ({ found: find(orders), trend: forecast() }));
}

/** Has a report made of each shop, in threads, and tells where they spent their time. */
async function makeReports(folder: string, large: string, quick: boolean) {
  const threads = SHOPS.map((shop) => {
    const count = shop === large ? MANY : FEW;
    const args: Parameters<typeof report> = [fileOf(folder, shop), count, quick];
    return new Thread(import.meta, { target: report, args, name: shop });
  });
  for (const thread of threads) thread.start();
  const results = await Promise.all(threads.map((thread) => thread.join()));

  const spots = await Promise.all(
    SHOPS.map(async (shop) => ({ shop, ...(await hotSpotOf(fileOf(folder, shop))) })),
  );
  for (const { shop, name, percent } of spots) {
    print(`  ${shop}: ${name}, ${percent} % of its samples`);
  }
  const slowest = Math.max(...spots.map(({ ms }) => ms));
  print(`  The slowest report took ${(slowest / 1000).toFixed(2)} s`);
  return { spots, found: results.map(({ found }) => found) };
}

const fileOf = (folder: string, shop: string) => join(folder, `${shop}.cpuprofile`);

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'profiles-'));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  const large = SHOPS[Math.floor(Math.random() * SHOPS.length)] as string;

  print('Before:');
  const before = await makeReports(folder, large, false);
  const [bottleneck] = before.spots.toSorted((a, b) => b.samples - a.samples);
  print(`Bottleneck: ${bottleneck?.name}, in the thread of ${bottleneck?.shop}`);
  print(`It has the most orders: ${bottleneck?.shop === large}`);

  print('After:');
  const after = await makeReports(folder, large, true);
  print('Duplicates before:', before.found);
  print('Duplicates after:', after.found);
}

if (isMain(import.meta)) await main();

/**
 * Exercise — profiled: which thread holds up the others, and where in it the time goes.
 *
 * Three threads make the report of a shop each. One of the shops, a different one in each
 * run, has many more orders than the others. Make it so that
 *
 * 1. threads make the reports of all shops, before and after: as they do so far;
 * 2. profiled() does the work under the profiler, writes the profile into the file, and
 *    returns what the work returns: the work may be async;
 * 3. when the work throws, its error comes out of profiled(), and the session is closed;
 * 4. hotSpotOf() tells the function that has the most samples, how many, what percentage
 *    of those in all functions of files, and the time of the profile;
 * 5. the profile of each thread names its hot spot, and the thread that holds up the
 *    others is found;
 * 6. duplicatesQuickly() finds as many duplicates as duplicates(), of any orders;
 * 7. after, the duplicates are nobody's hot spot any more.
 *
 * Session of node:inspector/promises knows the commands Profiler.enable, Profiler.start,
 * and Profiler.stop, which answers with { profile }; disconnect() closes it.
 *
 * A profile, as a file a .cpuprofile, is JSON. Its nodes are functions, { callFrame,
 * hitCount } among other things, and a function has a node for each way in which it was
 * called. A callFrame has the function's functionName, and its url, lineNumber and
 * columnNumber. What comes from a file has a url that begins with file:, and nothing else
 * counts: not (garbage collector), nor (program), nor what belongs to Node. startTime and
 * endTime are in microseconds. You can open a profile with Chrome's DevTools or VS Code,
 * too.
 *
 * How hard: hard, about 45 minutes.
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
  /** How often the profiler met the thread in this function, not in one it calls. */
  samples: number;
  /** How many percent of the samples in all functions of files that is; not rounded. */
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

/** TODO: reads a profile, and finds the function of a file that has the most samples. */
async function hotSpotOf(file: string): Promise<HotSpot> {
  const { nodes }: Profiler.Profile = JSON.parse(await readFile(file, 'utf8'));
  return { name: 'nobody knows', samples: nodes.length, percent: 0, ms: 0 };
}

const SHOPS = ['north', 'south', 'west'];
const MANY = 20_000;
const FEW = 20;

interface Order {
  day: number;
  item: number;
}

/** The obvious way: each order is compared with all that come before it. */
function duplicates(orders: Order[]): number {
  let found = 0;
  for (const one of orders) {
    for (const other of orders) {
      if (other === one) break;
      if (one.day !== other.day || one.item !== other.item) continue;
      found++;
      break;
    }
  }
  return found;
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
    print(`  ${shop}: ${name}, ${percent.toFixed(0)} % of its samples`);
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

// The checker also tries others: profiles, work, orders. Leave this line as it is.
if (isMain(import.meta)) await main();

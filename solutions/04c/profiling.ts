/**
 * Profiled — which thread holds up the others, and where in it the time goes.
 *
 * Three threads make the report of a shop each. One shop has many more orders than the
 * others, a different one every day: nobody knows which but by measuring. Each thread
 * takes a profile of itself, since a profiler sees one thread; main did nothing in the
 * meantime but wait.
 *
 * In Python: cProfile, which counts calls. Here: the engine's own profiler, by way of
 * node:inspector, on Node, Deno and Bun alike. It takes samples: what is met most often
 * takes most of the time. Small functions may be built into their callers by the engine,
 * and then the caller is named; so look at what a hot spot calls, too.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { hotSpotOf, profiled } from './profiling/profile.ts';

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

/** The quick way: a set knows what it has seen. */
function duplicatesQuickly(orders: Order[]): number {
  const different = new Set(orders.map(({ day, item }) => `${day} ${item}`));
  return orders.length - different.size;
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

if (isMain(import.meta)) await main();

// Output:
// Before:
// --- any order --- one of the shops, another one each time, has the most orders
//   <text>: duplicates, <int 50..100> % of its samples
//   <text>: forecast, <int 50..100> % of its samples
//   <text>: forecast, <int 50..100> % of its samples
// --- end ---
//   The slowest report took <float> s
// Bottleneck: duplicates, in the thread of <text>
// It has the most orders: true
// After:
//   north: forecast, <int 50..100> % of its samples
//   south: forecast, <int 50..100> % of its samples
//   west: forecast, <int 50..100> % of its samples
//   The slowest report took <float> s
// Duplicates before: [10, 10, 10]
// Duplicates after: [10, 10, 10]

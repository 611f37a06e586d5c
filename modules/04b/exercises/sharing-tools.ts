/**
 * Exercise — the tools for sharing, between threads and between processes.
 *
 * A bakery: two bakers are threads, two couriers are processes, and main packs. All that they
 * share are plain arrays and objects, so nobody shares anything: each of them gets copies,
 * and main's stay empty. Replace each by the tool that fits. Make it so that
 *
 * 1. no baker begins before main sets an Event: they sleep until then, and do not ask for it
 *    again and again;
 * 2. the bakers put each loaf into a Queue, and main takes all six from it: it waits in
 *    get() or getAsync();
 * 3. each loaf is counted in a SharedValue, always under the same lock;
 * 4. main prints what both couriers have delivered, from a manager's list: one in shared
 *    memory would not do, since processes have none in common;
 * 5. one courier at a time counts at the till, for each parcel: that is the sleep between
 *    the get and the set;
 * 6. the price of each parcel is added to a manager's value, under a manager's lock;
 * 7. main prints what it gets from them: also with other loaves, and another price.
 *
 * How hard: medium, about 40 minutes.
 * Prepared by: 04b/manager-list, 04b/process-lock, 04b/shared-value.
 * Check it: npx tsx scripts/check.ts 04b/sharing-tools   (and with --hint)
 */
import { currentThread } from '../../core/current-thread.ts';
import { isMain } from '../../core/main.ts';
import { Manager, type QueueProxy } from '../../core/manager.ts';
import { print } from '../../core/print.ts';
import { Process } from '../../core/process.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, sleepSync } from '../../core/time.ts';

// The checker also tries others: leave this line, that of the loaves, and the file's last one
// as they are.
const PRICE = 3;

export function bake(shelf: string[], baked: { count: number }): void {
  // TODO: wait for the opening; put the loaves into a queue; count them under a lock.
  for (const kind of ['rye', 'oat', 'nut']) {
    sleepSync(11);
    shelf.push(`${kind} of ${currentThread().name}`);
    baked.count += 1;
  }
}

interface Office {
  here: QueueProxy<number>;
  go: QueueProxy<string>;
  list: string[]; // TODO: ListProxy<string>
  till: { sum: number }; // TODO: ValueProxy<number>, and beside it a LockProxy
}

export async function deliver(parcels: string[], office: Office): Promise<void> {
  // Both couriers are up before one of them begins. Leave these two lines as they are.
  await office.here.put(process.pid);
  await office.go.get();
  for (const parcel of parcels) {
    office.list.push(`${parcel}, delivered by ${process.pid}`);
    // TODO: hold the lock from here to the end of the loop's body.
    const before = office.till.sum;
    await sleep(121); // counts the coins
    office.till.sum = before + PRICE;
  }
}

async function inThreads(): Promise<string[]> {
  // TODO: an Event, a Queue and a SharedValue.
  const [shelf, baked]: [string[], { count: number }] = [[], { count: 0 }];
  const bakers = ['Ada', 'Bo'].map(
    (name) => new Thread(import.meta, { target: bake, args: [shelf, baked], name }),
  );
  for (const baker of bakers) baker.start();
  // TODO: open the bakery, and take six loaves from the queue with getAsync().
  for (const baker of bakers) await baker.join();
  const parcels = [...shelf];
  print(`Baked: ${baked.count}, packed: ${parcels.length}`);
  return parcels.sort();
}

async function inProcesses(parcels: string[]): Promise<void> {
  await using manager = await Manager.start();
  const [here, go] = [manager.queue<number>(), manager.queue<string>()];
  // TODO: manager.list<string>(), manager.value(0) and manager.lock().
  const office: Office = { here, go, list: [], till: { sum: 0 } };
  const couriers = [parcels.slice(0, 3), parcels.slice(3)].map(
    (load) => new Process(import.meta, { target: deliver, args: [load, office] }),
  );
  for (const courier of couriers) courier.start();
  for (const _ of couriers) await here.get();
  for (const _ of couriers) await go.put('go');
  for (const courier of couriers) await courier.join();
  for (const line of office.list.toSorted()) print(line);
  print(`In the till: ${office.till.sum}`);
}

async function main(): Promise<void> {
  await inProcesses(await inThreads());
}

if (isMain(import.meta)) await main();

/**
 * The tools for sharing — between threads in memory, between processes by messages.
 *
 * A bakery: two bakers are threads, two couriers are processes, and main packs. In Python
 * they share a Lock, a Queue, an Event or a Value, of `threading` or of `multiprocessing`.
 * Here, what lies in shared memory is for threads only; handed to a process it is an error.
 * A plain array or object is worse, between processes of Python as well: it is copied
 * silently, and what others do to their copies is never seen.
 *
 * - Event: all begin at one signal, and whoever comes late finds it given.
 * - Queue: many put, many get, each thing goes to exactly one; whoever comes too early waits.
 * - SharedValue, and its lock: one number. Adding to it is a read and a write.
 * - a manager's list: kept in one place, and reached by messages. One call is one step.
 * - a manager's lock: for what takes two calls, a get and a set.
 *
 * That both locks are needed can be seen: between its read and its write, everybody gives the
 * other one time to read as well. Without the lock both would write the same.
 */
import { Barrier, BrokenBarrierError } from '../../modules/core/barrier.ts';
import { currentThread } from '../../modules/core/current-thread.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import {
  type ListProxy,
  type LockProxy,
  Manager,
  type QueueProxy,
  type ValueProxy,
} from '../../modules/core/manager.ts';
import { print } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { Queue } from '../../modules/core/queue.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';

const PRICE = 3;

/** How long somebody waits for the other one to read as well, in milliseconds. */
const TEMPTING = 700;

export function bake(
  opening: Event,
  shelf: Queue<string>,
  baked: SharedValue,
  bothHere: Barrier,
  bothRead: Barrier,
): void {
  opening.wait();
  for (const kind of ['rye', 'oat', 'nut']) {
    sleepSync(11);
    shelf.put(`${kind} of ${currentThread().name}`);
    bothHere.wait({ timeout: 8000 });
    using _held = baked.lock.hold();
    const before = baked.value;
    try {
      bothRead.wait({ timeout: TEMPTING });
    } catch (error) {
      if (!(error instanceof BrokenBarrierError)) throw error; // it never comes about
    }
    baked.value = before + 1;
  }
}

interface Office {
  here: QueueProxy<number>;
  go: QueueProxy<string>;
  list: ListProxy<string>;
  till: ValueProxy<number>;
  lock: LockProxy;
}

/** A queue of each courier's own, and that of the other. */
interface Messages {
  mine: QueueProxy<string>;
  theirs: QueueProxy<string>;
}

export async function deliver(
  parcels: string[],
  office: Office,
  { mine, theirs }: Messages,
): Promise<void> {
  await office.here.put(process.pid);
  await office.go.get();
  for (const parcel of parcels) {
    await office.list.append(`${parcel}, delivered by ${process.pid}`);
    await using _held = await office.lock.hold();
    const before = await office.till.get();
    await theirs.put('I have read');
    if (parcel === parcels[0]) await mine.get({ timeout: TEMPTING }).catch(() => {});
    await sleep(121);
    await office.till.set(before + PRICE);
  }
}

async function inThreads(): Promise<string[]> {
  const [opening, shelf] = [new Event(), new Queue<string>()];
  const baked = new SharedValue(Int32Array, 0);
  const [bothHere, bothRead] = [new Barrier(2), new Barrier(2)];
  const args: Parameters<typeof bake> = [opening, shelf, baked, bothHere, bothRead];
  const bakers = ['Ada', 'Bo'].map(
    (name) => new Thread(import.meta, { target: bake, args, name }),
  );
  for (const baker of bakers) baker.start();
  opening.set();
  const parcels: string[] = [];
  while (parcels.length < 6) parcels.push(await shelf.getAsync());
  for (const baker of bakers) await baker.join();
  print(`Baked: ${baked.value}, packed: ${parcels.length}`);
  return parcels.sort();
}

async function inProcesses(parcels: string[]): Promise<void> {
  await using manager = await Manager.start();
  const [here, go] = [manager.queue<number>(), manager.queue<string>()];
  const [list, till, lock] = [manager.list<string>(), manager.value(0), manager.lock()];
  const office = { here, go, list, till, lock };
  const [one, two] = [manager.queue<string>(), manager.queue<string>()];
  const loads: [string[], Messages][] = [
    [parcels.slice(0, 3), { mine: one, theirs: two }],
    [parcels.slice(3), { mine: two, theirs: one }],
  ];
  const couriers = loads.map(
    ([load, messages]) =>
      new Process(import.meta, { target: deliver, args: [load, office, messages] }),
  );
  for (const courier of couriers) courier.start();
  for (const _ of couriers) await here.get();
  for (const _ of couriers) await go.put('go');
  for (const courier of couriers) await courier.join();
  for (const line of (await list.toArray()).sort()) print(line);
  print(`In the till: ${await till.get()}`);
}

async function main(): Promise<void> {
  await inProcesses(await inThreads());
}

if (isMain(import.meta)) await main();

// Output:
// Baked: 6, packed: 6
// nut of Ada, delivered by <a=int>
// nut of Bo, delivered by <a>
// oat of Ada, delivered by <a>
// oat of Bo, delivered by <b=int != a>
// rye of Ada, delivered by <b>
// rye of Bo, delivered by <b>
// In the till: 18

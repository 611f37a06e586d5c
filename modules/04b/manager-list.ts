/**
 * A managed list — one process keeps it, and all others change it by messages.
 *
 * In Python: Manager() starts a process that serves; list() gives a proxy for a list in it.
 * (Often read: managers share sets, too. Only since Python 3.14.)
 * Here: Manager.start() serves on the event loop of whoever calls it, and stands still
 * when that computes. So it gets a process of its own, too, as main is blocked for a while.
 *
 * It costs a process, and each call a message and its answer. A call is one step: append()
 * needs no lock; a get() and a set() that belong together do (see process-lock). What you
 * get is a copy, as in Python: to change an item of the list, set it again.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { type DictProxy, type ListProxy, Manager } from '../core/manager.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

type Order = { id: number; items: string[] };
type Kept = {
  done: ListProxy<string>;
  stock: DictProxy<string, number>;
  orders: ListProxy<Order>;
};

// The process that keeps them, until main closes its end of the pipe.
export async function keep(main: PipeEnd<Kept>): Promise<void> {
  await using manager = await Manager.start();
  const orders = manager.list<Order>([{ id: 7, items: ['milk'] }]);
  await main.send({ done: manager.list(), stock: manager.dict(), orders });
  await main.receive().catch(() => {});
}

export async function fulfil(first: number, { done, stock }: Kept): Promise<void> {
  for (let order = first; order < first + 3; order++) {
    await done.append(`Order ${order} completed`);
    await stock.set(`order ${order}`, order);
  }
}

export async function help(kept: Kept, begun: Event, finished: Event): Promise<void> {
  begun.set();
  await fulfil(4, kept);
  finished.set();
}

async function main(): Promise<void> {
  const { left, right } = new Pipe<never, Kept>();
  const keeper = new Process(import.meta, { target: keep, args: [right] });
  keeper.start();
  const kept = await left.receive();
  const { done, stock, orders } = kept;

  // A process and a thread: both talk to the same list.
  const worker = new Process(import.meta, { target: fulfil, args: [1, kept] });
  worker.start();
  await worker.join();
  const [begun, finished] = [new Event(), new Event()];
  const helper = new Thread(import.meta, { target: help, args: [kept, begun, finished] });
  helper.start();
  await begun.waitAsync();
  print(`Served while main is blocked: ${finished.wait({ timeout: 10_000 })}`);
  await helper.join();
  for (const line of (await done.toArray()).sort()) print(line);
  print(`Entries in the dictionary: ${await stock.size()}`);

  // A trap, there as here: this changes a copy of the order, not the one in the list.
  (await orders.get(0)).items.push('bread');
  print(`Changed in the copy: ${(await orders.get(0)).items.length} item`);
  await orders.set(0, { id: 7, items: ['milk', 'bread'] });
  print(`Set again: ${(await orders.get(0)).items.length} items`);

  // Errors cross over.
  const error = await orders.get(9).catch((reason: Error) => reason);
  print(`For an index too far, a RangeError: ${error instanceof RangeError}`);

  // What it costs: for each call a message there and one back.
  const watch = stopwatch();
  for (let i = 0; i < 100; i++) await done.append('tea');
  print(`100 calls one after the other: ${watch}, entries now: ${await done.length()}`);
  left.close();
  await keeper.join();
}

if (isMain(import.meta)) await main();

// Output:
// Served while main is blocked: true
// Order 1 completed
// Order 2 completed
// Order 3 completed
// Order 4 completed
// Order 5 completed
// Order 6 completed
// Entries in the dictionary: 6
// Changed in the copy: 1 item
// Set again: 2 items
// For an index too far, a RangeError: true
// 100 calls one after the other: <float> s, entries now: 106

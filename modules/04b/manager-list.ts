/**
 * A managed list — one process keeps it, and all others change it by messages.
 *
 * In Python: Manager().list(), a proxy for a list in a server process. (The course says
 * that managers share sets, too; they do not.)
 * Here: the same, but main's event loop serves it, and every call is awaited. A call is one
 * step: no lock is needed for append(). For a get() and a set() that belong together, one
 * is: see process-lock. What you get is a copy, as in Python: to change an item of the
 * list, set it again.
 */
import { isMain } from '../core/main.ts';
import { type DictProxy, type ListProxy, Manager } from '../core/manager.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';

type Order = { id: number; items: string[] };

export async function fulfil(
  first: number,
  done: ListProxy<string>,
  stock: DictProxy<string, number>,
): Promise<void> {
  for (let order = first; order < first + 3; order++) {
    await done.append(`Order ${order} completed`);
    await stock.set(`order ${order}`, order);
  }
}

async function main(): Promise<void> {
  await using manager = await Manager.start();
  const done = manager.list<string>();
  const stock = manager.dict<string, number>();

  // A process and a thread: both talk to the same list.
  const worker = new Process(import.meta, { target: fulfil, args: [1, done, stock] });
  const helper = new Thread(import.meta, { target: fulfil, args: [4, done, stock] });
  worker.start();
  helper.start();
  await worker.join();
  await helper.join();
  for (const line of (await done.toArray()).sort()) print(line);
  print(`Entries in the dictionary: ${await stock.size()}`);

  // A trap, there as here: this changes a copy of the order, not the one in the list.
  const orders = manager.list<Order>([{ id: 7, items: ['milk'] }]);
  (await orders.get(0)).items.push('bread');
  print(`Changed in the copy: ${(await orders.get(0)).items.length} item`);
  await orders.set(0, { id: 7, items: ['milk', 'bread'] });
  print(`Set again: ${(await orders.get(0)).items.length} items`);

  // Errors cross over: the list is in main, but here it could be anywhere.
  const error = await orders.get(9).catch((reason: Error) => reason);
  print(`An index too far: ${error instanceof RangeError}, a RangeError`);
}

if (isMain(import.meta)) await main();

// Output:
// Order 1 completed
// Order 2 completed
// Order 3 completed
// Order 4 completed
// Order 5 completed
// Order 6 completed
// Entries in the dictionary: 6
// Changed in the copy: 1 item
// Set again: 2 items
// An index too far: true, a RangeError

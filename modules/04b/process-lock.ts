/**
 * A lock for processes — one at a time, whichever process it is in.
 *
 * In Python: multiprocessing.Lock, around a shared Value. (The course locks a plain list
 * instead: each process gets a copy of it, the lock guards three copies, and the list of
 * the parent stays empty.)
 * Here: a lock of the Manager. It is needed wherever a value is read and then written:
 * each of the two calls is safe, but between them another process may come. Here one tries
 * to, every time: main. If a process dies while it holds the lock, the others get an
 * AbandonedLockError instead of waiting for ever.
 */
import { isMain } from '../core/main.ts';
import {
  type ListProxy,
  type LockProxy,
  Manager,
  type QueueProxy,
  type ValueProxy,
} from '../core/manager.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

const ROUNDS = 3;

export function appendToCopy(list: number[]): number {
  for (let i = 0; i < 5; i++) list.push(i);
  return list.length;
}

export async function append(list: ListProxy<number>): Promise<void> {
  for (let i = 0; i < 5; i++) await list.append(i);
}

// Adds 1 in two steps, and in between lets main try to add 1 as well.
export async function count(
  counter: ValueProxy<number>,
  lock: LockProxy,
  knocks: QueueProxy<string>,
) {
  for (let i = 0; i < ROUNDS; i++) {
    await using _held = await lock.hold();
    const seen = await counter.get();
    await knocks.put('in between');
    await knocks.join();
    await counter.set(seen + 1);
    print(`Counter: ${seen + 1}`);
  }
}

async function main(): Promise<void> {
  await using manager = await Manager.start();

  // The course's mistake: three copies of a list.
  const plain: number[] = [];
  const copiers = [1, 2, 3].map(
    () => new Process(import.meta, { target: appendToCopy, args: [plain] }),
  );
  for (const child of copiers) child.start();
  for (const child of copiers) await child.join();
  print(`A plain list: ${plain.length} of 15`);

  // One list, kept by the manager. Each append is one step, and needs no lock.
  const list = manager.list<number>();
  const appenders = [1, 2, 3].map(
    () => new Process(import.meta, { target: append, args: [list] }),
  );
  for (const child of appenders) child.start();
  for (const child of appenders) await child.join();
  print(`A managed list: ${await list.length()} of 15`);

  // Reading and writing in two steps: the lock makes one of them.
  const [counter, lock] = [manager.value(0), manager.lock('counter')];
  const knocks = manager.queue<string>();
  const counters = [1, 2, 3].map(
    () => new Process(import.meta, { target: count, args: [counter, lock, knocks] }),
  );
  for (const child of counters) child.start();
  let gotIn = 0;
  for (let i = 0; i < 3 * ROUNDS; i++) {
    await knocks.get();
    if (await lock.acquire({ timeout: 0 })) {
      gotIn++;
      await counter.set((await counter.get()) + 1);
      await lock.release();
    }
    await knocks.taskDone();
  }
  for (const child of counters) await child.join();
  print(`Final value: ${await counter.get()}, main got in between: ${gotIn} times`);
}

if (isMain(import.meta)) await main();

// Output:
// A plain list: 0 of 15
// A managed list: 15 of 15
// Counter: 1
// Counter: 2
// Counter: 3
// Counter: 4
// Counter: 5
// Counter: 6
// Counter: 7
// Counter: 8
// Counter: 9
// Final value: 9, main got in between: 0 times

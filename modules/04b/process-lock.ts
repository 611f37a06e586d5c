/**
 * A lock for processes — one at a time, whichever process it is in.
 *
 * In Python: multiprocessing.Lock, around a shared Value. (Around a plain list, a common
 * mistake, it guards nothing but copies, one in each process, and the list of the parent
 * stays empty.)
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

type Managed = {
  list: ListProxy<number>;
  counter: ValueProxy<number>;
  lock: LockProxy;
  knocks: QueueProxy<string>;
};

export async function work(plain: number[], managed: Managed): Promise<void> {
  // The common mistake: this list is a copy. The other one is kept by the manager; each
  // append to that is one step, and needs no lock.
  const { list, counter, lock, knocks } = managed;
  for (let i = 0; i < 5; i++) {
    plain.push(i);
    await list.append(i);
  }

  // Reading and writing are two steps, and the lock makes them one. Here main is told in
  // between, and tries to add 1 as well.
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

  const plain: number[] = [];
  const [list, counter] = [manager.list<number>(), manager.value(0)];
  const [lock, knocks] = [manager.lock('counter'), manager.queue<string>()];
  const managed = { list, counter, lock, knocks };
  const children = [1, 2, 3].map(
    () => new Process(import.meta, { target: work, args: [plain, managed] }),
  );
  for (const child of children) child.start();

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
  for (const child of children) await child.join();
  print(`A plain list: ${plain.length} of 15`);
  print(`A managed list: ${await list.length()} of 15`);
  print(`Final value: ${await counter.get()}, main got in between: ${gotIn} times`);
}

if (isMain(import.meta)) await main();

// Output:
// Counter: 1
// Counter: 2
// Counter: 3
// Counter: 4
// Counter: 5
// Counter: 6
// Counter: 7
// Counter: 8
// Counter: 9
// A plain list: 0 of 15
// A managed list: 15 of 15
// Final value: 9, main got in between: 0 times

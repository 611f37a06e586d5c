/**
 * Add and remove — two threads change one list, and every look and change is one step.
 *
 * The list lies in shared memory: how many numbers there are, and the numbers. To add one
 * is to read the length, write the number and write the length; if the other thread comes
 * between, a number is lost. The lock of the list makes each of these one step.
 *
 * The one that removes may find nothing there. To ask again and again would do, too, but
 * costs turns; a condition on the same lock lets it sleep until something was added.
 *
 * A common mistake is to join the first thread before starting the second. Then they never
 * meet, and the lock has nothing to do. Here both are there before either begins.
 */
import { Condition } from '../../modules/core/condition.ts';
import { Event } from '../../modules/core/event.ts';
import type { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { SharedArray } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

const COUNT = 7;
const PAUSE_MS = 5;

// The first number is the length, the list stands behind it.
function push(list: SharedArray, number: number): void {
  const length = list.get(0);
  sleepSync(20);
  list.set(length + 1, number);
  list.set(0, length + 1);
}

function pop(list: SharedArray): number {
  const length = list.get(0);
  sleepSync(20);
  list.set(0, length - 1);
  return list.get(length);
}

/** The numbers to be added, as they come. */
function* numbersToAdd(): Generator<number> {
  for (let number = 1; number <= COUNT; number++) {
    sleepSync(PAUSE_MS);
    yield number;
  }
}

export function add(list: SharedArray, isThere: Condition<Lock>, go: Event): number[] {
  go.wait();
  const added: number[] = [];
  for (const number of numbersToAdd()) {
    using _held = isThere.hold();
    push(list, number);
    isThere.notify();
    added.push(number);
  }
  return added;
}

export function remove(list: SharedArray, isThere: Condition<Lock>, go: Event): number[] {
  go.wait();
  const removed: number[] = [];
  while (removed.length < COUNT) {
    using _held = isThere.hold();
    isThere.waitFor(() => list.get(0) > 0);
    removed.push(pop(list));
  }
  return removed;
}

async function main(): Promise<void> {
  const list = new SharedArray(Int32Array, 1 + COUNT);
  const isThere = new Condition(list.lock);
  print('At first:', contents(list));

  const go = new Event();
  const adder = new Thread(import.meta, { target: add, args: [list, isThere, go] });
  // A daemon: for a number that was lost it would wait for ever, and hold up the program.
  const remover = new Thread(import.meta, {
    target: remove,
    args: [list, isThere, go],
    daemon: true,
  });
  adder.start();
  remover.start();
  print(`Alive at once: ${[adder, remover].filter((thread) => thread.isAlive()).length}`);
  go.set();
  print('Added:', await adder.join());
  const removed = (await remover.join({ timeout: 8000 })) ?? [];
  print(
    'Removed, sorted:',
    removed.sort((a, b) => a - b),
  );
  print('In the end:', contents(list));
}

function contents(list: SharedArray): number[] {
  return [...list].slice(1, 1 + list.get(0));
}

if (isMain(import.meta)) await main();

// Output:
// At first: []
// Alive at once: 2
// Added: [1, 2, 3, 4, 5, 6, 7]
// Removed, sorted: [1, 2, 3, 4, 5, 6, 7]
// In the end: []

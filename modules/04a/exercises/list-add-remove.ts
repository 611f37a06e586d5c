/**
 * Exercise — one thread adds to a list while another one removes.
 *
 * The list lies in shared memory: its length, and behind it the numbers. One thread adds 1
 * to 7, the other removes seven numbers, and takes the last one each time. Make it so that
 *
 * 1. both threads have been started when main gives the signal, and work at the same time;
 * 2. a push is one step for the other thread, and so is a pop: both are made under one lock,
 *    that of the list or another one;
 * 3. the one that removes looks whether there is something, and takes it, in one step;
 * 4. while there is nothing, it waits until the other one tells it: it does not look again
 *    and again, and lets the other one add;
 * 5. one thread adds seven numbers, and the other one removes seven: as many as COUNT says;
 * 6. each number is removed once, and the list is empty in the end, in every schedule.
 *
 * How hard: medium, about 25 minutes.
 * Prepared by: 04a/check-then-act, 04a/event, 04a/condition-variable.
 * Check it: npx tsx scripts/check.ts 04a/list-add-remove   (and with --hint)
 */
import { Event } from '../../core/event.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { SharedArray } from '../../core/shared.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave these two lines as they are.
const COUNT = 7;
const PAUSE_MS = 5;

// The first number is the length, the list stands behind it. Leave these three as they are.
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

export function add(list: SharedArray, go: Event): number[] {
  go.wait();
  const added: number[] = [];
  for (const number of numbersToAdd()) {
    push(list, number); // TODO: one step
    added.push(number);
  }
  return added;
}

export function remove(list: SharedArray, go: Event): number[] {
  go.wait();
  const removed: number[] = [];
  while (removed.length < COUNT) {
    // TODO: one step: wait until there is something, and take it.
    if (list.get(0) > 0) removed.push(pop(list));
    else break;
  }
  return removed;
}

async function main(): Promise<void> {
  const list = new SharedArray(Int32Array, 1 + COUNT);
  print('At first:', contents(list));

  const go = new Event();
  const adder = new Thread(import.meta, { target: add, args: [list, go] });
  const remover = new Thread(import.meta, { target: remove, args: [list, go] });
  // TODO: both are to be there when the signal comes.
  adder.start();
  print(`Alive at once: ${[adder, remover].filter((thread) => thread.isAlive()).length}`);
  go.set();
  print('Added:', await adder.join());
  remover.start();
  const removed = await remover.join();
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

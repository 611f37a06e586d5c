/**
 * Exercise — write three tasks of your own, and wait for all of them.
 *
 * A cook has three things to do, and each is mostly waiting: potatoes boil for 600 ms, a
 * salad lies in water for 200 ms, a fish is fried for 400 ms. One of them is written.
 *
 * 1. Write the other two in the same way: async functions that print, wait with sleep(),
 *    print again ('Salad: in the sink', 'Salad: ready', 'Fish: in the pan', 'Fish: ready')
 *    and return a string, 'salad' and 'fish'.
 * 2. Begin all three before you wait for one, and say so: 'Cook: all three have begun'.
 * 3. Wait for all three together, and serve what they return: potatoes, salad, fish, in
 *    this order, whichever is ready first.
 *
 * How long does it take in the end, and why not 1.2 seconds?
 *
 * Prepared by: 04c/gather, 04c/create-task.
 * Check it: npx tsx scripts/check.ts 04c/own-async-tasks   (and with --hint)
 */
import { print } from '../../core/print.ts';
import { sleep, stopwatch } from '../../core/time.ts';

async function boilPotatoes(): Promise<string> {
  print('Potatoes: on the fire');
  await sleep(600);
  print('Potatoes: ready');
  return 'potatoes';
}

// TODO: the salad and the fish.

// Leave this function as it is.
function serve(dishes: string[]): void {
  print('Served:', dishes, `after ${watch}`);
}

const watch = stopwatch();
// TODO: begin all three, print the cook's line, and serve when all are ready.
serve([await boilPotatoes()]);

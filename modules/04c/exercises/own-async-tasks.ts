/**
 * Exercise — write three tasks of your own, and wait for all of them.
 *
 * A cook has three things to do, and each is mostly waiting: potatoes boil for 600 ms, a
 * salad lies in water for 200 ms, a fish is fried for 400 ms. The potatoes are written.
 * Make it so that
 *
 * 1. each of the three waits for its own time, with sleep(), on the event loop: write
 *    salad and fish like the potatoes, as async functions that print, wait, print again
 *    ('Salad: in the sink', 'Salad: ready', 'Fish: in the pan', 'Fish: ready'), and
 *    return a string, 'salad' and 'fish';
 * 2. all three wait at the same time: begin them all, in any order, print 'Cook: all
 *    three have begun', and only then wait for one;
 * 3. serve() is called once, when all three are ready;
 * 4. it gets the strings in the order potatoes, salad, fish, whichever is ready first;
 * 5. other potatoes are served as well: some that take another time, and have another
 *    name.
 *
 * How long does it take in the end, and why not 1.2 seconds?
 *
 * How hard: easy, about 15 minutes.
 * Prepared by: 04c/gather, 04c/create-task.
 * Check it: npx tsx scripts/check.ts 04c/own-async-tasks   (and with --hint)
 */
import { print } from '../../core/print.ts';
import { sleep, stopwatch } from '../../core/time.ts';

// The checker also tries others: leave this function as it is, and the next.
async function boilPotatoes(): Promise<string> {
  print('Potatoes: on the fire');
  await sleep(600);
  print('Potatoes: ready');
  return 'potatoes';
}

function serve(dishes: string[]): void {
  print('Served:', dishes, `after ${watch}`);
}

// TODO: the salad and the fish.

const watch = stopwatch();
// TODO: begin all three, print the cook's line, and serve when all are ready.
serve([await boilPotatoes()]);

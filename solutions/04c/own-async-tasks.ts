/**
 * Three tasks of one's own — begun together, collected in order.
 *
 * In Python: create_task for each of three coroutines, then await gather(*tasks). A task
 * begins when main next awaits.
 * Here: to call an async function is to create its task, and it begins at once; Promise.all
 * is gather. Each function waits for a time of its own and lets the others on meanwhile, so
 * they get ready in the order of their times. The results stand in the order of the calls,
 * and everything together takes as long as the longest wait.
 */
import { print } from '../../modules/core/print.ts';
import { sleep, stopwatch } from '../../modules/core/time.ts';

async function boilPotatoes(): Promise<string> {
  print('Potatoes: on the fire');
  await sleep(600);
  print('Potatoes: ready');
  return 'potatoes';
}

function serve(dishes: string[]): void {
  print('Served:', dishes, `after ${watch}`);
}

async function washSalad(): Promise<string> {
  print('Salad: in the sink');
  await sleep(200);
  print('Salad: ready');
  return 'salad';
}

async function fryFish(): Promise<string> {
  print('Fish: in the pan');
  await sleep(400);
  print('Fish: ready');
  return 'fish';
}

const watch = stopwatch();
const tasks = [boilPotatoes(), washSalad(), fryFish()];
print('Cook: all three have begun');
serve(await Promise.all(tasks));

// Output:
// --- any order ---
// Potatoes: on the fire
// Salad: in the sink
// Fish: in the pan
// --- end ---
// Cook: all three have begun
// Salad: ready
// Fish: ready
// Potatoes: ready
// Served: ['potatoes', 'salad', 'fish'] after <0.6 s or more>

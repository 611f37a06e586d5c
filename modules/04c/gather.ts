/**
 * gather — four waits at once, and all results in the order of the calls.
 *
 * In Python: await asyncio.gather(*coroutines), where each coroutine starts only then.
 * Here: Promise.all. An async function starts as soon as it is called; Promise.all starts
 * nothing, it waits. So the four waits overlap, and the total is the longest of them, not
 * their sum. All on one thread: while one waits, the event loop runs the others.
 */
import { print } from '../core/print.ts';
import { sleep, stopwatch } from '../core/time.ts';

let inFlight = 0;
let mostInFlight = 0;

async function fetchData(source: number, ms: number): Promise<string> {
  print(`Fetching from source ${source}`);
  mostInFlight = Math.max(mostInFlight, ++inFlight);

  await sleep(ms); // the event loop goes on with the others here

  inFlight--;
  print(`Received from source ${source}`);
  return `data_${source}`;
}

const watch = stopwatch();
const results = await Promise.all([
  fetchData(1, 500),
  fetchData(2, 300),
  fetchData(3, 400),
  fetchData(4, 200),
]);

print('Results:', results);
print(`Most in flight at once: ${mostInFlight}`);
print(`Total time: ${watch}, the longest wait and not the sum of 1.40 s`);

// Output:
// Fetching from source 1
// Fetching from source 2
// Fetching from source 3
// Fetching from source 4
// Received from source 4
// Received from source 2
// Received from source 3
// Received from source 1
// Results: ['data_1', 'data_2', 'data_3', 'data_4']
// Most in flight at once: 4
// Total time: <0.5 s or more>, the longest wait and not the sum of 1.40 s

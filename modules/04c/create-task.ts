/**
 * Tasks — start three, do something else, await each.
 *
 * In Python: asyncio.create_task schedules a coroutine; its body begins when the caller
 * next awaits, not "immediately" as is often said. (Since 3.12 there are eager tasks,
 * which do begin with the call; one has to ask for them.)
 * Here: the call itself is create_task, and its body does begin immediately. To begin
 * later, as in Python, let it wait for its turn first. And where Python loses a task
 * that nobody keeps a reference to, a promise runs on: but nobody then hears of its
 * error (unhandled-rejection). So keep each promise and await it.
 */
import { print } from '../core/print.ts';
import { sleep, stopwatch } from '../core/time.ts';

let running = 0;
let mostRunning = 0;

async function fetchData(name: string, ms: number): Promise<string> {
  print(`${name}: started`);
  mostRunning = Math.max(mostRunning, ++running);
  await sleep(ms);
  running--;
  print(`${name}: done`);
  return `data from ${name}`;
}

// Three tasks are running after these lines. Awaiting them one by one costs nothing: the
// second wait is over as soon as its task is, however long the first one took.
const watch = stopwatch();
const slow = fetchData('slow', 300);
const fast = fetchData('fast', 100);
const medium = fetchData('medium', 200);
print('Main: three tasks are running, and I am free');
print(`Main: ${await slow}, ${await fast}, ${await medium}`);
print(`Most running at once: ${mostRunning}`);
print(`Time taken: ${watch}, the longest and not the sum of 0.60 s`);

// The way of Python: the body waits until the caller has come to its next await.
const later = Promise.resolve().then(() => fetchData('later', 10));
print('Main: it has not begun');
await later;

// Output:
// slow: started
// fast: started
// medium: started
// Main: three tasks are running, and I am free
// fast: done
// medium: done
// slow: done
// Main: data from slow, data from fast, data from medium
// Most running at once: 3
// Time taken: <0.3 s or more>, the longest and not the sum of 0.60 s
// Main: it has not begun
// later: started
// later: done

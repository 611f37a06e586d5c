/**
 * As completed — deal with each result as soon as it is there.
 *
 * In Python: for task in asyncio.as_completed(tasks): result = await task.
 * Here: Promise has nothing like it; the core's asCompleted gives the values in the order
 * of finishing, to a `for await` loop. Promise.all would hand out the first result only
 * together with the last one.
 */
import { asCompleted } from '../core/futures.ts';
import { print } from '../core/print.ts';
import { sleep, stopwatch } from '../core/time.ts';

async function fetchData(site: string, ms: number): Promise<string> {
  await sleep(ms);
  if (site === 'broken') throw new Error('no answer');
  print(`  ${site} has answered`);
  return `data from ${site}`;
}

const watch = stopwatch();
const tasks = [fetchData('slow', 400), fetchData('fast', 100), fetchData('medium', 250)];
let finished = 0;
for await (const result of asCompleted(tasks)) {
  finished++;
  print(`${finished} of ${tasks.length}: ${result}`);
}
print(`Time taken: ${watch}`);

// An error is thrown when its turn comes, and ends the loop. So that one failure does
// not cost the other results, turn it into a value that the loop can look at.
const sites = ['slow', 'broken', 'fast'];
const outcomes = sites.map(async (site, i) => {
  try {
    return await fetchData(site, 100 * (3 - i));
  } catch (error) {
    return `${site} failed: ${(error as Error).message}`;
  }
});
for await (const outcome of asCompleted(outcomes)) print(outcome);

// Leaving the loop early leaves the rest running: here we are satisfied with the first.
let done = 0;
const mirrors = ['mirror-1', 'mirror-2'].map(async (site, i) => {
  const data = await fetchData(site, 100 * (i + 1));
  done++;
  return data;
});
for await (const first of asCompleted(mirrors)) {
  print(`Enough: ${first}`);
  break;
}
await Promise.all(mirrors);
print(`Both mirrors came to their end: ${done === 2}`);

// Output:
//   fast has answered
// 1 of 3: data from fast
//   medium has answered
// 2 of 3: data from medium
//   slow has answered
// 3 of 3: data from slow
// Time taken: <0.4 s or more>
//   fast has answered
// data from fast
// broken failed: no answer
//   slow has answered
// data from slow
//   mirror-1 has answered
// Enough: data from mirror-1
//   mirror-2 has answered
// Both mirrors came to their end: true

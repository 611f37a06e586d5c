/**
 * Gather under a time limit — time is up, and who has got how far?
 *
 * In Python: asyncio.timeout around gather cancels all tasks that are not done. After it
 * they count as done, and result() of a cancelled one raises: code that then asks
 * each of them for its result crashes there, and can never print "still running".
 * Here: the limit ends the waiting or the work, whichever you choose. wait() ends the
 * waiting: the slow one is still running indeed. A signal in every task ends the work.
 */
import { wait } from '../core/futures.ts';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

async function fetchData(site: string, ms: number, signal?: AbortSignal) {
  await sleep(ms, { signal });
  if (site === 'broken') throw new Error('no answer');
  return `data from ${site}`;
}

// The limit on the waiting: three are there in time, one of them with an error.
const tasks = {
  fast: fetchData('fast', 10),
  broken: fetchData('broken', 20),
  slow: fetchData('slow', 1000),
};
const { done } = await wait(Object.values(tasks), { timeout: 200 });
print('Time is up for the waiting:');
for (const [site, task] of Object.entries(tasks)) {
  if (!done.has(task)) {
    print(`  ${site}: still running`);
    continue;
  }
  const [outcome] = await Promise.allSettled([task]);
  print(`  ${site}: ${outcome.status}`);
}
print(`And it comes to its end: ${await tasks.slow}`);

// The limit on the work: one signal for all. allSettled waits for every end, also for
// the end of those that were stopped, so after it nothing is running any more.
const signal = AbortSignal.timeout(200);
const outcomes = await Promise.allSettled([
  fetchData('fast', 10, signal),
  fetchData('broken', 20, signal),
  fetchData('slow', 5_000, signal),
]);
print('Time is up for the work:');
for (const outcome of outcomes) {
  const told = outcome.status === 'fulfilled' ? outcome.value : outcome.reason.name;
  print(`  ${outcome.status}: ${told}`);
}

// Promise.all with the same signal tells only one thing: the first error.
const limit = AbortSignal.timeout(100);
const both = [fetchData('fast', 10, limit), fetchData('slow', 5_000, limit)];
const result = await Promise.all(both).catch((error: Error) => error.name);
print(`Promise.all: ${result}`);

// Output:
// Time is up for the waiting:
//   fast: fulfilled
//   broken: rejected
//   slow: still running
// And it comes to its end: data from slow
// Time is up for the work:
//   fulfilled: data from fast
//   rejected: Error
//   rejected: TimeoutError
// Promise.all: TimeoutError

/**
 * wait, for all — which tasks have settled and which have not, without throwing.
 *
 * In Python: done, pending = await asyncio.wait(tasks, return_when=ALL_COMPLETED). The
 * results come from a set, in no order, even if they are printed as if in order.
 * Here: the core's wait gives two sets of the promises themselves, in the order of the
 * call. It differs from Promise.all in two ways: an error does not end it, and time may.
 * A timeout ends the waiting and not the work: what is pending runs on.
 */
import { wait } from '../core/futures.ts';
import { print } from '../core/print.ts';
import { sleep, stopwatch } from '../core/time.ts';

async function fetchData(site: string, ms: number): Promise<string> {
  await sleep(ms);
  if (site === 'broken') throw new Error('no answer');
  print(`  ${site} is ready`);
  return `data from ${site}`;
}

const watch = stopwatch();
const tasks = [fetchData('slow', 400), fetchData('fast', 100), fetchData('medium', 250)];
const { done, pending } = await wait(tasks);
print(`Done: ${done.size}, pending: ${pending.size}`);
print('Results:', await Promise.all(done));
print(`Time taken: ${watch}`);

// One of them fails: wait does not reject. Promise.allSettled tells how each one ended.
const mixed = [fetchData('broken', 50), fetchData('fast', 100)];
const all = await wait(mixed);
print(`Done: ${all.done.size}, one of them badly:`);
for (const { status } of await Promise.allSettled(all.done)) print(`  ${status}`);

// A second would be too long for us: a look at what has come after 200 ms.
const race = [fetchData('slow', 1000), fetchData('fast', 50)];
const look = await wait(race, { timeout: 200 });
print(`After 200 ms, done: ${look.done.size}, pending: ${look.pending.size}`);
print('The pending one runs on:', await Promise.all(look.pending));

// Output:
// --- any order --- as they are ready; what is told of them is in the order of the call
//   fast is ready
//   medium is ready
//   slow is ready
// --- end ---
// Done: 3, pending: 0
// Results: ['data from slow', 'data from fast', 'data from medium']
// Time taken: <0.4 s or more>
//   fast is ready
// Done: 2, one of them badly:
//   rejected
//   fulfilled
//   fast is ready
// After 200 ms, done: 1, pending: 1
//   slow is ready
// The pending one runs on: ['data from slow']

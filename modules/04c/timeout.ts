/**
 * A timeout — a limit that also stops the work.
 *
 * In Python: async with asyncio.timeout(1.0): cancels the task at its await.
 * Here: AbortSignal.timeout(ms) is a signal that aborts when time is up. It stops what
 * takes a signal: sleep, fetch, undici, streams, pool.run. What does not take one runs
 * on, whatever the limit says. The error is a TimeoutError; an abort by hand is an
 * AbortError; the two can be told apart by their names.
 */
import { print } from '../core/print.ts';
import { sleep, stopwatch } from '../core/time.ts';

async function fetchData(site: string, ms: number, signal: AbortSignal) {
  try {
    await sleep(ms, { signal });
    return `data from ${site}`;
  } finally {
    print(`  ${site}: its finally runs in any case`);
  }
}

const name = (error: Error) => error.name;

// Too slow, and fast enough.
const watch = stopwatch();
const slow = fetchData('slow', 5_000, AbortSignal.timeout(200));
print(`Slow: ${await slow.catch(name)}`);
print(`Time taken: ${watch}, not the 5 s that it wanted`);
const fast = fetchData('fast', 20, AbortSignal.timeout(30_000));
print(`Fast: ${await fast.catch(name)}`);

// One limit for several steps: the signal is made once, and every step gets it. None of
// these would reach the limit alone; together they would take two seconds.
async function manySteps(signal: AbortSignal): Promise<string> {
  for (let step = 0; step < 100; step++) await sleep(20, { signal });
  return 'all done';
}
print(`A hundred steps: ${await manySteps(AbortSignal.timeout(300)).catch(name)}`);

// Time is up, or somebody presses the stop button: whichever comes first.
const button = new AbortController();
const either = (ms: number) => AbortSignal.any([button.signal, AbortSignal.timeout(ms)]);
const late = fetchData('late', 5_000, either(100));
print(`Late: ${await late.catch(name)}`);
const stopped = fetchData('stopped', 5_000, either(4_000));
button.abort();
print(`Stopped: ${await stopped.catch(name)}`);

// Output:
//   slow: its finally runs in any case
// Slow: TimeoutError
// Time taken: <0.2 s or more>, not the 5 s that it wanted
//   fast: its finally runs in any case
// Fast: data from fast
// A hundred steps: TimeoutError
//   late: its finally runs in any case
// Late: TimeoutError
//   stopped: its finally runs in any case
// Stopped: AbortError

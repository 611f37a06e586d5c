/**
 * wait, for the first — take the fastest answer and stop the others.
 *
 * In Python: asyncio.wait(tasks, return_when=FIRST_COMPLETED), then task.cancel() for
 * each pending one. (Not gather, as one may read: it has no return_when.)
 * Here: the core's wait with the same word. But a promise has no cancel(): whoever starts
 * a task hands it an AbortSignal and keeps the controller. abort() makes the waits inside
 * that know the signal throw, and so the task ends.
 */
import { wait } from '../core/futures.ts';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

const controller = new AbortController();
const { signal } = controller;

async function fetchData(site: string, ms: number): Promise<string> {
  try {
    await sleep(ms, { signal });
    return `data from ${site}`;
  } catch (error) {
    print(`  ${site} was cancelled: ${(error as Error).name}`);
    throw error;
  }
}

const tasks = [
  fetchData('slow', 5_000),
  fetchData('fast', 100),
  fetchData('medium', 5_000),
];
const { done, pending } = await wait(tasks, { returnWhen: 'FIRST_COMPLETED' });
print(`Completed: ${done.size}, pending: ${pending.size}`);
print('First result:', await Promise.all(done));

// Cancelled is not gone: await the end, since a task may have something to tidy up. This
// program would otherwise wait the five seconds of the slow one.
controller.abort();
const ends = await Promise.allSettled(pending);
print(`Cancelled: ${ends.filter(({ status }) => status === 'rejected').length}`);

// FIRST_EXCEPTION goes on when one has failed: no reason to wait for the slow ones then.
const broken = async () => {
  await sleep(50);
  throw new Error('no answer');
};
const stop = new AbortController();
const slow = sleep(5_000, { signal: stop.signal });
const after = await wait([slow, broken()], { returnWhen: 'FIRST_EXCEPTION' });
print(`After the first error, done: ${after.done.size}, pending: ${after.pending.size}`);
stop.abort();

// Output:
// Completed: 1, pending: 2
// First result: ['data from fast']
//   slow was cancelled: AbortError
//   medium was cancelled: AbortError
// Cancelled: 2
// After the first error, done: 1, pending: 1

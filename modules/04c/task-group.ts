/**
 * A task group — tasks that live and die together.
 *
 * In Python: async with asyncio.TaskGroup() as group: group.create_task(...). The first
 * error cancels the siblings; the block ends when all have ended.
 * Here: the core's taskGroup does the same with an AbortSignal, which it hands to each
 * task, since nothing else can stop a promise. It throws a single error as it is, where
 * Python throws an ExceptionGroup, and several in one. Promise.all stops nobody.
 */

import { taskGroup } from '../core/futures.ts';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

let running = 0;

async function fetchData(site: string, ms: number, signal?: AbortSignal) {
  running++;
  try {
    await sleep(ms, { signal });
    if (site === 'broken') throw new Error('broken: no answer');
    return `data from ${site}`;
  } catch (error) {
    if (signal?.aborted) print(`  ${site}: stopped, because: ${because(signal)}`);
    throw error;
  } finally {
    running--;
  }
}

// The signal's reason is an AbortError, and its cause is what went wrong.
function because(signal: AbortSignal): string {
  return (signal.reason.cause as Error).message;
}

// All goes well: the group gives what its body returns, when every task has ended.
const both = await taskGroup(async (group) => {
  const one = group.start((signal) => fetchData('one', 50, signal));
  const two = group.start((signal) => fetchData('two', 20, signal));
  return [await one, await two];
});
print('Group:', both);

// One fails: the others are stopped, and only then does the error come out.
try {
  await taskGroup(async (group) => {
    const tasks = [
      group.start((signal) => fetchData('slow', 5_000, signal)),
      group.start((signal) => fetchData('broken', 50, signal)),
      group.start((signal) => fetchData('slower', 6_000, signal)),
    ];
    print('Group:', await Promise.all(tasks));
  });
} catch (error) {
  print(`Group failed: ${(error as Error).message}; still running: ${running}`);
}

// Promise.all: the error comes out as well, and the other one is still running.
const slow = fetchData('slow', 500);
try {
  await Promise.all([slow, fetchData('broken', 50)]);
} catch (error) {
  print(`Promise.all failed: ${(error as Error).message}; still running: ${running}`);
}
print(`Nobody waited for it: ${await slow}`);

// Output:
// Group: ['data from one', 'data from two']
//   slow: stopped, because: broken: no answer
//   slower: stopped, because: broken: no answer
// Group failed: broken: no answer; still running: 0
// Promise.all failed: broken: no answer; still running: 1
// Nobody waited for it: data from slow

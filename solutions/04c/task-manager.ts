/**
 * A task manager — the most urgent first, and every ending is reported.
 *
 * The manager is in task-manager/manager.ts, to be copied; here it shows what it can do.
 * A task ends in one of three ways, done, failed or cancelled, and its outcome says in
 * which: so an error of one task is a result like others, and stops nobody. Whether it
 * should is a question of policy: those who need each other want 'stop'.
 *
 * In Python a task is cancelled by an exception thrown into it at its await. Here it gets
 * a signal, and the two things that one wants to see are: the one that waited never began,
 * and the one that ran has stopped in the middle of its work, not just been forgotten.
 */
import { Event } from '../../modules/core/event.ts';
import { print } from '../../modules/core/print.ts';
import { sleep } from '../../modules/core/time.ts';
import { TaskManager } from './task-manager/manager.ts';
import type { Outcome } from './task-manager/task.ts';

let [started, running, most] = [0, 0, 0];

/** A task that waits for something; each for a time of its own. */
async function work(ms: number, signal: AbortSignal): Promise<string> {
  started++;
  most = Math.max(most, ++running);
  try {
    await sleep(ms, { signal });
    return `took ${ms} ms`;
  } finally {
    running--;
  }
}

async function failAfter(ms: number, signal: AbortSignal): Promise<never> {
  await work(ms, signal);
  throw new RangeError('no such page');
}

function report(outcome: Outcome): void {
  const { name, status } = outcome;
  if (status === 'done') print(`  ${name}: done, ${outcome.value}`);
  if (status === 'failed') print(`  ${name}: failed, ${outcome.error}`);
  if (status === 'cancelled') print(`  ${name}: cancelled, ${outcome.reason}`);
}

// One at a time: the first to end was the first to begin.
print('By priority:');
const one = new TaskManager({ limit: 1, onError: 'continue' });
const tasks = [
  one.submit('tidy up', (signal) => work(21, signal), { priority: -1 }),
  one.submit('newsletter', (signal) => work(22, signal)),
  one.submit('invoice', (signal) => work(23, signal)),
  one.submit('alarm', (signal) => work(24, signal), { priority: 9 }),
];
await Promise.all(tasks.map(async ({ outcome }) => report(await outcome)));

// Two at a time. One is cancelled while it runs, one before it begins, and one fails.
print('With failures:');
started = most = 0;
const two = new TaskManager({ limit: 2, onError: 'continue' });
const begun = new Event();
const upload = two.submit('upload', (signal) => {
  begun.set();
  return work(3000, signal);
});
two.submit('broken', (signal) => failAfter(31, signal));
two.submit('backup', (signal) => work(62, signal));
two.submit('mail', (signal) => work(63, signal));
const search = two.submit('search', (signal) => work(3001, signal));
await begun.waitAsync();
search.cancel('not wanted any more');
upload.cancel('the line is needed');
for (const outcome of await two.outcomes()) report(outcome);
print(`  Started: ${started} of 5, most at once: ${most}, still running: ${running}`);

// All or nothing: the first failure cancels those that run and those that wait.
print('All or nothing:');
const all = new TaskManager({ limit: 2, onError: 'stop' });
all.submit('debit', (signal) => failAfter(41, signal));
all.submit('credit', (signal) => work(3002, signal));
all.submit('receipt', (signal) => work(3003, signal));
for (const outcome of await all.outcomes()) report(outcome);
print(`  Still running: ${running}`);

// Output:
// By priority:
//   alarm: done, took 24 ms
//   newsletter: done, took 22 ms
//   invoice: done, took 23 ms
//   tidy up: done, took 21 ms
// With failures:
//   upload: cancelled, the line is needed
//   broken: failed, RangeError: no such page
//   backup: done, took 62 ms
//   mail: done, took 63 ms
//   search: cancelled, not wanted any more
//   Started: 4 of 5, most at once: 2, still running: 0
// All or nothing:
//   debit: failed, RangeError: no such page
//   credit: cancelled, debit has failed
//   receipt: cancelled, debit has failed
//   Still running: 0

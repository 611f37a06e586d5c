/**
 * Exercise — a manager of async tasks.
 *
 * The one below begins every task at once, and cancels nothing. Make it so that
 *
 * 1. at most `limit` tasks run at the same time;
 * 2. of those that wait, the one with the highest priority is next, of equal ones the
 *    first; tasks that are submitted together wait for each other's priorities, so none
 *    begins before the code that submits them has run;
 * 3. a task that is cancelled before it begins never begins; one that is cancelled while
 *    it runs is stopped by its signal; the outcome of both is 'cancelled', with the reason;
 * 4. a failure stops nobody; with `onError: 'stop'` it cancels all others, with the reason
 *    '<name> has failed';
 * 5. outcomes() tells of all tasks how they have ended, in the order of submission.
 *
 * The demonstration stays as it is. The solution has the manager in files of its own, to
 * be copied.
 *
 * Prepared by: 04c/task-group, 04c/cancel-through-layers.
 * Check it: npx tsx scripts/check.ts 04c/task-manager   (and with --hint)
 */
import { Event } from '../../core/event.ts';
import { print } from '../../core/print.ts';
import { sleep } from '../../core/time.ts';

/** How a task has ended. */
export type Outcome<T = unknown> =
  | { name: string; status: 'done'; value: T }
  | { name: string; status: 'failed'; error: unknown }
  | { name: string; status: 'cancelled'; reason: unknown };

/** A task that was submitted. */
export interface Task<T = unknown> {
  name: string;
  /** Never rejects. */
  outcome: Promise<Outcome<T>>;
  cancel(reason?: unknown): void;
}

/** How a manager works. */
export interface ManagerOptions {
  /** How many tasks may run at the same time. */
  limit: number;
  /** What a failure means to the others: nothing, or that all are cancelled. */
  onError: 'continue' | 'stop';
}

class TaskManager {
  readonly #outcomes: Promise<Outcome>[] = [];

  // TODO: keep the options.
  constructor(options: ManagerOptions) {
    void options;
  }

  // TODO: let the task wait, and begin waiting ones when there is room: soon after the
  // call, and whenever one has ended.
  submit<T>(
    name: string,
    work: (signal: AbortSignal) => T,
    { priority = 0 } = {},
  ): Task<Awaited<T>> {
    void priority;
    const controller = new AbortController();
    const outcome = carryOut(name, work, controller.signal);
    this.#outcomes.push(outcome);
    // TODO: cancel it, whether it waits or runs.
    return { name, outcome, cancel: () => {} };
  }

  async outcomes(): Promise<Outcome[]> {
    return Promise.all(this.#outcomes);
  }
}

// TODO: a task that was stopped by its signal has not failed.
async function carryOut<T>(
  name: string,
  work: (signal: AbortSignal) => T,
  signal: AbortSignal,
): Promise<Outcome<Awaited<T>>> {
  try {
    return { name, status: 'done', value: await work(signal) };
  } catch (error) {
    return { name, status: 'failed', error };
  }
}

let [running, most] = [0, 0];

/** A task that waits for something; each for a time of its own. */
async function work(ms: number, signal: AbortSignal): Promise<string> {
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
most = 0;
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
print(`  Most at once: ${most}, still running: ${running}`);

// All or nothing: the first failure cancels those that run and those that wait.
print('All or nothing:');
const all = new TaskManager({ limit: 2, onError: 'stop' });
all.submit('debit', (signal) => failAfter(41, signal));
all.submit('credit', (signal) => work(3002, signal));
all.submit('receipt', (signal) => work(3003, signal));
for (const outcome of await all.outcomes()) report(outcome);
print(`  Still running: ${running}`);

/**
 * Exercise — a manager of async tasks.
 *
 * The one below begins every task at once, and cancels nothing; task-manager/ has the types
 * and a demonstration of it, which stay as they are. Make it so that
 *
 * 1. of the tasks that wait, the one with the highest priority is next: of equal ones the
 *    first. Those that are submitted together wait for each other's priorities, so none
 *    begins before the code that submits them has run;
 * 2. at most `limit` tasks run at the same time;
 * 3. a task that waits begins as soon as there is room: it need not wait for a whole batch,
 *    nor until somebody looks again;
 * 4. a task that is cancelled while it runs is stopped by its signal: its outcome is
 *    'cancelled', with the reason;
 * 5. a task that is cancelled before it begins never begins: its outcome is the same;
 * 6. with `onError: 'continue'`, a failure stops nobody;
 * 7. with `onError: 'stop'`, a failure cancels all others: those that run and those that
 *    wait, with the reason '<name> has failed';
 * 8. outcomes() tells of all tasks how they have ended, in the order of submission.
 *
 * The solution has the manager in files of its own, to be copied.
 *
 * How hard: hard, about 60 minutes.
 * Prepared by: 04c/task-group, 04c/cancel-through-layers.
 * Check it: npx tsx scripts/check.ts 04c/task-manager   (and with --hint)
 */
import {
  demonstrate,
  type Manager,
  type ManagerOptions,
  type Outcome,
  type Task,
} from './task-manager/demonstration.ts';

// The checker also tries others: leave these two lines as they are.
const LIMIT = 2;
const PRIORITIES = [-1, 0, 0, 9];

class TaskManager implements Manager {
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

await demonstrate(TaskManager, LIMIT, PRIORITIES);

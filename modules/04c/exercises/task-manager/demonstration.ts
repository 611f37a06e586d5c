import { Event } from '../../../core/event.ts';
import { print } from '../../../core/print.ts';
import { sleep } from '../../../core/time.ts';

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

/** What a manager can do. */
export interface Manager {
  /** @param options.priority the highest is next. Default: 0. */
  submit<T>(
    name: string,
    work: (signal: AbortSignal) => T,
    options?: { priority?: number },
  ): Task<Awaited<T>>;
  outcomes(): Promise<Outcome[]>;
}

/** For how long a task waits that somebody is expected to end. */
const LONG = 3000;

let [begun, running, most] = [0, 0, 0];

/**
 * Shows what a manager can do.
 *
 * @param limit of those that work on more than one task at a time.
 * @param priorities of four tasks.
 */
export async function demonstrate(
  TaskManager: new (options: ManagerOptions) => Manager,
  limit: number,
  priorities: number[],
): Promise<void> {
  print('By priority:');
  await byPriority(new TaskManager({ limit: 1, onError: 'continue' }), priorities);
  print('As soon as there is room:');
  await withoutGaps(new TaskManager({ limit, onError: 'continue' }), limit);
  print('With failures:');
  await withFailures(new TaskManager({ limit, onError: 'continue' }));
  print('All or nothing:');
  await allOrNothing(new TaskManager({ limit, onError: 'stop' }), limit);
}

/** One at a time: the first to end was the first to begin. */
async function byPriority(manager: Manager, priorities: number[]): Promise<void> {
  const names = ['tidy up', 'newsletter', 'invoice', 'alarm'];
  const tasks = names.map((name, i) =>
    manager.submit(name, (signal) => work(21 + i, signal), { priority: priorities[i] }),
  );
  await Promise.all(tasks.map(async ({ outcome }) => report(await outcome)));
}

/** The host stays until the last guest comes, who has to wait until the others leave. */
async function withoutGaps(manager: Manager, limit: number): Promise<void> {
  const isThere = new Event();
  manager.submit('host', async () => {
    const hasMet = await isThere.waitAsync({ timeout: LONG });
    return hasMet ? 'has met the last guest' : 'has waited in vain';
  });
  for (let guest = 1; guest < 2 * limit; guest++) {
    manager.submit('guest', (signal) => work(11, signal));
  }
  manager.submit('last guest', () => isThere.set());
  report((await manager.outcomes())[0]);
}

/** One is cancelled while it runs, two before they begin, and one fails. */
async function withFailures(manager: Manager): Promise<void> {
  begun = most = 0;
  const isUploading = new Event();
  const draft = manager.submit('draft', (signal) => work(LONG + 2, signal));
  draft.cancel('a mistake');
  const upload = manager.submit('upload', (signal) => {
    isUploading.set();
    return work(LONG, signal);
  });
  manager.submit('broken', (signal) => failAfter(31, signal));
  manager.submit('backup', (signal) => work(62, signal));
  manager.submit('mail', (signal) => work(63, signal));
  const search = manager.submit('search', (signal) => work(LONG + 1, signal));
  await isUploading.waitAsync();
  search.cancel('not wanted any more');
  upload.cancel('the line is needed');
  for (const outcome of await manager.outcomes()) report(outcome);
  print(`  Begun: ${begun} of 6, most at once: ${most}, still running: ${running}`);
}

/** The first failure cancels those that run and the one that waits. */
async function allOrNothing(manager: Manager, limit: number): Promise<void> {
  manager.submit('debit', (signal) => failAfter(41, signal));
  for (let i = 1; i < limit; i++) {
    manager.submit('credit', (signal) => work(LONG + 3, signal));
  }
  manager.submit('receipt', (signal) => work(LONG + 4, signal));
  for (const outcome of await manager.outcomes()) report(outcome);
  print(`  Still running: ${running}`);
}

/** A task that waits for something; each for a time of its own. */
async function work(ms: number, signal: AbortSignal): Promise<string> {
  begun++;
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

function report(outcome: Outcome | undefined): void {
  if (outcome?.status === 'done') print(`  ${outcome.name}: done, ${outcome.value}`);
  if (outcome?.status === 'failed') print(`  ${outcome.name}: failed, ${outcome.error}`);
  if (outcome?.status === 'cancelled') {
    print(`  ${outcome.name}: cancelled, ${outcome.reason}`);
  }
}

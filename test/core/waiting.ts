/** What the tests of the primitives share: threads that wait, and waits that must end. */
import { setProbe } from '../../modules/core/internal/sync/probe.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

/** What must come, but not how soon: a test fails after this, in ms, instead of hanging. */
const PATIENCE = 30_000;

/** Runs an exported function of the test file in a thread; rejects when that hangs. */
export function inThread<Result, Args extends unknown[]>(
  meta: ImportMeta,
  target: (...args: Args) => Result,
  ...args: Args
): Promise<Awaited<Result>> {
  // A daemon, so that a thread that hangs fails the test but lets the program end.
  const options = { target, args, daemon: true };
  const thread = new Thread<Result, Args>(meta, options as never);
  thread.start();
  const result = endOf(thread);
  // A test that fails does not await all its threads: their errors are no news then.
  result.catch(() => {});
  return result;
}

/** What the thread returns or throws; rejects when it hangs. */
export async function endOf<Result, Args extends unknown[]>(
  thread: Thread<Result, Args>,
): Promise<Awaited<Result>> {
  const result = await thread.join({ timeout: PATIENCE });
  if (thread.isAlive()) throw new Error(`${thread} hangs`);
  return result as Awaited<Result>;
}

/** Awaits what must come; rejects when it does not. */
export async function within<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, PATIENCE, new Error('hangs'));
  });
  try {
    return await Promise.race([promise, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Counts from now on, in a word of shared memory, how often this thread has found that it
 * has to wait: who sees the count knows that a wake-up from now on reaches this thread.
 */
export function countWaits(cells: Int32Array, index = 0): void {
  setProbe((event) => {
    if (event === 'wait') Atomics.add(cells, index, 1);
  });
}

/**
 * From now on nothing but a wake-up ends a wait of this thread: without this, every wait
 * looks again after 100 ms, and a wake-up that was never sent would not show. Only for
 * waits without a time limit.
 */
export function dropNet(): void {
  const { wait } = Atomics;
  const untimed = (cells: Int32Array, index: number, value: number) =>
    wait(cells, index, value);
  Atomics.wait = untimed as typeof Atomics.wait;
}

/** The same for the asynchronous waits that begin during an action. */
export function withoutNet<T>(action: () => Promise<T>): Promise<T> {
  const { waitAsync } = Atomics;
  return withWaitAsync((cells, index, value) => waitAsync(cells, index, value), action);
}

/**
 * Calls back when an asynchronous wait that began during an action was woken, so many
 * turns of the microtask queue later: any code of the program may run just then.
 */
export function soonAfterWakeUps<T>(
  count: number,
  callback: () => void,
  action: () => Promise<T>,
): Promise<T> {
  const { waitAsync } = Atomics;
  return withWaitAsync((cells, index, value, ms) => {
    const parked = waitAsync(cells, index, value, ms);
    if (parked.async) {
      void parked.value.then(async () => {
        for (let i = 0; i < count; i++) await undefined;
        callback();
      });
    }
    return parked;
  }, action);
}

type WaitAsync = (
  ...args: [cells: Int32Array, index: number, value: number, ms?: number]
) => ReturnType<typeof Atomics.waitAsync>;

async function withWaitAsync<T>(
  replacement: WaitAsync,
  action: () => Promise<T>,
): Promise<T> {
  const { waitAsync } = Atomics;
  Atomics.waitAsync = replacement as typeof waitAsync;
  try {
    return await within(action());
  } finally {
    Atomics.waitAsync = waitAsync;
  }
}

const steps = [
  'load',
  'store',
  'add',
  'sub',
  'and',
  'or',
  'exchange',
  'compareExchange',
  'notify',
] as const;

/**
 * From now on this thread is held up now and then just after a step on shared memory, as
 * the system may do at any time: the others have gone on then.
 */
export function stumble(seed: number): void {
  let random = seed;
  const pause = () => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    if ((random >>> 16) % 50 === 0) sleepSync(0.3);
  };
  for (const name of steps) {
    const step = Atomics[name] as (...args: unknown[]) => unknown;
    const slowStep = (...args: unknown[]) => {
      const result = step(...args);
      pause();
      return result;
    };
    Atomics[name] = slowStep as never;
  }
}

/** Lets so many turns of the microtask queue go by. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await undefined;
}

/**
 * Waiting, written once and driven twice: a primitive states as a generator what it waits
 * for, and `block` parks the thread there, or `suspend` only the calling async function.
 *
 * `done` is compared with true, since without `strictNullChecks` only that tells a step from
 * the result.
 */
import {
  type AsyncWaitOptions,
  deadline,
  inTime,
  onAbort,
  remaining,
  type WaitOptions,
  whilePending,
} from './deadline.ts';
import { probe } from './probe.ts';

/** "Sleep while `cells[index]` is `value`": yielded by a waiting primitive. */
export interface Park {
  /** The primitive, for those who watch. */
  subject: object;
  cells: Int32Array;
  index: number;
  value: number;
  /** It is too late to give up: neither time nor a signal ends this sleep. */
  bound?: boolean;
}

/**
 * A wait in progress: yields where to park, is told at each wake-up whether time is up,
 * and must look for itself whether what it waits for has come. When its signal aborts, the
 * reason is thrown where it parks.
 */
export type Waiting<T> = Generator<Park, T, boolean>;

/**
 * The longest a wait sleeps before it looks again: a net under wake-ups that went to a
 * waiter which died, gave up, or sits in an event loop that is busy.
 */
export const NET_MS = 100;
let net = NET_MS;
let mostSpins = Number.POSITIVE_INFINITY;

/** Takes away the net, where a wake-up that is lost has to be seen, and the spinning. */
export function withoutNet(): void {
  net = Number.POSITIVE_INFINITY;
  mostSpins = 1;
}

/** How often to look before sleeping: as often as asked for, where that saves time. */
export function spins(count: number): number {
  return Math.min(count, mostSpins);
}

/** Parks this thread until the wait is over. */
export function block<T>(waiting: Waiting<T>, options?: WaitOptions): T {
  const end = deadline(options);
  let step = waiting.next();
  if (step.done === true) return step.value;

  const { subject } = step.value;
  probe?.('wait', subject);
  try {
    while (step.done !== true) {
      const { cells, index, value } = step.value;
      const ms = sleepOf(step.value, end);
      if (ms > 0) Atomics.wait(cells, index, value, ms);
      step = waiting.next(ms <= 0);
    }
    return step.value;
  } finally {
    probe?.('resume', subject);
  }
}

/** Suspends the calling async function until the wait is over; the event loop goes on. */
export async function suspend<T>(
  waiting: Waiting<T>,
  options?: AsyncWaitOptions,
): Promise<T> {
  options?.signal?.throwIfAborted();
  const end = deadline(options);
  let step = waiting.next();
  if (step.done === true) return step.value;

  const { subject } = step.value;
  probe?.('wait', subject);
  try {
    while (step.done !== true) {
      const signal = step.value.bound ? undefined : options?.signal;
      const ms = sleepOf(step.value, end);
      const woken = ms > 0 && (await whilePending(parked(step.value, ms, signal)));
      // Woken, it looks first, aborted or not: the wake-up was meant for this wait, and
      // somebody else would wait for it in vain.
      if (woken || !signal?.aborted) step = waiting.next(ms <= 0);
      if (!step.done && signal?.aborted) step = waiting.throw(signal.reason);
    }
    return step.value;
  } finally {
    probe?.('resume', subject);
  }
}

/** How long to sleep there, in milliseconds; not over 0 when time is up. */
function sleepOf({ bound }: Park, end: number): number {
  return bound ? net : Math.min(end - performance.now(), net);
}

/** Sleeps until it is woken, or time is up, or the signal aborts; tells whether woken. */
async function parked(
  { cells, index, value }: Park,
  ms: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const result = Atomics.waitAsync(cells, index, value, ms);
  if (!result.async) return true;
  if (!signal) return (await result.value) === 'ok';
  let leave = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    leave = onAbort(signal, () => resolve(undefined));
  });
  const how = await Promise.race([result.value, aborted]);
  leave();
  // The parked entry stays in line and may eat a wake-up: hand that on.
  if (how === undefined) {
    void result.value.then((late) => late === 'ok' && Atomics.notify(cells, index, 1));
  }
  return how === 'ok';
}

/**
 * The tasks of this thread that wait for something, in lines by the number of what they
 * wait for: the first of a line waits there, the others for their turn. So they get it in
 * the order of asking, however often one has to look again.
 */
export class TaskLines {
  readonly #lines = new Map<number, Set<() => void>>();

  /** Whether nobody waits: then the next one may try without waiting. */
  isEmpty(id: number): boolean {
    return this.#lines.size === 0 || !this.#lines.has(id);
  }

  /** Like {@link suspend}, when all have had their turn who came before; false when late. */
  async suspend(
    id: number,
    waiting: Waiting<boolean>,
    options?: AsyncWaitOptions,
  ): Promise<boolean> {
    const end = deadline(options);
    const signal = options?.signal;
    signal?.throwIfAborted();
    const line = this.#lines.get(id) ?? new Set();
    this.#lines.set(id, line);
    let begin = () => {};
    const turn = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const isFirst = line.size === 0;
    line.add(begin);
    try {
      if (!isFirst && !(await whilePending(inTime(end, turn, signal)))) return false;
      return await suspend(waiting, { ...options, ...remaining(end) });
    } finally {
      line.delete(begin);
      const [next] = line;
      if (next) next();
      else this.#lines.delete(id);
    }
  }
}

/** The world in which explored threads live: its clock, its event loop, its limits. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Event } from '../../modules/core/event.ts';
import { explore, replay } from '../../modules/core/explore.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Queue } from '../../modules/core/queue.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';

interface Shared {
  done: Event;
  lock: Lock;
  items: Queue<number>;
  count: SharedValue;
  permits: Semaphore;
}

const make = (): Shared => ({
  done: new Event(),
  lock: new Lock('lock'),
  items: new Queue<number>(1),
  count: new SharedValue(Int32Array),
  permits: new Semaphore(1),
});
const every = { make, preemptions: Number.POSITIVE_INFINITY, all: true };

function outcomesOf({ outcomes }: { outcomes: { outcome: string }[] }): string[] {
  return outcomes.map(({ outcome }) => outcome).sort();
}

export function waitLong({ done }: Shared): string {
  const start = performance.now();
  return done.wait({ timeout: 60_000 })
    ? 'set'
    : `after ${performance.now() - start} ms: not set`;
}

export function set({ done }: Shared): void {
  done.set();
}

test('a timeout may come before, or after; and takes no time', async () => {
  const found = await explore(import.meta, { ...every, threads: [waitLong, set] });
  assert.equal(outcomesOf(found), [
    'after 60000 ms: not set, undefined',
    'set, undefined',
  ]);
  assert.is(found.complete, true);
  const never = await explore(import.meta, {
    ...every,
    timeouts: false,
    threads: [waitLong, set],
  });
  assert.equal(outcomesOf(never), ['set, undefined']);
});

export function nap({ count }: Shared): number {
  sleepSync(1e6);
  return count.add(1);
}

export async function napAsync({ count }: Shared): Promise<number> {
  await sleep(1e6);
  return count.add(1);
}

test('sleeps end in any order', async () => {
  for (const threads of [
    [nap, nap],
    [napAsync, napAsync],
    [nap, napAsync],
  ]) {
    const found = await explore(import.meta, { ...every, threads });
    assert.equal(outcomesOf(found), ['0, 1', '1, 0']);
  }
});

export async function twoTasks({ lock, count }: Shared): Promise<number[]> {
  const order: number[] = [];
  const task = async (id: number) => {
    await lock.acquireAsync();
    order.push(id);
    count.value += 1;
    await sleep(10);
    lock.release();
  };
  await Promise.all([task(1), task(2)]);
  return order;
}

export function lockOnce({ lock, count }: Shared): void {
  using _held = lock.hold();
  count.value += 1;
}

test('the tasks of one event loop, beside a thread', async () => {
  const found = await explore(import.meta, {
    ...every,
    threads: [twoTasks, lockOnce],
    check: ({ shared }) => shared.count.value === 3,
  });
  assert.is(found.failure, undefined, found.failure?.trace.toString());
  assert.equal(outcomesOf(found), ['[1, 2], undefined']);
});

export async function putOrGiveUp({ items }: Shared): Promise<string> {
  items.put(1);
  const put = items.putAsync(2, { signal: AbortSignal.timeout(10) });
  return put.then(
    () => 'put',
    (error) => error.name,
  );
}

export function getOne({ items }: Shared): number {
  return items.get();
}

test('an abort comes at any time, and loses nothing', async () => {
  const found = await explore(import.meta, {
    ...every,
    threads: [putOrGiveUp, getOne],
    check: ({ shared, results }) =>
      shared.items.qsize() === (results[0] === 'put' ? 1 : 0),
  });
  assert.is(found.failure, undefined, found.failure?.trace.toString());
  assert.equal(outcomesOf(found), ['TimeoutError, 1', 'put, 1']);
});

let runs = 0;

export function alternate({ count }: Shared): void {
  if (runs++ % 2 === 1) count.value = 1;
  count.value = 2;
}

test('a schedule that does not go alike twice is told', async () => {
  const fails = explore(import.meta, {
    make,
    threads: [alternate, alternate],
    races: false,
  });
  await fails.then(
    () => assert.unreachable(),
    ({ message }) => assert.match(message, /the same choices have led elsewhere/),
  );
});

export function dice(): number {
  return Math.random();
}

export async function waitOutside(): Promise<void> {
  await new Promise(() => {});
}

export function sleepForEver(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const notExported = () => {};

test('what no schedule decides is refused, or stuck', async () => {
  const random = await explore(import.meta, { make, threads: [dice] });
  assert.match(random.failure?.message ?? '', /Cannot explore random\(\)/);
  const stuck = await explore(import.meta, { make, threads: [waitOutside] });
  assert.is(stuck.failure?.kind, 'stuck');
  assert.match(stuck.failure?.message ?? '', /waits for what no step/);
  const asleep = await explore(import.meta, { make, threads: [sleepForEver] });
  assert.is(asleep.failure?.message, 'stuck: Worker-1 sleeps for ever');
  await explore(import.meta, { make, threads: [notExported] }).then(
    () => assert.unreachable(),
    ({ message }) => assert.match(message, /exports no function 'notExported'/),
  );
  await explore(import.meta, { make: () => ({ f: () => {} }), threads: [dice] }).then(
    () => assert.unreachable(),
    ({ message }) => assert.match(message, /Cannot explore: make\(\)\.f is a function/),
  );
});

test('a schedule can be run again, and stopped anywhere', async () => {
  const scenario = { make, threads: [lockOnce, lockOnce] };
  const { outcomes } = await explore(import.meta, { ...scenario, all: true });
  const schedule = outcomes[0]?.schedule ?? [];
  const whole = await replay(import.meta, scenario, schedule);
  assert.match(whole.trace.end, /undefined, undefined/);
  assert.equal(whole.choices, []);
  const begun = await replay(import.meta, scenario, schedule.slice(0, 2), {
    pause: true,
  });
  assert.match(begun.state.lock ?? '', /<locked Lock 'lock' owner='Worker-1'>/);
  assert.equal(
    begun.choices.map(({ thread, isPreemption }) => [thread, isPreemption]),
    [
      ['Worker-1', false],
      ['Worker-2', true],
    ],
  );
});

test('at random, with a seed: the same one finds the same', async () => {
  const options = { make, threads: [lockOnce, nap], limit: { schedules: 50 } };
  for (const strategy of ['random', 'pct'] as const) {
    const sample = { strategy, seed: 7 };
    const [one, other] = [
      await explore(import.meta, { ...options, sample }),
      await explore(import.meta, { ...options, sample }),
    ];
    assert.is(one.schedules, 50);
    assert.equal(one.outcomes, other.outcomes);
  }
});

export function napUntilSet({ done }: Shared): void {
  while (!done.isSet()) sleepSync(5);
}

export function setLate({ done }: Shared): void {
  sleepSync(50);
  done.set();
}

test('short naps do not go on for ever while somebody naps for longer', async () => {
  const found = await explore(import.meta, { make, threads: [napUntilSet, setLate] });
  assert.is(found.failure, undefined);
  assert.is(found.complete, true);
});

if (isMain(import.meta)) test.run();

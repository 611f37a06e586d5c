/**
 * That pruning leaves nothing out: what the explorer finds is compared with all orders of
 * small programs, worked out by hand, and with what it finds when it prunes nothing.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Event } from '../../modules/core/event.ts';
import { explore, type Scenario } from '../../modules/core/explore.ts';
import { prune } from '../../modules/core/internal/explore/search.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Queue } from '../../modules/core/queue.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { sleepSync } from '../../modules/core/time.ts';

/** One operation of Atomics: what, on which cell, with which value. */
type Operation = [
  name: 'load' | 'store' | 'add' | 'exchange',
  cell: number,
  value: number,
];

interface Programs {
  cells: Int32Array;
  programs: Operation[][];
}

const CELLS = 2;

function carryOut(cells: Int32Array, [name, cell, value]: Operation): number {
  return name === 'load' ? Atomics.load(cells, cell) : Atomics[name](cells, cell, value);
}

function runProgram({ cells, programs }: Programs, which: number): string {
  const program = programs[which] ?? [];
  return program.map((operation) => carryOut(cells, operation)).join(' ');
}

export function first(shared: Programs): string {
  return runProgram(shared, 0);
}

export function second(shared: Programs): string {
  return runProgram(shared, 1);
}

export function third(shared: Programs): string {
  return runProgram(shared, 2);
}

/** All ends of the programs, found without the explorer. */
function endsOf(programs: Operation[][]): string[] {
  const ends = new Set<string>();
  const visit = (at: number[], cells: Int32Array, results: number[][]) => {
    let done = true;
    for (const [t, program] of programs.entries()) {
      const operation = program[at[t] ?? 0];
      if (!operation) continue;
      done = false;
      const after = cells.slice();
      const result = carryOut(after, operation);
      visit(
        at.map((n, u) => (t === u ? n + 1 : n)),
        after,
        results.map((each, u) => (t === u ? [...each, result] : each)),
      );
    }
    if (done) ends.add(`${results.map((each) => each.join(' ')).join(', ')}: ${cells}`);
  };
  const none = programs.map(() => 0);
  visit(
    none,
    new Int32Array(CELLS),
    programs.map(() => []),
  );
  return [...ends].sort();
}

/** Numbers of 0 to 1; the same ones each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomPrograms(seed: number, sizes: number[]): Operation[][] {
  const random = generator(seed);
  const below = (n: number) => Math.floor(random() * n);
  const names = ['load', 'load', 'store', 'add', 'exchange'] as const;
  return sizes.map((size) =>
    Array.from({ length: size }, () => [
      names[below(names.length)] ?? 'load',
      below(CELLS),
      1 + below(3),
    ]),
  );
}

async function compare(programs: Operation[][]): Promise<void> {
  const { outcomes, complete } = await explore(import.meta, {
    make: () => ({ cells: new Int32Array(new SharedArrayBuffer(4 * CELLS)), programs }),
    threads: [first, second, third].slice(0, programs.length),
    outcome: ({ shared, results }) => `${results.join(', ')}: ${shared.cells}`,
    preemptions: Number.POSITIVE_INFINITY,
  });
  assert.is(complete, true);
  const found = outcomes.map(({ outcome }) => outcome).sort();
  assert.equal(found, endsOf(programs), JSON.stringify(programs));
}

test('programs of Atomics end in all ways that there are', async () => {
  for (let seed = 1; seed <= 12; seed++) await compare(randomPrograms(seed, [4, 4]));
  for (let seed = 1; seed <= 4; seed++) await compare(randomPrograms(seed, [3, 3, 2]));
});

test('so do loads of the same cell, one after the other', async () => {
  await compare([
    [...Array.from({ length: 5 }, (): Operation => ['load', 0, 0])],
    [
      ['store', 0, 1],
      ['store', 0, 2],
    ],
  ]);
});

interface Primitives {
  lock: Lock;
  permits: Semaphore;
  done: Event;
  items: Queue<number>;
  count: SharedValue;
}

const make = (): Primitives => ({
  lock: new Lock('lock'),
  permits: new Semaphore(0),
  done: new Event(),
  items: new Queue<number>(1),
  count: new SharedValue(Int32Array),
});

export function lockTwice({ lock, count }: Primitives): number[] {
  return [0, 0].map(() => {
    if (!lock.acquire({ timeout: 10 })) return -1;
    const before = count.value;
    count.value = before + 1;
    lock.release();
    return before;
  });
}

export function takeInTime({ permits, done }: Primitives): string {
  const taken = permits.acquire({ timeout: 10 });
  return `${taken}, ${done.isSet()}, ${performance.now()}`;
}

export function release({ permits, done }: Primitives): void {
  permits.release();
  done.set();
}

export function waitInTime({ done, count }: Primitives): string {
  return `${done.wait({ timeout: 20 })}, ${count.add(1)}, ${performance.now()}`;
}

export function pass({ items }: Primitives): string {
  try {
    items.put(1);
    items.put(2, { timeout: 10 });
    return 'both';
  } catch (error) {
    return (error as Error).name;
  }
}

export function get({ items }: Primitives): string {
  return `${items.empty()}, ${items.get()}, ${items.empty()}`;
}

export async function getAsync({ items }: Primitives): Promise<string> {
  const signal = AbortSignal.timeout(10);
  return items.getAsync({ signal }).then(String, (error) => error.name);
}

/** Looks at the clock, and only later does what others can see. */
export function lookAtClock({ count }: Primitives): string {
  const now = performance.now();
  return `${now}, ${count.add(1)}, ${count.add(1)}`;
}

export function nap({ count }: Primitives): number {
  sleepSync(10);
  return count.add(1);
}

type Thread = (shared: Primitives) => unknown;

const scenarios: [name: string, bound: number, ...threads: Thread[]][] = [
  ['a lock in time', 2, lockTwice, lockTwice],
  ['permits in time, and an event', 2, takeInTime, release],
  ['an event of 3', 1, waitInTime, waitInTime, release],
  ['a full queue', 1, pass, get],
  ['a get that is aborted', 1, pass, getAsync],
];

/** Whether a scenario ends in the same ways without pruning. */
function testSame(
  name: string,
  scenario: Scenario<Primitives>,
  bound: number,
  steps: 'operations' | 'atomics',
): void {
  test(`without pruning, too: ${name}`, async () => {
    const pruned = await outcomesOf(scenario, bound, steps);
    prune(false);
    try {
      const all = await outcomesOf(scenario, bound, steps);
      assert.equal(pruned.outcomes, all.outcomes);
      assert.ok(pruned.schedules <= all.schedules);
    } finally {
      prune(true);
    }
  });
}

async function outcomesOf(
  scenario: Scenario<Primitives>,
  bound: number,
  steps: 'operations' | 'atomics',
) {
  const limit = { ms: 60_000, schedules: 1e6 };
  const options = { ...scenario, preemptions: bound, steps, limit };
  const { outcomes, complete, schedules } = await explore(import.meta, options);
  assert.is(complete, true);
  return { schedules, outcomes: outcomes.map(({ outcome }) => outcome).sort() };
}

for (const steps of ['operations', 'atomics'] as const) {
  for (const [name, bound, ...threads] of scenarios) {
    testSame(`${name}, as ${steps}`, { make, threads }, bound, steps);
  }
}

interface Flicker {
  cells: Int32Array;
}

export function look({ cells }: Flicker): string {
  return `${Atomics.wait(cells, 0, 0, 0)}, ${Atomics.wait(cells, 0, 0, 0)}`;
}

export function lookLater({ cells }: Flicker): string {
  const found = [1, 2].map(() => Atomics.waitAsync(cells, 0, 0, 0).value);
  return found.join(', ');
}

export function flicker({ cells }: Flicker): void {
  for (const value of [1, 0, 1, 0]) Atomics.store(cells, 0, value);
}

test('what a wait has found counts, though it did not wait', async () => {
  for (const each of [look, lookLater]) {
    const { outcomes, schedules } = await explore(import.meta, {
      all: true,
      make: () => ({ cells: new Int32Array(new SharedArrayBuffer(4)) }),
      threads: [each, flicker],
      outcome: ({ results: [found] }) => found,
      preemptions: Number.POSITIVE_INFINITY,
    });
    assert.is(schedules, 15, 'two steps among four others');
    assert.equal(outcomes.map(({ outcome }) => outcome).sort(), [
      'not-equal, not-equal',
      'not-equal, timed-out',
      'timed-out, not-equal',
      'timed-out, timed-out',
    ]);
  }
});

testSame('a clock', { make, threads: [lookAtClock, nap, nap] }, 4, 'operations');

if (isMain(import.meta)) test.run();

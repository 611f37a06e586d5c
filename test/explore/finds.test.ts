/** Faults of concurrent code that the explorer finds, each with the simplest schedule. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Condition } from '../../modules/core/condition.ts';
import { Event } from '../../modules/core/event.ts';
import { type Exploration, explore, watched } from '../../modules/core/explore.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Queue } from '../../modules/core/queue.ts';
import { SharedArray, SharedValue } from '../../modules/core/shared.ts';

/** What a failure has to tell, and how many switches its schedule needs. */
function assertFails(
  { failure, complete }: Exploration,
  kind: string,
  message: RegExp,
  switches: number,
): void {
  assert.is(complete, false);
  assert.is(failure?.kind, kind);
  assert.match(failure?.message ?? '', message);
  const steps = failure?.trace.steps ?? [];
  const turns = steps.filter(({ thread }, i) => i > 0 && thread !== steps[i - 1]?.thread);
  assert.is(turns.length, switches, failure?.trace.toString());
}

// A ring of one's own: the place is taken by a load and a store.
const [HEAD, FIRST] = [0, 1];

interface Ring {
  cells: Int32Array;
}

export function pushTorn({ cells }: Ring): void {
  const at = Atomics.load(cells, HEAD);
  Atomics.store(cells, FIRST + at, 7);
  Atomics.store(cells, HEAD, at + 1);
}

export function pushWhole({ cells }: Ring): void {
  const at = Atomics.add(cells, HEAD, 1);
  Atomics.store(cells, FIRST + at, 7);
}

const makeRing = () => ({ cells: new Int32Array(new SharedArrayBuffer(16)) });
const bothAreIn = ({ shared }: { shared: Ring }) =>
  shared.cells.subarray(0, 3).join() === '2,7,7';

test('a lost update in a ring of bare Atomics', async () => {
  const torn = await explore(import.meta, {
    make: makeRing,
    threads: [pushTorn, pushTorn],
    check: bothAreIn,
  });
  assertFails(torn, 'violated', /the check says no/, 2);
  const whole = await explore(import.meta, {
    make: makeRing,
    threads: [pushWhole, pushWhole],
    check: bothAreIn,
    preemptions: Number.POSITIVE_INFINITY,
  });
  assert.is(whole.failure, undefined);
  assert.is(whole.complete, true);
});

interface Box {
  changed: Condition;
  items: SharedValue;
  taken: SharedValue;
}

const makeBox = () => ({
  changed: new Condition(),
  items: new SharedValue(Int32Array),
  taken: new SharedValue(Int32Array),
});

export function takeIf({ changed, items }: Box): void {
  using _held = changed.lock.hold();
  if (items.value === 0) changed.wait();
  items.value -= 1;
}

export function takeWhile({ changed, items }: Box): void {
  using _held = changed.lock.hold();
  while (items.value === 0) changed.wait();
  items.value -= 1;
}

export function putOne({ changed, items }: Box): void {
  using _held = changed.lock.hold();
  items.value += 1;
  changed.notify();
}

export function putSilently({ changed, items }: Box): void {
  using _held = changed.lock.hold();
  items.value += 1;
}

test('a forgotten notify', async () => {
  const found = await explore(import.meta, {
    make: makeBox,
    threads: [takeWhile, putSilently],
  });
  assertFails(found, 'stuck', /Worker-1 waits for changed/, 1);
});

test('two that take one item, after `if` instead of `while`', async () => {
  const options = {
    make: makeBox,
    always: ({ items }: Box) => items.view[0] !== -1,
    preemptions: 1,
  };
  const wrong = await explore(import.meta, {
    ...options,
    threads: [takeIf, takeIf, putOne, putOne],
  });
  assertFails(wrong, 'violated', /what should always hold does not/, 3);
  const right = await explore(import.meta, {
    ...options,
    threads: [takeWhile, takeWhile, putOne, putOne],
  });
  assert.is(right.failure, undefined);
  assert.is(right.complete, true);
});

const makeMoment = () => ({
  cells: new Int32Array(new SharedArrayBuffer(4)),
  done: new Event(),
});
type Moment = ReturnType<typeof makeMoment>;

export function endWrong({ cells }: Moment): void {
  Atomics.store(cells, 0, 1);
}

export function blockWrong({ cells, done }: Moment): void {
  Atomics.store(cells, 0, 1);
  done.wait();
}

export function setRight({ cells, done }: Moment): void {
  Atomics.store(cells, 0, 0);
  done.set();
}

for (const wrong of [endWrong, blockWrong]) {
  test(`what does not hold only for a moment, ${wrong.name}`, async () => {
    const found = await explore(import.meta, {
      make: makeMoment,
      threads: [wrong, setRight],
      always: ({ cells }) => cells[0] !== 1,
      preemptions: 0,
    });
    assertFails(found, 'violated', /what should always hold does not/, 0);
  });
}

interface Account {
  lock: Lock;
  balance: SharedValue;
}

const makeAccount = () => ({
  lock: new Lock('account'),
  balance: new SharedValue(Int32Array),
});

export function withdrawCarelessly({ lock, balance }: Account): void {
  try {
    lock.acquire();
    if (balance.value === 0) throw new RangeError('nothing there');
    balance.value -= 1;
    lock.release();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

export function deposit({ lock, balance }: Account): void {
  using _held = lock.hold();
  balance.value += 1;
}

test('a release that an error skips', async () => {
  const found = await explore(import.meta, {
    make: makeAccount,
    threads: [withdrawCarelessly, deposit],
  });
  assertFails(found, 'violated', /Worker-2 threw AbandonedLockError/, 1);
});

interface Jobs {
  jobs: Queue<number>;
}

export function drain({ jobs }: Jobs): number {
  let count = 0;
  for (; !jobs.empty(); count++) jobs.get();
  return count;
}

test('a queue that is drained with empty()', async () => {
  const found = await explore(import.meta, {
    make: () => {
      const jobs = new Queue<number>();
      jobs.put(1);
      return { jobs };
    },
    threads: [drain, drain],
  });
  assertFails(found, 'stuck', /Worker-\d waits for jobs, <Queue 0 items>/, 2);
});

interface Flag {
  data: Int32Array;
  ready: Int32Array;
}

export function publish({ data, ready }: Flag): void {
  data[0] = 42;
  Atomics.store(ready, 0, 1);
}

export function publishTooSoon({ data, ready }: Flag): void {
  Atomics.store(ready, 0, 1);
  data[0] = 42;
}

export function read({ data, ready }: Flag): number | undefined {
  return Atomics.load(ready, 0) === 1 ? data[0] : undefined;
}

const makeFlag = () => ({
  data: watched(new Int32Array(new SharedArrayBuffer(4))),
  ready: new Int32Array(new SharedArrayBuffer(4)),
});

test('a data race, also where nothing goes wrong', async () => {
  const options = { make: makeFlag, preemptions: Number.POSITIVE_INFINITY };
  const race = await explore(import.meta, {
    ...options,
    threads: [publishTooSoon, read],
  });
  assertFails(race, 'race', /Worker-2 reads data\[0\], which Worker-1 wrote/, 1);
  const ordered = await explore(import.meta, { ...options, threads: [publish, read] });
  assert.is(ordered.failure, undefined);
  assert.is(ordered.complete, true);
  assert.equal(ordered.outcomes.map(({ outcome }) => outcome).sort(), [
    'undefined, 42',
    'undefined, undefined',
  ]);
});

test('a race of a write that comes after the read', async () => {
  const race = await explore(import.meta, {
    make: makeFlag,
    threads: [read, publishTooSoon],
    preemptions: 1,
    outcome: () => '',
  });
  assertFails(race, 'race', /Worker-1 reads data\[0\], which Worker-2 wrote/, 1);
  const late = await explore(import.meta, {
    make: makeFlag,
    threads: [readAlways, publishTooSoon],
    preemptions: 0,
  });
  assertFails(late, 'race', /Worker-2 writes data\[0\], which Worker-1 read/, 1);
});

export function readAlways({ data }: Flag): number | undefined {
  return data[0];
}

interface Gate {
  gate: Int32Array;
}

export function waitAtGate({ gate }: Gate): void {
  while (Atomics.load(gate, 0) === 0) Atomics.wait(gate, 0, 0);
}

export function openSilently({ gate }: Gate): void {
  Atomics.store(gate, 0, 1);
}

export function openForOne({ gate }: Gate): number {
  Atomics.store(gate, 0, 1);
  return Atomics.notify(gate, 0, 1);
}

export function openForAll({ gate }: Gate): number {
  Atomics.store(gate, 0, 1);
  return Atomics.notify(gate, 0);
}

const makeGate = () => ({ gate: new Int32Array(new SharedArrayBuffer(4)) });

test('a wake-up that is lost: who sleeps on what has long changed', async () => {
  const options = { make: makeGate, preemptions: Number.POSITIVE_INFINITY };
  const silent = await explore(import.meta, {
    ...options,
    threads: [waitAtGate, openSilently],
  });
  assertFails(silent, 'lost wake-up', /Worker-1 sleeps while gate\[0\] is 0; it is 1/, 1);
  const one = await explore(import.meta, {
    ...options,
    threads: [waitAtGate, waitAtGate, openForOne],
  });
  assertFails(one, 'lost wake-up', /Worker-2 sleeps while gate\[0\] is 0; it is 1/, 3);
  const all = await explore(import.meta, {
    ...options,
    threads: [waitAtGate, waitAtGate, openForAll],
  });
  assert.is(all.failure, undefined);
  assert.is(all.complete, true);
});

interface Numbers {
  numbers: SharedArray;
}

export function setFirst({ numbers }: Numbers): void {
  numbers.set(0, 1);
}

export function setSecond({ numbers }: Numbers): void {
  numbers.set(1, 1);
}

test('a race is about one number, not about the array', async () => {
  const make = () => ({ numbers: new SharedArray(Float64Array, 2) });
  const race = await explore(import.meta, { make, threads: [setFirst, setFirst] });
  assertFails(race, 'race', /Worker-2 writes numbers\[0\], which Worker-1 wrote/, 1);
  const none = await explore(import.meta, { make, threads: [setFirst, setSecond] });
  assert.is(none.failure, undefined);
});

interface Signals {
  go: Event;
}

export function spin({ go }: Signals): void {
  while (!go.isSet());
}

export function spinOnBoth({ go }: Signals): void {
  while (true) {
    go.set();
    go.clear();
  }
}

export function signal({ go }: Signals): void {
  go.set();
}

const makeSignals = () => ({ go: new Event() });

test('a loop that only looks lets the others go on; one without an end is told', async () => {
  const spins = await explore(import.meta, {
    make: makeSignals,
    threads: [spin, signal],
  });
  assert.is(spins.failure, undefined);
  assert.is(spins.complete, true);
  const endless = await explore(import.meta, {
    make: makeSignals,
    threads: [spinOnBoth],
    limit: { steps: 100 },
  });
  assert.is(endless.failure?.kind, 'endless');
});

if (isMain(import.meta)) test.run();

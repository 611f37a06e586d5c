import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Condition } from '../../modules/core/condition.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import type { RLock } from '../../modules/core/rlock.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { inCrew } from './crew.ts';
import {
  aWhile,
  type Face,
  faces,
  reaches,
  rejection,
  sharedCells,
  takesAbout,
  thrown,
} from './helpers.ts';
import { dropNet, soonAfterWakeUps, turns, within, withoutNet } from './waiting.ts';

type AnyCondition = Condition<Lock> | Condition<RLock>;

/** How many have begun to wait; counted under the lock, so they wait when it is free. */
const WAITING = 0;
const DONE = 1;
/** From this word on: who went on, in that order. */
const ORDER = 2;

export function waitOnce(
  condition: AnyCondition,
  cells: Int32Array,
  number: number,
): boolean {
  dropNet();
  using _held = condition.hold();
  Atomics.add(cells, WAITING, 1);
  const told = condition.wait();
  Atomics.store(cells, ORDER + Number(cells[DONE]), number);
  Atomics.add(cells, DONE, 1);
  return told;
}

async function waitOnceAsync(
  condition: Condition<Lock>,
  cells: Int32Array,
  number: number,
): Promise<boolean> {
  using _held = await condition.holdAsync();
  Atomics.add(cells, WAITING, 1);
  const told = await condition.waitAsync();
  Atomics.store(cells, ORDER + Number(cells[DONE]), number);
  Atomics.add(cells, DONE, 1);
  return told;
}

function waiter(
  face: Face,
  condition: AnyCondition,
  cells: Int32Array,
  number = 0,
): Promise<boolean> {
  return face === 'async'
    ? waitOnceAsync(condition as Condition<Lock>, cells, number)
    : inCrew(import.meta, waitOnce, condition, cells, number);
}

/** Five places: how many wait, how many went on, and who. */
function countingCells(): Int32Array {
  return sharedCells(ORDER + 10);
}

/** What the condition says about itself: how many wait. */
function waitingAt(condition: AnyCondition): number {
  return Number(/<Condition (\d+) waiting/.exec(String(condition))?.[1]);
}

/** Notifies under the lock. */
function notify(condition: AnyCondition, n?: number): void {
  using _held = condition.hold();
  condition.notify(n);
}

/** The same for a thread or task to be awaited: so many have gone on, and no more. */
async function done(cells: Int32Array, count: number): Promise<void> {
  await reaches(cells, count, DONE);
  await aWhile();
  assert.is(cells[DONE], count);
}

export function waitWithin(condition: AnyCondition, timeout: number): boolean {
  condition.acquire();
  const told = condition.wait({ timeout });
  // Throws unless this thread has the lock again.
  condition.release();
  return told;
}

async function waitWithinAsync(
  condition: Condition<Lock>,
  timeout: number,
): Promise<boolean> {
  await condition.lock.acquireAsync();
  const told = await condition.waitAsync({ timeout });
  condition.release();
  return told;
}

export async function failToWait(
  condition: AnyCondition,
  timeout: number,
): Promise<boolean> {
  let told = true;
  await takesAbout(timeout, () => {
    told = waitWithin(condition, timeout);
  });
  return told;
}

async function failToWaitAsync(
  condition: Condition<Lock>,
  timeout: number,
): Promise<boolean> {
  let told = true;
  await takesAbout(timeout, async () => {
    told = await waitWithinAsync(condition, timeout);
  });
  return told;
}

/** Whether the condition can be taken here, and whether its lock can. */
export function tryFromThread(condition: AnyCondition): boolean[] {
  return [condition, condition.lock].map((lock) => {
    const taken = lock.tryAcquire();
    if (taken) lock.release();
    return taken;
  });
}

export function releaseFromThread(condition: AnyCondition): void {
  condition.release();
}

export function notifyFromThread(condition: AnyCondition): void {
  notify(condition);
}

export function waitForState(
  condition: AnyCondition,
  state: Int32Array,
  cells: Int32Array,
  wanted: number,
): boolean {
  dropNet();
  using _held = condition.hold();
  Atomics.add(cells, WAITING, 1);
  return condition.waitFor(() => state[0] === wanted);
}

async function waitForStateAsync(
  condition: Condition<Lock>,
  state: Int32Array,
  cells: Int32Array,
  wanted: number,
): Promise<boolean> {
  using _held = await condition.holdAsync();
  Atomics.add(cells, WAITING, 1);
  return await condition.waitForAsync(() => state[0] === wanted);
}

export function waitForNever(condition: AnyCondition, timeout: number): boolean {
  using _held = condition.hold();
  return condition.waitFor(() => false, { timeout });
}

async function waitForNeverAsync(
  condition: Condition<Lock>,
  timeout: number,
): Promise<boolean> {
  using _held = await condition.holdAsync();
  return await condition.waitForAsync(() => false, { timeout });
}

/** Notifies again and again until it is told to stop; counts how often. */
export function keepNotifying(
  condition: AnyCondition,
  count: Int32Array,
  stop: Event,
): void {
  while (!stop.isSet()) {
    notify(condition);
    Atomics.add(count, 0, 1);
    sleepSync(5);
  }
}

export function waitDeep(condition: Condition<RLock>, cells: Int32Array): string {
  condition.acquire();
  condition.acquire();
  condition.acquire();
  Atomics.add(cells, WAITING, 1);
  condition.wait();
  const text = String(condition.lock);
  condition.release();
  condition.release();
  condition.release();
  return text;
}

export function putThousand(
  slot: Int32Array,
  full: AnyCondition,
  empty: AnyCondition,
): void {
  dropNet();
  for (let i = 1; i <= 1000; i++) {
    using _held = empty.hold();
    empty.waitFor(() => slot[0] === 0);
    slot[0] = i;
    full.notify();
  }
}

export function takeFiveHundred(
  slot: Int32Array,
  full: AnyCondition,
  empty: AnyCondition,
): number {
  dropNet();
  let sum = 0;
  for (let i = 0; i < 500; i++) {
    using _held = full.hold();
    full.waitFor(() => slot[0] !== 0);
    sum += Number(slot[0]);
    slot[0] = 0;
    empty.notify();
  }
  return sum;
}

/** How many of so many short waits were notified before their time was up. */
export function waitBriefly(condition: AnyCondition, left: Int32Array): number {
  let notified = 0;
  for (let i = 0; i < 100; i++) {
    using _held = condition.hold();
    if (condition.wait({ timeout: (i % 4) / 4 })) notified++;
  }
  Atomics.sub(left, 0, 1);
  return notified;
}

const bothLocks: [string, () => AnyCondition][] = [
  ['over an RLock', () => new Condition<RLock>()],
  ['over a Lock', () => new Condition<Lock>(new Lock())],
];

for (const [over, create] of bothLocks) {
  test(`Condition ${over}: it takes and releases its lock, which others see`, async () => {
    const condition = create();
    const { lock } = condition;
    const taken = () => inCrew(import.meta, tryFromThread, condition);
    assert.ok(condition.acquire());
    assert.equal(await taken(), [false, false]);
    condition.release();
    lock.acquire();
    assert.equal(await taken(), [false, false]);
    lock.release();
    assert.equal(await taken(), [true, true]);
    assert.ok(condition.tryAcquire());
    assert.ok(lock.locked());
    lock.release();
    {
      using _held = condition.hold();
      assert.ok(lock.locked());
    }
    assert.not(lock.locked());
  });

  test(`Condition ${over}: without the lock one can neither wait, notify nor release`, async () => {
    const condition = create();
    const refused = [
      () => condition.wait(),
      () => condition.wait({ timeout: 0 }),
      () => condition.notify(),
      () => condition.notifyAll(),
    ];
    for (const action of refused) {
      assert.match(thrown(action).message, /take the lock of the condition first/);
    }
    assert.throws(() => condition.release(), /does not hold it/);
    // Nor when another thread has it.
    condition.acquire();
    const error = await rejection(inCrew(import.meta, releaseFromThread, condition));
    assert.match(error.message, /does not hold it/);
    condition.release();
    assert.is(waitingAt(condition), 0);
  });

  test(`Condition ${over}: a timeout out of range is a RangeError, and the lock stays held`, () => {
    const condition = create();
    using _held = condition.hold();
    for (const timeout of [-1, 1e100, 2 ** 31, Number.NaN]) {
      for (const wait of [
        () => condition.wait({ timeout }),
        () => condition.waitFor(() => false, { timeout }),
      ]) {
        assert.instance(thrown(wait), RangeError);
      }
    }
    assert.ok(condition.lock.locked());
    assert.is(waitingAt(condition), 0);
  });

  test(`Condition ${over}: a notification that nobody waits for is gone`, () => {
    const condition = create();
    using _held = condition.hold();
    condition.notify(3);
    condition.notifyAll();
    assert.not(condition.wait({ timeout: 20 }));
    assert.not(condition.wait({ timeout: 0 }));
  });
}

const teams: [string, () => AnyCondition, Face[]][] = [
  ['blocking, over an RLock', () => new Condition<RLock>(), Array(5).fill('blocking')],
  ['async, over a Lock', () => new Condition<Lock>(new Lock()), Array(5).fill('async')],
  [
    'both faces in one line',
    () => new Condition<Lock>(new Lock()),
    ['async', 'blocking', 'blocking', 'async', 'blocking'],
  ],
];

for (const [name, create, team] of teams) {
  test(`Condition, ${name}: notify(3) wakes three of five, notify(5) the rest, notifyAll all; twice`, () =>
    withoutNet(async () => {
      const condition = create();
      for (const last of ['notify(5)', 'notifyAll()']) {
        const cells = countingCells();
        const all = team.map((face) => waiter(face, condition, cells));
        await reaches(cells, 5, WAITING);
        {
          using _held = condition.hold();
          assert.is(waitingAt(condition), 5);
          condition.notify(3);
          assert.is(waitingAt(condition), 2);
          // They go on when the lock is free, and not before.
          await aWhile();
          assert.is(cells[DONE], 0);
        }
        await done(cells, 3);
        {
          using _held = condition.hold();
          last === 'notify(5)' ? condition.notify(5) : condition.notifyAll();
          assert.is(waitingAt(condition), 0);
        }
        assert.equal(await Promise.all(all), Array(5).fill(true));
        assert.is(cells[DONE], 5);
        assert.not(condition.lock.locked());
      }
    }));

  test(`Condition, ${name}: who has waited longest is woken first`, () =>
    withoutNet(async () => {
      const [condition, cells] = [create(), countingCells()];
      const all: Promise<boolean>[] = [];
      for (const [number, face] of team.entries()) {
        all.push(waiter(face, condition, cells, number + 1));
        await reaches(cells, number + 1, WAITING);
      }
      notify(condition);
      await reaches(cells, 1, DONE);
      // Those of one call take the lock in any order; a newcomer waits behind the old.
      notify(condition, 2);
      await reaches(cells, 3, DONE);
      all.push(waiter(team[0] as Face, condition, cells, 6));
      await reaches(cells, 6, WAITING);
      for (const count of [4, 5, 6]) {
        notify(condition);
        await reaches(cells, count, DONE);
      }
      assert.equal(await Promise.all(all), Array(6).fill(true));
      const order = [...cells.subarray(ORDER, ORDER + 6)];
      assert.is(order[0], 1);
      assert.equal(order.slice(1, 3).sort(), [2, 3]);
      assert.equal(order.slice(3), [4, 5, 6]);
    }));
}

for (const face of faces) {
  test(`Condition, ${face}: a wait ends at its timeout, with false and with the lock`, async () => {
    const condition = new Condition(new Lock());
    const all = [1, 2, 3, 4, 5].map(() =>
      face === 'async'
        ? failToWaitAsync(condition, 500)
        : inCrew(import.meta, failToWait, condition, 500),
    );
    assert.equal(await Promise.all(all), Array(5).fill(false));
    assert.is(waitingAt(condition), 0);
    assert.not(condition.lock.locked());
  });

  test(`Condition, ${face}: a wait with a timeout is notified before that`, async () => {
    const condition = new Condition(new Lock());
    const wait =
      face === 'async'
        ? waitWithinAsync(condition, 20_000)
        : inCrew(import.meta, waitWithin, condition, 20_000);
    while (waitingAt(condition) === 0) await new Promise((next) => setTimeout(next, 2));
    notify(condition);
    assert.is(await wait, true);
  });

  test(`Condition, ${face}: waitFor waits until its predicate holds, and takes no lesser state`, () =>
    withoutNet(async () => {
      const condition = new Condition(new Lock());
      const [state, cells] = [sharedCells(), countingCells()];
      const wait =
        face === 'async'
          ? waitForStateAsync(condition, state, cells, 4)
          : inCrew(import.meta, waitForState, condition, state, cells, 4);
      await reaches(cells, 1, WAITING);
      for (let i = 1; i <= 4; i++) {
        // Its turn must have come before the next change, else it would see only the last.
        while (waitingAt(condition) === 0) await new Promise((next) => setTimeout(next));
        using _held = await condition.holdAsync();
        state[0] = i;
        condition.notify();
      }
      assert.is(await wait, true);
    }));

  test(`Condition, ${face}: waitFor counts its time in all, however often it is notified`, async () => {
    const [condition, count, stop] = [
      new Condition(new Lock()),
      sharedCells(),
      new Event(),
    ];
    const notifying = inCrew(import.meta, keepNotifying, condition, count, stop);
    await reaches(count, 1);
    await takesAbout(200, async () =>
      assert.is(
        face === 'async'
          ? await waitForNeverAsync(condition, 200)
          : waitForNever(condition, 200),
        false,
      ),
    );
    stop.set();
    await notifying;
  });

  test(`Condition, ${face}: waitFor does not wait when its predicate holds already`, async () => {
    const condition = new Condition(new Lock());
    using _held = condition.hold();
    const told =
      face === 'async'
        ? await condition.waitForAsync(() => true)
        : condition.waitFor(() => true);
    assert.is(told, true);
    assert.ok(condition.lock.locked());
  });
}

test('Condition over an RLock: a wait gives the lock back however often it is taken, and takes it as often', async () => {
  const [condition, cells] = [new Condition(), countingCells()];
  const wait = inCrew(import.meta, waitDeep, condition, cells);
  await reaches(cells, 1, WAITING);
  // Nested here, too: the default lock is an RLock.
  using _held = condition.hold();
  notify(condition);
  condition.release();
  assert.match(await wait, /<locked RLock .* count=3>/);
  condition.acquire();
});

test('Condition: two over one lock wake only their own waiters', () =>
  withoutNet(async () => {
    const lock = new Lock();
    const conditions = [new Condition(lock), new Condition(lock)] as const;
    const [left, right] = conditions;
    const [leftCells, rightCells] = [countingCells(), countingCells()];
    const both = [
      waiter('blocking', left, leftCells),
      waiter('async', right, rightCells),
    ] as const;
    await reaches(leftCells, 1, WAITING);
    await reaches(rightCells, 1, WAITING);
    {
      using _held = right.hold();
      left.notifyAll();
    }
    assert.ok(await within(both[0]));
    await aWhile();
    assert.is(rightCells[DONE], 0);
    notify(right);
    assert.ok(await both[1]);
  }));

test('Condition: a producer and two consumers hand over a thousand values, and lose none', async () => {
  const lock = new Lock();
  const [full, empty, slot] = [new Condition(lock), new Condition(lock), sharedCells()];
  const [, ...sums] = await Promise.all([
    inCrew(import.meta, putThousand, slot, full, empty),
    inCrew(import.meta, takeFiveHundred, slot, full, empty),
    inCrew(import.meta, takeFiveHundred, slot, full, empty),
  ]);
  assert.is(
    sums.reduce((a, b) => a + b),
    500_500,
  );
});

test('Condition: each notification reaches exactly one, even one whose time is just up', async () => {
  const [condition, left] = [new Condition(new Lock()), sharedCells()];
  left[0] = 3;
  const waiting = [1, 2, 3].map(() => inCrew(import.meta, waitBriefly, condition, left));
  let sent = 0;
  while (Atomics.load(left, 0) > 0) {
    const held = await condition.holdAsync();
    if (waitingAt(condition) > 0) {
      condition.notify();
      sent++;
    }
    held[Symbol.dispose]();
    await new Promise((next) => setTimeout(next));
  }
  const notified = await Promise.all(waiting);
  assert.is(
    notified.reduce((a, b) => a + b),
    sent,
  );
});

test('Condition: a thread that was terminated while it waited is passed over', async () => {
  const [condition, cells] = [new Condition(new Lock()), countingCells()];
  const args = [condition, cells, 1] as [AnyCondition, Int32Array, number];
  const first = new Thread(import.meta, { target: waitOnce, args, daemon: true });
  first.start();
  await reaches(cells, 1, WAITING);
  const second = waiter('async', condition, cells, 2);
  await reaches(cells, 2, WAITING);
  {
    // Its wait has begun only when the lock is free.
    using _held = await condition.holdAsync();
    assert.is(waitingAt(condition), 2);
    await first.terminate();
    assert.is(waitingAt(condition), 1);
    condition.notify();
  }
  assert.ok(await within(second));
  assert.is(cells[ORDER], 2);
});

test('Condition, async: one can neither wait nor notify without the lock', async () => {
  const condition = new Condition(new Lock());
  for (const refused of [
    () => condition.waitAsync(),
    () => condition.waitForAsync(() => false),
  ]) {
    assert.match((await rejection(refused())).message, /take the lock .* first/);
  }
  assert.is(waitingAt(condition), 0);
});

test('Condition, async: an aborted signal rejects with its reason, the lock held again', () =>
  withoutNet(async () => {
    const condition = new Condition(new Lock());
    {
      using _held = await condition.holdAsync();
      const early = condition.waitAsync({ signal: AbortSignal.abort() });
      assert.is((await rejection(early)).name, 'AbortError');
      assert.ok(condition.lock.isOwned());

      const controller = new AbortController();
      const impatient = rejection(condition.waitAsync({ signal: controller.signal }));
      assert.not(condition.lock.locked());
      controller.abort(new RangeError('enough'));
      assert.is((await impatient).message, 'enough');
      assert.ok(condition.lock.isOwned());
    }
    assert.not(condition.lock.locked());
    assert.is(waitingAt(condition), 0);
  }));

test('Condition, async: an aborted waitForAsync rejects with the reason, the lock held again', async () => {
  const condition = new Condition(new Lock());
  using _held = await condition.holdAsync();
  const controller = new AbortController();
  const impatient = rejection(
    condition.waitForAsync(() => false, { signal: controller.signal }),
  );
  controller.abort(new RangeError('enough'));
  assert.is((await impatient).message, 'enough');
  assert.ok(condition.lock.isOwned());
});

async function waitWithSignal(
  condition: Condition<Lock>,
  signal: AbortSignal,
): Promise<string> {
  using _held = await condition.holdAsync();
  try {
    return `told ${await condition.waitAsync({ signal })}`;
  } catch (error) {
    return (error as Error).name;
  }
}

for (const face of faces) {
  test(`Condition, async: an abort at the moment of the notification passes it on, ${face}`, () =>
    withoutNet(async () => {
      for (const abortFirst of [true, false]) {
        const [condition, cells] = [new Condition(new Lock()), countingCells()];
        const controller = new AbortController();
        const impatient = waitWithSignal(condition, controller.signal);
        const patient = waiter(face, condition, cells);
        await reaches(cells, 1, WAITING);
        {
          using _held = await condition.holdAsync();
          assert.is(waitingAt(condition), 2);
          if (abortFirst) controller.abort();
          condition.notify();
          controller.abort();
        }
        assert.is(await impatient, 'AbortError');
        assert.ok(await patient);
        assert.not(condition.lock.locked());
      }
    }));
}

for (const face of faces) {
  test(`Condition, async: an abort while it takes the lock again is delivered, its notification goes on, ${face}`, () =>
    withoutNet(async () => {
      const [condition, cells] = [new Condition(new Lock()), countingCells()];
      const controller = new AbortController();
      let held = false;
      const impatient = (async () => {
        using _held = await condition.holdAsync();
        try {
          await condition.waitAsync({ signal: controller.signal });
        } finally {
          held = condition.lock.isOwned();
        }
      })();
      const patient = waiter(face, condition, cells);
      await reaches(cells, 1, WAITING);
      await condition.lock.acquireAsync();
      condition.notify();
      // It is woken, and waits for the lock.
      await aWhile();
      controller.abort(new RangeError('enough'));
      await aWhile();
      assert.is(cells[DONE], 0);
      condition.release();
      assert.is((await rejection(impatient)).message, 'enough');
      assert.ok(held);
      assert.ok(await patient);
      assert.not(condition.lock.locked());
    }));

  test(`Condition, ${face}: waitFor gives what its predicate said last, when time is up, too`, async () => {
    const condition = new Condition(new Lock());
    const { lock } = condition;
    const waitFor = async <T>(predicate: () => T, timeout: number): Promise<T> => {
      using _held = lock.hold();
      return face === 'async'
        ? await condition.waitForAsync(predicate, { timeout })
        : condition.waitFor(predicate, { timeout });
    };
    const found: string = await waitFor(() => 'found', 0);
    assert.is(found, 'found');
    let asked = 0;
    assert.is(await waitFor(() => (asked++ === 0 ? null : undefined), 20), undefined);
    assert.is(asked, 2);
    assert.is(await waitFor(() => 0, 0), 0);
  });
}

test('Condition, async: an abort just after the wake-up reaches exactly one of two', async () => {
  for (let after = 0; after < 10; after++) {
    const [condition, cells] = [new Condition(new Lock()), countingCells()];
    const controller = new AbortController();
    const abort = () => controller.abort();
    await soonAfterWakeUps(after, abort, async () => {
      const impatient = waitWithSignal(condition, controller.signal);
      await turns(10);
      const patient = waiter('async', condition, cells);
      await reaches(cells, 1, WAITING);
      notify(condition);
      const told = await impatient;
      assert.ok(['told true', 'AbortError'].includes(told));
      // Whoever was told has used the notification up.
      if (told === 'told true') {
        await turns(10);
        assert.is(cells[DONE], 0);
        notify(condition);
      }
      assert.ok(await patient);
    });
  }
});

if (isMain(import.meta)) test.run();

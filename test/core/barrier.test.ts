import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Barrier, BrokenBarrierError } from '../../modules/core/barrier.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
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
import { dropNet, within, withoutNet } from './waiting.ts';

const PARTIES = 5;
const ARRIVED = 0;
const ACTIONS = 1;
const LEFT = 2;

/** What a party found after each of its waits. */
interface Round {
  index: number;
  arrived: number;
  actions: number;
}

export function meetTimes(barrier: Barrier, cells: Int32Array, times: number): Round[] {
  dropNet();
  const action = () => void Atomics.add(cells, ACTIONS, 1);
  return Array.from({ length: times }, () => {
    Atomics.add(cells, ARRIVED, 1);
    const index = barrier.wait({ action });
    return look(cells, index);
  });
}

async function meetTimesAsync(
  barrier: Barrier,
  cells: Int32Array,
  times: number,
): Promise<Round[]> {
  const action = () => void Atomics.add(cells, ACTIONS, 1);
  const rounds: Round[] = [];
  for (let i = 0; i < times; i++) {
    Atomics.add(cells, ARRIVED, 1);
    rounds.push(look(cells, await barrier.waitAsync({ action })));
  }
  return rounds;
}

function look(cells: Int32Array, index: number): Round {
  Atomics.add(cells, LEFT, 1);
  const [arrived, actions] = [Atomics.load(cells, ARRIVED), Atomics.load(cells, ACTIONS)];
  return { index, arrived, actions };
}

/** A party in a thread, or an async function. */
function party(
  face: Face,
  barrier: Barrier,
  cells: Int32Array,
  times = 1,
): Promise<Round[]> {
  return face === 'async'
    ? meetTimesAsync(barrier, cells, times)
    : inCrew(import.meta, meetTimes, barrier, cells, times);
}

export function waitFor(barrier: Barrier, timeout?: number): number {
  return barrier.wait(timeout === undefined ? {} : { timeout });
}

function wait(face: Face, barrier: Barrier, timeout?: number): Promise<number> {
  return face === 'async'
    ? barrier.waitAsync(timeout === undefined ? {} : { timeout })
    : inCrew(import.meta, waitFor, barrier, timeout);
}

/** All these waits end because the barrier is broken. */
function brokenFor(waits: Promise<unknown>[]): Promise<void> {
  const broken = Promise.all(waits.map(rejection)).then((errors) => {
    for (const error of errors) assert.instance(error, BrokenBarrierError);
  });
  // A test that fails before it awaits this has said enough.
  broken.catch(() => {});
  return broken;
}

/** Waits until so many parties wait at the barrier. */
async function waiting(barrier: Barrier, count: number): Promise<void> {
  const end = performance.now() + 10_000;
  while (barrier.waiting < count && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.is(barrier.waiting, count);
}

export function waitWithAction(barrier: Barrier, started: Event, go: Event): number {
  const action = () => {
    started.set();
    go.wait();
  };
  return barrier.wait({ action });
}

export function waitWithBadAction(barrier: Barrier): number {
  const action = () => {
    throw new TypeError('in the action');
  };
  return barrier.wait({ action });
}

test('Barrier: a number of parties that is not 1 to 4095 is refused', () => {
  for (const parties of [0, -1, 1.5, 4096, Number.NaN]) {
    const error = thrown(() => new Barrier(parties));
    assert.instance(error, RangeError);
    assert.is(
      error.message,
      `Cannot create Barrier: 'parties' must be an integer of 1 to 4095, received ${parties}`,
    );
  }
  assert.is(new Barrier(4095).parties, 4095);
});

test('Barrier: one party never waits', async () => {
  const barrier = new Barrier(1);
  assert.equal([barrier.wait(), barrier.wait({ timeout: 0 })], [0, 0]);
  assert.is(await barrier.waitAsync(), 0);
  assert.equal([barrier.waiting, barrier.broken], [0, false]);
});

test('Barrier: its text says how many wait of how many, or that it is broken', async () => {
  const barrier = new Barrier(3);
  assert.is(String(barrier), '<Barrier waiters=0/3>');
  const two = [barrier.waitAsync(), barrier.waitAsync()];
  assert.is(String(barrier), '<Barrier waiters=2/3>');
  assert.is(barrier.waiting, 2);
  barrier.wait();
  assert.equal(await Promise.all(two), [0, 1]);
  assert.is(String(barrier), '<Barrier waiters=0/3>');
  barrier.abort();
  assert.is(String(barrier), '<Barrier broken>');
});

const mixed: Face[] = ['blocking', 'async', 'blocking', 'async', 'async'];
const teams: [string, Face[]][] = [
  ...faces.map((face): [string, Face[]] => [face, Array(PARTIES).fill(face)]),
  ['both faces at one barrier', mixed],
];

for (const [name, team] of teams) {
  test(`Barrier, ${name}: ten times, nobody passes before all have come, after one action`, () =>
    withoutNet(async () => {
      const [barrier, cells, times] = [new Barrier(PARTIES), sharedCells(3), 10];
      const all = await Promise.all(
        team.map((face) => party(face, barrier, cells, times)),
      );
      for (let i = 0; i < times; i++) {
        const rounds = all.map((party) => party[i] as Round);
        const [before, after] = [PARTIES * (i + 1), PARTIES * (i + 2)];
        for (const { arrived, actions } of rounds) {
          assert.ok(arrived >= before && arrived < after, `${arrived} in round ${i}`);
          assert.is(actions, i + 1);
        }
        const indexes = rounds.map(({ index }) => index).sort();
        assert.equal(indexes, [0, 1, 2, 3, 4]);
      }
      assert.equal([barrier.waiting, barrier.broken], [0, false]);
    }));
}

test('Barrier: ten come to a barrier of five: two rounds of five', () =>
  withoutNet(async () => {
    const [barrier, cells] = [new Barrier(PARTIES), sharedCells(3)];
    const all = await Promise.all(
      [...mixed, ...mixed].map((face) => party(face, barrier, cells)),
    );
    const indexes = all.map(([round]) => round?.index).sort();
    assert.equal(indexes, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    assert.is(cells[ACTIONS], 2);
  }));

for (const face of faces) {
  test(`Barrier, ${face}: without the last party nobody passes`, () =>
    withoutNet(async () => {
      const [barrier, cells] = [new Barrier(PARTIES), sharedCells(3)];
      const four = [1, 2, 3, 4].map(() => party(face, barrier, cells));
      await waiting(barrier, 4);
      await aWhile();
      assert.equal([cells[LEFT], cells[ACTIONS]], [0, 0]);
      assert.is(barrier.wait(), 4);
      await Promise.all(four);
    }));

  test(`Barrier, ${face}: an abort breaks it for all who wait and all who come later, until a reset`, () =>
    withoutNet(async () => {
      const [barrier, cells] = [new Barrier(PARTIES), sharedCells(3)];
      const four = [1, 2, 3, 4].map(() => party(face, barrier, cells));
      await waiting(barrier, 4);
      assert.not(barrier.broken);
      barrier.abort();
      await brokenFor(four);
      assert.ok(barrier.broken);
      assert.instance(
        thrown(() => barrier.wait()),
        BrokenBarrierError,
      );
      await brokenFor([barrier.waitAsync()]);
      assert.equal([cells[LEFT], cells[ACTIONS]], [0, 0]);

      barrier.reset();
      assert.equal([barrier.waiting, barrier.broken], [0, false]);
      const all = mixed.map((face) => party(face, barrier, cells));
      const indexes = (await Promise.all(all)).map(([round]) => round?.index).sort();
      assert.equal(indexes, [0, 1, 2, 3, 4]);
    }));

  test(`Barrier, ${face}: a reset sends those who wait away, and all can meet again at once`, () =>
    withoutNet(async () => {
      const [barrier, cells] = [new Barrier(PARTIES), sharedCells(3)];
      const four = brokenFor([1, 2, 3, 4].map(() => party(face, barrier, cells)));
      await waiting(barrier, 4);
      barrier.reset();
      // The next round begins and ends before the four have looked.
      const five = [1, 2, 3, 4, 5].map(() => barrier.waitAsync());
      assert.equal(await Promise.all(five), [0, 1, 2, 3, 4]);
      await four;
      assert.equal([barrier.waiting, barrier.broken, cells[LEFT]], [0, false, 0]);
    }));

  test(`Barrier, ${face}: when the time of one is up, it breaks for all`, async () => {
    const barrier = new Barrier(PARTIES);
    const three = brokenFor([1, 2, 3].map(() => wait(face, barrier)));
    await waiting(barrier, 3);
    await brokenFor([wait(face, barrier, 50)]);
    await three;
    assert.ok(barrier.broken);
  });

  test(`Barrier, ${face}: its own time limit counts where a wait has none`, async () => {
    const barrier = new Barrier(2, { timeout: 300 });
    await takesAbout(300, () =>
      face === 'async'
        ? brokenFor([barrier.waitAsync()])
        : assert.throws(() => barrier.wait(), /broken/),
    );
    barrier.reset();
    await takesAbout(100, () =>
      face === 'async'
        ? brokenFor([barrier.waitAsync({ timeout: 100 })])
        : assert.throws(() => barrier.wait({ timeout: 100 }), /broken/),
    );
  });

  test(`Barrier, ${face}: a timeout out of range is a RangeError, and nobody has come`, async () => {
    const barrier = new Barrier(2);
    for (const timeout of [-1, 1e100, 2 ** 31, Number.NaN]) {
      const error =
        face === 'async'
          ? await rejection(barrier.waitAsync({ timeout }))
          : thrown(() => barrier.wait({ timeout }));
      assert.instance(error, RangeError);
    }
    assert.equal([barrier.waiting, barrier.broken], [0, false]);
  });
}

test('Barrier: nobody leaves while the action runs, and who comes then is of the next round', () =>
  withoutNet(async () => {
    const [barrier, cells] = [new Barrier(3), sharedCells(3)];
    const [started, go] = [new Event(), new Event()];
    const first = [
      party('blocking', barrier, cells),
      party('async', barrier, cells),
    ] as const;
    await waiting(barrier, 2);
    const last = inCrew(import.meta, waitWithAction, barrier, started, go);
    await started.waitAsync();
    const early = [
      party('blocking', barrier, cells),
      party('async', barrier, cells),
    ] as const;
    await reaches(cells, 4, ARRIVED);
    await aWhile();
    assert.is(cells[LEFT], 0);
    go.set();
    assert.is(await last, 2);
    await Promise.all(first);
    await waiting(barrier, 2);
    assert.is(barrier.wait(), 2);
    await Promise.all(early);
    assert.equal([cells[ACTIONS], barrier.waiting, barrier.broken], [0, 0, false]);
  }));

test('Barrier: an action that throws breaks it; its party gets that error', async () => {
  for (const face of faces) {
    const barrier = new Barrier(3);
    const both = brokenFor([wait(face, barrier), wait(face, barrier)]);
    await waiting(barrier, 2);
    const error = await rejection(inCrew(import.meta, waitWithBadAction, barrier));
    assert.instance(error, TypeError);
    assert.is(error.message, 'in the action');
    await both;
    assert.ok(barrier.broken);
  }
});

test('Barrier: a reset while nobody waits changes nothing, again and again', async () => {
  const barrier = new Barrier(2);
  for (let i = 0; i < 200; i++) {
    if (i < 100) barrier.reset();
    const first = barrier.waitAsync();
    assert.is(barrier.wait(), 1);
    assert.is(await first, 0);
  }
});

test('Barrier: after more rounds than it can count it is as good as new', async () => {
  const barrier = new Barrier(1);
  for (let i = 0; i < 600_000; i++) barrier.wait();
  assert.is(String(barrier), '<Barrier waiters=0/1>');
  const pair = new Barrier(2);
  for (let i = 0; i < 2000; i++) {
    assert.equal(await Promise.all([pair.waitAsync(), pair.waitAsync()]), [0, 1]);
  }
});

test('Barrier: the error arrives from a thread as its class, and says what to do', async () => {
  const barrier = new Barrier(2);
  barrier.abort();
  const error = await rejection(inCrew(import.meta, waitFor, barrier, undefined));
  assert.instance(error, BrokenBarrierError);
  assert.match(error.message, /the barrier is broken; reset\(\) makes it as new/);
});

for (const face of faces) {
  test(`Barrier, async: who is aborted leaves, and the others wait for one more, ${face}`, () =>
    withoutNet(async () => {
      const barrier = new Barrier(3);
      for (let round = 0; round < 3; round++) {
        const controller = new AbortController();
        const impatient = rejection(barrier.waitAsync({ signal: controller.signal }));
        const patient = wait(face, barrier);
        await waiting(barrier, 2);
        controller.abort(new RangeError('enough'));
        assert.is((await impatient).message, 'enough');
        assert.equal([barrier.waiting, barrier.broken], [1, false]);
        const second = barrier.waitAsync();
        assert.is(barrier.wait(), 2);
        // The one who came after has the number of the one who left, or of the other.
        assert.ok((await patient) < 2);
        assert.is(await second, 1);
        assert.equal([barrier.waiting, barrier.broken], [0, false]);
      }
    }));
}

test('Barrier, async: with a signal that has aborted before, nobody has come', async () => {
  const barrier = new Barrier(2);
  const early = barrier.waitAsync({ signal: AbortSignal.abort() });
  assert.is((await rejection(early)).name, 'AbortError');
  assert.equal([barrier.waiting, barrier.broken], [0, false]);
});

test('Barrier, async: an abort when all have come is too late: the round counts', () =>
  withoutNet(async () => {
    const [barrier, controller] = [new Barrier(3), new AbortController()];
    const late = barrier.waitAsync({ signal: controller.signal });
    const patient = barrier.waitAsync();
    assert.is(barrier.wait({ action: () => controller.abort() }), 2);
    assert.equal(await Promise.all([late, patient]), [0, 1]);
    assert.equal([barrier.waiting, barrier.broken], [0, false]);
  }));

test('Barrier, async: an abort after a break leaves it broken', async () => {
  const [barrier, controller] = [new Barrier(3), new AbortController()];
  const both = [
    barrier.waitAsync({ signal: controller.signal }),
    barrier.waitAsync(),
  ] as const;
  barrier.abort();
  controller.abort();
  await brokenFor([...both]);
  barrier.reset();
  assert.is(String(barrier), '<Barrier waiters=0/3>');
});

/** Meets with a limit that is up just about when the other comes: 1 passed, 2 broken. */
export function meetOften(
  barriers: Barrier[],
  meeting: Barrier,
  limit: number | undefined,
  delays: number[],
): number[] {
  return barriers.map((barrier, i) => {
    meeting.wait();
    const end = performance.now() + Number(delays[i]);
    while (performance.now() < end);
    try {
      barrier.wait(limit === undefined ? {} : { timeout: limit });
      return 1;
    } catch (error) {
      if (error instanceof BrokenBarrierError) return 2;
      throw error;
    }
  });
}

test('Barrier: when time is up just as the last one comes, both pass or neither', async () => {
  const barriers = Array.from({ length: 800 }, () => new Barrier(2));
  const meeting = new Barrier(2);
  const none = barriers.map(() => 0);
  const about = barriers.map((_, i) => 0.9 + (i % 80) / 200);
  const [timed, other] = await Promise.all([
    inCrew(import.meta, meetOften, barriers, meeting, 1, none),
    inCrew(import.meta, meetOften, barriers, meeting, undefined, about),
  ]);
  assert.equal(timed, other);
  for (const [i, { broken }] of barriers.entries()) assert.is(broken, timed[i] === 2);
});

/**
 * Waits with a time limit; is held up before the so-manyth step on shared memory that
 * follows the end of its time.
 */
export function waitHeldUp(
  barrier: Barrier,
  nth: number,
  heldUp: Event,
  go: Event,
): number {
  const { load, compareExchange, or } = Atomics;
  let count = 0;
  const before = <Args extends unknown[], R>(step: (...args: Args) => R) => {
    return (...args: Args): R => {
      if (args[0] === barrier.cells && ++count === nth) {
        heldUp.set();
        go.wait();
      }
      return step(...args);
    };
  };
  const { wait } = Atomics;
  const waitThenCount = (...args: Parameters<typeof wait>) => {
    const how = wait(...args);
    if ((args[0] as object) === barrier.cells) {
      const steps = [load, compareExchange, or].map((step) => before(step as never));
      const [slowLoad, slowChange, slowOr] = steps;
      const slow = { load: slowLoad, compareExchange: slowChange, or: slowOr };
      Object.assign(Atomics, slow, { wait });
    }
    return how;
  };
  Object.assign(Atomics, { wait: waitThenCount });
  try {
    return barrier.wait({ timeout: 20 });
  } finally {
    heldUp.set();
    Object.assign(Atomics, { load, compareExchange, or, wait });
  }
}

for (const nth of [1, 2, 3, 4]) {
  test(`Barrier: time is up, and before step ${nth} after that the last one comes: all or none, and no other round`, async () => {
    const [barrier, heldUp, go] = [new Barrier(2), new Event(), new Event()];
    const late = inCrew(import.meta, waitHeldUp, barrier, nth, heldUp, go);
    await within(heldUp.waitAsync());
    const how = late.then(
      () => 'passed',
      () => 'broken',
    );
    let mine = 'passed';
    try {
      barrier.wait();
    } catch {
      mine = 'broken';
      barrier.reset();
    }
    // The next round has begun, and is nobody's business but its own.
    const next = barrier.waitAsync();
    go.set();
    assert.is(await how, mine);
    assert.equal([barrier.waiting, barrier.broken], [1, false]);
    assert.is(barrier.wait(), 1);
    await next;
  });
}

/** How often its wait looked at shared memory, and which party it was. */
export function waitMeasured(barrier: Barrier, timeout: number): [number, number] {
  let looks = 0;
  const { load } = Atomics;
  const countedLoad = (...args: Parameters<typeof load>) => {
    looks++;
    return load(...args);
  };
  Object.assign(Atomics, { load: countedLoad });
  const index = barrier.wait({ timeout });
  Object.assign(Atomics, { load });
  return [looks, index];
}

test('Barrier: while the last one is at its action, the others sleep, their time up or not', async () => {
  const [barrier, started, go] = [new Barrier(3), new Event(), new Event()];
  const first = inCrew(import.meta, waitMeasured, barrier, 200);
  const task = barrier.waitAsync({ timeout: 200 });
  await waiting(barrier, 2);
  const last = inCrew(import.meta, waitWithAction, barrier, started, go);
  await within(started.waitAsync());
  // This loop goes on, long after the time of both is up.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const late = barrier.waitAsync({ timeout: 20_000 });
  go.set();
  const [looks, index] = await first;
  assert.ok(looks < 1000, `looked ${looks} times`);
  assert.equal([index, await task].sort(), [0, 1]);
  assert.is(await last, 2);
  await waiting(barrier, 1);
  barrier.abort();
  await brokenFor([late]);
});

test('Barrier: an action that throws after a reset leaves the next round alone', async () => {
  const barrier = new Barrier(2);
  const first = brokenFor([barrier.waitAsync()]);
  const action = () => {
    barrier.reset();
    throw new TypeError('in the action');
  };
  assert.is(thrown(() => barrier.wait({ action })).message, 'in the action');
  await first;
  assert.equal([barrier.waiting, barrier.broken], [0, false]);
});

if (isMain(import.meta)) test.run();

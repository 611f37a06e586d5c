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
  test(`Barrier, async: an aborted signal rejects with its reason, and takes its party out, ${face}`, () =>
    withoutNet(async () => {
      const barrier = new Barrier(3);
      const controller = new AbortController();
      const impatient = rejection(barrier.waitAsync({ signal: controller.signal }));
      const patient = wait(face, barrier);
      await waiting(barrier, 2);
      controller.abort(new RangeError('enough'));
      assert.is((await impatient).message, 'enough');
      assert.equal([barrier.waiting, barrier.broken], [1, false]);
      // Two more, and the round is full.
      await within(Promise.all([patient, barrier.waitAsync(), barrier.waitAsync()]));
      assert.equal([barrier.waiting, barrier.broken], [0, false]);
    }));
}

test('Barrier, async: with a signal that has aborted before, nobody has come', async () => {
  const barrier = new Barrier(2);
  const early = barrier.waitAsync({ signal: AbortSignal.abort() });
  assert.is((await rejection(early)).name, 'AbortError');
  assert.equal([barrier.waiting, barrier.broken], [0, false]);
});

test('Barrier, async: an abort when all have come is too late: the round has passed', () =>
  withoutNet(async () => {
    const [barrier, controller] = [new Barrier(3), new AbortController()];
    const late = barrier.waitAsync({ signal: controller.signal });
    const patient = barrier.waitAsync();
    assert.is(barrier.wait(), 2);
    controller.abort();
    assert.equal(await Promise.all([late, patient]), [0, 1]);
    assert.equal([barrier.waiting, barrier.broken], [0, false]);
  }));

/** Waits at most a millisecond in each round: just when the other one comes. */
export function meetInTime(
  barrier: Barrier,
  sync: Int32Array,
  rounds: number,
  isTimed: boolean,
): number[] {
  const outcomes: number[] = [];
  const together = (step: number, round: number) => {
    Atomics.add(sync, step, 1);
    while (Atomics.load(sync, step) < 2 * (round + 1));
  };
  for (let round = 0; round < rounds; round++) {
    together(0, round);
    const end = performance.now() + 0.9 + (round % 40) / 100;
    while (!isTimed && performance.now() < end);
    try {
      barrier.wait(isTimed ? { timeout: 1 } : {});
      outcomes.push(1);
    } catch {
      outcomes.push(0);
    }
    together(1, round);
    if (isTimed) {
      outcomes.push(Number(barrier.broken));
      barrier.reset();
    }
    together(2, round);
  }
  return outcomes;
}

test('Barrier: when time is up just as the last party comes, both pass or neither', async () => {
  const [barrier, sync, rounds] = [new Barrier(2), sharedCells(3), 300];
  const [timed, other] = await Promise.all(
    [true, false].map((isTimed) =>
      inCrew(import.meta, meetInTime, barrier, sync, rounds, isTimed),
    ),
  );
  for (let round = 0; round < rounds; round++) {
    const passed = timed?.[2 * round];
    assert.is(other?.[round], passed);
    assert.is(timed?.[2 * round + 1], 1 - (passed ?? 0));
  }
});

if (isMain(import.meta)) test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
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
import { countWaits, dropNet, inThread, stumble, turns, withoutNet } from './waiting.ts';

const WAITING = 0;
const DONE = 1;

export function waitOnce(event: Event, cells: Int32Array): boolean {
  countWaits(cells, WAITING);
  dropNet();
  const told = event.wait();
  Atomics.add(cells, DONE, 1);
  return told;
}

async function waitOnceAsync(event: Event, cells: Int32Array): Promise<boolean> {
  const wait = event.waitAsync();
  // An async wait stands in line when the call returns.
  Atomics.add(cells, WAITING, 1);
  const told = await wait;
  Atomics.add(cells, DONE, 1);
  return told;
}

function waiter(face: Face, event: Event, cells: Int32Array): Promise<boolean> {
  return face === 'async'
    ? waitOnceAsync(event, cells)
    : inCrew(import.meta, waitOnce, event, cells);
}

export async function waitWithin(event: Event, timeout: number): Promise<boolean> {
  let told = true;
  await takesAbout(timeout, () => {
    told = event.wait({ timeout });
  });
  return told;
}

function wait(face: Face, event: Event, timeout: number): boolean | Promise<boolean> {
  return face === 'async' ? event.waitAsync({ timeout }) : event.wait({ timeout });
}

export function echo(ping: Event, pong: Event, rounds: number): void {
  dropNet();
  for (let i = 0; i < rounds; i++) {
    ping.wait();
    ping.clear();
    pong.set();
  }
}

export function call(ping: Event, pong: Event, rounds: number): number {
  dropNet();
  let answers = 0;
  for (let i = 0; i < rounds; i++) {
    ping.set();
    pong.wait();
    pong.clear();
    answers++;
  }
  return answers;
}

test('Event: unset at first; set and clear change it, twice is as good as once', () => {
  const event = new Event();
  assert.not(event.isSet());
  assert.is(String(event), '<Event unset>');
  event.set();
  event.set();
  assert.ok(event.isSet());
  assert.is(String(event), '<Event set>');
  event.clear();
  event.clear();
  assert.not(event.isSet());
  assert.is(String(event), '<Event unset>');
});

for (const face of faces) {
  test(`Event, ${face}: five wait until it is set; all get true, again after a clear`, () =>
    withoutNet(async () => {
      const [event, cells] = [new Event(), sharedCells(2)];
      for (const round of [1, 2]) {
        const all = [1, 2, 3, 4, 5].map(() => waiter(face, event, cells));
        await reaches(cells, 5 * round, WAITING);
        await aWhile();
        assert.is(cells[DONE], 5 * (round - 1));
        event.set();
        assert.equal(await Promise.all(all), Array(5).fill(true));
        event.clear();
      }
    }));

  test(`Event, ${face}: a set followed by a clear at once still wakes all five`, () =>
    withoutNet(async () => {
      const [event, cells] = [new Event(), sharedCells(2)];
      const all = [1, 2, 3, 4, 5].map(() => waiter(face, event, cells));
      await reaches(cells, 5, WAITING);
      event.set();
      event.clear();
      assert.equal(await Promise.all(all), Array(5).fill(true));
      assert.not(event.isSet());
    }));

  test(`Event, ${face}: when it is set, nobody waits; a limit of 0 only asks`, async () => {
    const event = new Event();
    assert.is(await wait(face, event, 0), false);
    event.set();
    assert.is(await wait(face, event, 0), true);
    assert.is(await wait(face, event, 5000), true);
    assert.ok(await (face === 'async' ? event.waitAsync() : event.wait()));
  });

  test(`Event, ${face}: a wait ends at its timeout, with false`, async () => {
    const event = new Event();
    await takesAbout(300, async () => assert.is(await wait(face, event, 300), false));
    // An earlier set that was cleared again does not count.
    event.set();
    event.clear();
    assert.is(await wait(face, event, 20), false);
  });

  test(`Event, ${face}: timeouts out of range are RangeErrors, even when it is set`, async () => {
    const event = new Event();
    event.set();
    for (const timeout of [-1, 1e100, 2 ** 31, Number.NaN]) {
      const error =
        face === 'async'
          ? await rejection(event.waitAsync({ timeout }))
          : thrown(() => event.wait({ timeout }));
      assert.instance(error, RangeError);
    }
    assert.ok(await wait(face, event, 2 ** 31 - 1));
  });
}

test('Event: a wait in another thread ends at its timeout, too', async () => {
  assert.not(await inCrew(import.meta, waitWithin, new Event(), 500));
});

test('Event: one set wakes blocking and async waiters alike', () =>
  withoutNet(async () => {
    const [event, cells] = [new Event(), sharedCells(2)];
    const order: Face[] = ['async', 'blocking', 'async', 'blocking', 'async'];
    const all = order.map((face) => waiter(face, event, cells));
    await reaches(cells, 5, WAITING);
    event.set();
    assert.equal(await Promise.all(all), Array(5).fill(true));
  }));

test('Event: no wake-up is lost when two threads take turns a thousand times', async () => {
  const [ping, pong, rounds] = [new Event(), new Event(), 1000];
  const [, answers] = await Promise.all([
    inCrew(import.meta, echo, ping, pong, rounds),
    inCrew(import.meta, call, ping, pong, rounds),
  ]);
  assert.is(answers, rounds);
});

export function takeTurns(mine: Event, yours: Event, rounds: number): number {
  stumble(7919 * mine.id); // each at other times
  let turn = 0;
  for (; turn < rounds && mine.wait({ timeout: 10_000 }); turn++) {
    mine.clear();
    yours.set();
  }
  return turn;
}

test('Event: one set ends one wait, however long the threads are held up within', async () => {
  const [ping, pong, rounds] = [new Event(), new Event(), 3000];
  ping.set();
  const taken = await Promise.all([
    inThread(import.meta, takeTurns, ping, pong, rounds),
    inThread(import.meta, takeTurns, pong, ping, rounds),
  ]);
  assert.equal(taken, [rounds, rounds]);
  assert.ok(ping.isSet());
});

test('Event, async: no wake-up is lost between a thread and the event loop', () =>
  withoutNet(async () => {
    const [ping, pong, rounds] = [new Event(), new Event(), 200];
    const echoing = inCrew(import.meta, echo, ping, pong, rounds);
    for (let i = 0; i < rounds; i++) {
      ping.set();
      await pong.waitAsync();
      pong.clear();
    }
    await echoing;
  }));

test('Event, async: an aborted signal rejects with its reason; the others wait on', () =>
  withoutNet(async () => {
    const event = new Event();
    const early = event.waitAsync({ signal: AbortSignal.abort() });
    assert.is((await rejection(early)).name, 'AbortError');

    const controller = new AbortController();
    const impatient = rejection(event.waitAsync({ signal: controller.signal }));
    let told: boolean | undefined;
    const patient = event.waitAsync().then((result) => {
      told = result;
    });
    controller.abort(new RangeError('enough'));
    assert.is((await impatient).message, 'enough');
    assert.is(told, undefined);
    event.set();
    await patient;
    assert.is(told, true);
  }));

test('Event, async: a signal that never aborts changes nothing', () =>
  withoutNet(async () => {
    const event = new Event();
    const { signal } = new AbortController();
    const wait = event.waitAsync({ signal });
    event.set();
    assert.ok(await wait);
    event.clear();
    assert.not(await event.waitAsync({ signal, timeout: 0 }));
  }));

test('Event, async: an abort at the moment of the set leaves nobody waiting', () =>
  withoutNet(async () => {
    for (let before = 0; before < 6; before++) {
      for (const abortFirst of [true, false]) {
        const [event, controller] = [new Event(), new AbortController()];
        const { signal } = controller;
        const either = event.waitAsync({ signal }).catch((error) => error.name);
        const patient = event.waitAsync();
        if (abortFirst) controller.abort();
        event.set();
        await turns(before);
        controller.abort();
        assert.ok(await patient);
        assert.ok([true, 'AbortError'].includes(await either));
      }
    }
  }));

if (isMain(import.meta)) test.run();

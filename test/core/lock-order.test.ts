/** The asynchronous faces serve the tasks of a thread in the order of asking, as asyncio's. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Condition } from '../../modules/core/condition.ts';
import { Event } from '../../modules/core/event.ts';
import type { AsyncWaitOptions } from '../../modules/core/internal/sync/deadline.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { revive } from '../../modules/core/revive.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { sleep } from '../../modules/core/time.ts';
import { rejection } from './helpers.ts';
import { inThread, soonAfterWakeUps, turns, withoutNet } from './waiting.ts';

type Taken = Lock | Semaphore;

const kinds: [string, () => Taken][] = [
  ['Lock', () => new Lock()],
  ['Semaphore', () => new Semaphore(1)],
];

/** Tasks that wait for something, and the order in which they get it. */
class Line {
  readonly served: string[] = [];
  readonly #what: Taken;

  constructor(what: Taken) {
    this.#what = what;
  }

  /** Asks now; when it is served it lets others go on, and gives it back. */
  async ask(name: string, options?: AsyncWaitOptions): Promise<boolean> {
    const taken = await this.#what.acquireAsync(options);
    if (!taken) return false;
    this.served.push(name);
    await turns(3);
    this.#what.release();
    return true;
  }

  askAll(names: string): Promise<boolean[]> {
    return Promise.all([...names].map((name) => this.ask(name)));
  }
}

for (const [name, create] of kinds) {
  /** One that is taken, and a line before it. */
  const busy = () => {
    const what = create();
    what.acquire();
    return { what, line: new Line(what) };
  };

  test(`${name}, async: three tasks that ask again and again take turns`, () =>
    withoutNet(async () => {
      const what = create();
      let order = '';
      const loop = async (task: string) => {
        for (let i = 0; i < 10; i++) {
          await what.acquireAsync();
          order += task;
          // Others may come meanwhile, or may not.
          if (i % 2 === 0) await sleep(1);
          what.release();
        }
      };
      await Promise.all(['A', 'B', 'C'].map(loop));
      assert.is(order, 'ABC'.repeat(10));
    }));

  test(`${name}, async: who waits long, and has to look again, keeps the place`, async () => {
    const { what, line } = busy();
    const first = line.ask('a');
    await sleep(60);
    const rest = line.askAll('bc');
    // The first has looked again at 100 and 200 ms.
    await sleep(190);
    what.release();
    await Promise.all([first, rest]);
    assert.is(line.served.join(''), 'abc');
  });

  test(`${name}, async: a thousand tasks get it in the order of asking`, () =>
    withoutNet(async () => {
      const { what, line } = busy();
      const names = Array.from({ length: 1000 }, (_, i) => String(i));
      const all = Promise.all(names.map((each) => line.ask(each)));
      what.release();
      await all;
      assert.equal(line.served, names);
      assert.ok(what.tryAcquire());
    }));

  for (const [place, who] of Object.entries({ first: 'a', middle: 'b', last: 'c' })) {
    test(`${name}, async: the ${place} of a line aborts; the others keep their order`, () =>
      withoutNet(async () => {
        const { what, line } = busy();
        const controller = new AbortController();
        const { signal } = controller;
        const asked = [...'abc'].map((each) =>
          line.ask(each, each === who ? { signal } : undefined),
        );
        const aborted = rejection(asked['abc'.indexOf(who)] as Promise<boolean>);
        await turns(5);
        controller.abort(new RangeError('enough'));
        assert.is((await aborted).message, 'enough');
        const late = line.ask('d');
        what.release();
        await Promise.allSettled([...asked, late]);
        assert.is(line.served.join(''), 'abcd'.replace(who, ''));
        assert.ok(what.tryAcquire());
      }));

    test(`${name}, async: the time of the ${place} of a line is up; the others keep their order`, async () => {
      const { what, line } = busy();
      const asked = [...'abc'].map((each) =>
        line.ask(each, each === who ? { timeout: 20 } : undefined),
      );
      assert.is(await asked['abc'.indexOf(who)], false);
      const late = line.ask('d');
      what.release();
      await Promise.all([...asked, late]);
      assert.is(line.served.join(''), 'abcd'.replace(who, ''));
      assert.ok(what.tryAcquire());
    });
  }

  test(`${name}, async: a limit of 0 does not wait, and overtakes nobody`, async () => {
    const { what, line } = busy();
    assert.is(await line.ask('a', { timeout: 0 }), false);
    const first = line.ask('b');
    what.release();
    // It is free, but somebody has asked before.
    assert.is(await line.ask('c', { timeout: 0 }), false);
    await first;
    assert.is(await line.ask('d', { timeout: 0 }), true);
    assert.equal(line.served, ['b', 'd']);
  });

  test(`${name}, async: an abort just as the turn comes loses nobody`, async () => {
    for (let after = 0; after < 25; after++) {
      const { what, line } = busy();
      const controller = new AbortController();
      // Of the second: its turn comes when the first, who was woken, has gone in.
      await soonAfterWakeUps(
        after,
        () => controller.abort(),
        async () => {
          const first = line.ask('a');
          const second = line.ask('b', { signal: controller.signal });
          const third = line.ask('c');
          await turns(5);
          what.release();
          await Promise.allSettled([first, second, third]);
        },
      );
      assert.ok(['abc', 'ac'].includes(line.served.join('')), line.served.join(''));
      assert.ok(what.tryAcquire());
    }
  });

  test(`${name}, async: with a signal that has aborted nobody stands in line`, async () => {
    const { what, line } = busy();
    const error = await rejection(line.ask('a', { signal: AbortSignal.abort() }));
    assert.is(error.name, 'AbortError');
    assert.instance(await rejection(line.ask('b', { timeout: -1 })), RangeError);
    what.release();
    await line.ask('c');
    assert.equal(line.served, ['c']);
  });

  test(`${name}, async: one that has come as two objects has one line`, () =>
    withoutNet(async () => {
      const { what } = busy();
      const both = [what, revive(structuredClone(what))];
      const served: number[] = [];
      const all = Array.from({ length: 10 }, async (_, i) => {
        const one = both[i % 2] as Taken;
        await one.acquireAsync();
        served.push(i);
        await turns(2);
        (both[(i + 1) % 2] as Taken).release();
      });
      what.release();
      await Promise.all(all);
      assert.equal(served, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }));

  test(`${name}, async: tasks stay in order while a thread wants it, too, and nobody is lost`, async () => {
    const { what, line } = busy();
    const stop = new Event();
    const thread = inThread(import.meta, takeUntil, what, stop);
    const names = Array.from({ length: 200 }, (_, i) => String(i));
    const all = Promise.all(names.map((each) => line.ask(each)));
    what.release();
    await all;
    stop.set();
    await thread;
    assert.equal(line.served, names);
    assert.ok(what.tryAcquire());
  });
}

/** Takes it and gives it back, again and again. */
export function takeUntil(what: Taken, stop: Event): void {
  while (!stop.isSet()) {
    what.acquire();
    what.release();
  }
}

test('Semaphore, async: a release of several serves as many, in the order of asking', () =>
  withoutNet(async () => {
    const semaphore = new Semaphore(0);
    const served: number[] = [];
    const all = Array.from({ length: 6 }, async (_, i) => {
      await semaphore.acquireAsync();
      served.push(i);
    });
    for (const n of [1, 2, 3]) {
      semaphore.release(n);
      await sleep(20);
    }
    await Promise.all(all);
    assert.equal(served, [0, 1, 2, 3, 4, 5]);
  }));

test('Condition, async: tasks that it wakes stand in the line for its lock', () =>
  withoutNet(async () => {
    const condition = new Condition(new Lock());
    const served: string[] = [];
    const waiter = async (name: string) => {
      using _held = await condition.holdAsync();
      await condition.waitAsync();
      served.push(name);
    };
    const waiting = ['a', 'b'].map(waiter);
    await turns(20);
    {
      using _held = await condition.holdAsync();
      condition.notifyAll();
      // These came before the two were woken.
      const before = ['c', 'd'].map(async (name) => {
        using _held = await condition.holdAsync();
        served.push(name);
      });
      waiting.push(...before);
      await turns(20);
    }
    await Promise.all(waiting);
    assert.equal(served, ['c', 'd', 'a', 'b']);
  }));

if (isMain(import.meta)) test.run();

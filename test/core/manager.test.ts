import { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ManagerEndedError } from '../../modules/core/errors.ts';
import {
  DictProxy,
  ListProxy,
  ValueProxy,
} from '../../modules/core/internal/manager/data.ts';
import type { ManagerProxy } from '../../modules/core/internal/manager/proxy.ts';
import { QueueProxy } from '../../modules/core/internal/manager/queue.ts';
import {
  type EventProxy,
  LockProxy,
  type SemaphoreProxy,
} from '../../modules/core/internal/manager/sync.ts';
import { unpackError } from '../../modules/core/internal/message/packed-error.ts';
import { pack, Wire } from '../../modules/core/internal/message/wire.ts';
import {
  dial,
  listen,
  privatePath,
} from '../../modules/core/internal/process/local-socket.ts';
import { whilePending } from '../../modules/core/internal/sync/deadline.ts';
import { isMain } from '../../modules/core/main.ts';
import { Manager } from '../../modules/core/manager.ts';
import { Process } from '../../modules/core/process.ts';
import {
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
} from '../../modules/core/queue.ts';
import { revive } from '../../modules/core/revive.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { rejection, takesAbout, thrown } from './helpers.ts';
import { places, run } from './processes.ts';
import { within } from './waiting.ts';

test('a list: append, get, set, pop, length, toArray, also from the end', async () => {
  await using manager = await Manager.start();
  const list = manager.list([1, 2]);
  await list.append(3);
  assert.equal(await list.toArray(), [1, 2, 3]);
  assert.equal([await list.get(0), await list.get(-1)], [1, 3]);
  await list.set(-1, 30);
  await list.set(1, 20);
  assert.equal(await list.toArray(), [1, 20, 30]);
  assert.equal([await list.pop(), await list.pop(0), await list.pop()], [30, 1, 20]);
  assert.is(await list.length(), 0);
  for (const call of [list.pop(), list.get(0), list.get(-1), list.set(0, 1)]) {
    const error = await rejection(call);
    assert.instance(error, RangeError);
    assert.match(error.message, /^Cannot reach item -?\d of a list of 0$/);
  }
  assert.instance(await rejection(manager.list([1]).get(0.5)), RangeError);
});

test('a dict: get, set, has, delete, size, entries', async () => {
  await using manager = await Manager.start();
  const dict = manager.dict<string | number, unknown>([['a', 1]]);
  await dict.set(2, { deep: [new Date(0)] });
  assert.equal(await dict.entries(), [
    ['a', 1],
    [2, { deep: [new Date(0)] }],
  ]);
  assert.equal([await dict.get('a'), await dict.get('none')], [1, undefined]);
  assert.equal([await dict.has(2), await dict.has('2')], [true, false]);
  assert.equal([await dict.delete('a'), await dict.delete('a')], [true, false]);
  assert.is(await dict.size(), 1);
});

test('a list: extend, insert, remove, index, clear, and a loop over it', async () => {
  await using manager = await Manager.start();
  const list = manager.list<unknown>([1]);
  await list.extend([2, { a: [1] }, 2]);
  await list.insert(0, 'first');
  await list.insert(-1, 'last but one');
  await list.insert(99, 'last');
  const all = ['first', 1, 2, { a: [1] }, 'last but one', 2, 'last'];
  assert.equal(await list.toArray(), all);
  assert.equal([await list.index(2), await list.index({ a: [1] })], [2, 3]);
  await list.remove({ a: [1] });
  await list.remove(2);
  for (const call of [list.remove({ a: [1] }), list.index({ a: [2] })]) {
    const error = await rejection(call);
    assert.instance(error, RangeError);
    assert.is(error.message, 'Cannot find it in a list of 5');
  }
  const seen = [];
  for await (const item of list) {
    if (seen.push(item) === 1) await list.clear();
  }
  assert.equal(seen, ['first', 1, 'last but one', 2, 'last']);
  assert.is(await list.length(), 0);
});

test('a dict: keys, values, update, pop, clear, and a loop over it', async () => {
  await using manager = await Manager.start();
  const dict = manager.dict<string, number>([['a', 1]]);
  await dict.update(new Map([['b', 2]]));
  await dict.update([
    ['c', 3],
    ['a', 10],
  ]);
  assert.equal([await dict.keys(), await dict.values()], [[...'abc'], [10, 2, 3]]);
  assert.equal([await dict.pop('a'), await dict.pop('a')], [10, undefined]);
  const seen = [];
  for await (const pair of dict) seen.push(pair);
  assert.equal(seen, await dict.entries());
  assert.equal(seen, [
    ['b', 2],
    ['c', 3],
  ]);
  await dict.clear();
  assert.is(await dict.size(), 0);
});

test('an event: all that wait go on when it is set, until it is cleared', async () => {
  await using manager = await Manager.start();
  const event = manager.event();
  assert.not(await event.isSet());
  assert.not(await event.wait({ timeout: 0 }));
  await takesAbout(100, async () => assert.not(await event.wait({ timeout: 100 })));
  const waiting = [event.wait(), event.wait({ timeout: 60_000 })];
  const other = run(import.meta, Process, setIt, event);
  assert.equal(await within(Promise.all(waiting)), [true, true]);
  await within(other.join());
  assert.ok((await event.isSet()) && (await event.wait()));
  await event.clear();
  assert.not(await event.wait({ timeout: 0 }));
});

export function setIt(event: EventProxy): Promise<void> {
  return event.set();
}

test('a semaphore: so many at a time, in the order of asking; anyone releases', async () => {
  await using manager = await Manager.start();
  const seats = manager.semaphore(2);
  const order: number[] = [];
  let [inside, most] = [0, 0];
  const team = Array.from({ length: 10 }, async (_, i) => {
    await using _seat = await seats.hold();
    order.push(i);
    most = Math.max(most, ++inside);
    await sleep(2);
    inside--;
  });
  await within(Promise.all(team));
  assert.equal(
    order,
    Array.from({ length: 10 }, (_, i) => i),
  );
  assert.is(most, 2);
  assert.not(await seats.locked());
  assert.ok((await seats.acquire()) && (await seats.acquire({ timeout: 0 })));
  assert.ok(await seats.locked());
  assert.not(await seats.acquire({ timeout: 0 }));
  const late = await rejection(seats.hold({ timeout: 0 }));
  assert.is(late.message, 'Cannot acquire <SemaphoreProxy 1> within 0 ms');
  const waiting = seats.acquire();
  await within(run(import.meta, Process, releaseSeat, seats).join());
  assert.ok(await within(waiting));
  for (const value of [-1, 0.5]) {
    const error = thrown(() => manager.semaphore(value));
    assert.instance(error, RangeError);
    assert.match(error.message, /^Cannot create .*: 'value' must be .* received /);
  }
  assert.ok(await manager.semaphore(0).locked());
});

export function releaseSeat(seats: SemaphoreProxy): Promise<void> {
  return seats.release();
}

test('hold gives back once, however often it is disposed; a proxy is no disposable', async () => {
  await using manager = await Manager.start();
  const [lock, seats] = [manager.lock(), manager.semaphore(1)];
  for (const each of [lock, seats]) {
    const held = await each.hold();
    await held[Symbol.asyncDispose]();
    assert.not(await each.locked());
    await each.acquire();
    await held[Symbol.asyncDispose]();
    assert.ok(await each.locked());
    await each.release();
    assert.not(Symbol.asyncDispose in each || Symbol.dispose in each);
  }
  await seats.acquire();
  assert.ok(await seats.locked());
});

/** A connection to a manager as its proxies have it, for what these would never send. */
async function rawCaller(path: string) {
  const answers = new Map<number, Record<string, unknown>>();
  let changed = () => {};
  let ended = false;
  const onMessage = (answer: unknown) => {
    const known = answer as Record<string, unknown> & { to: number };
    answers.set(known.to, known);
    changed();
  };
  const socket = await whilePending(dial(path));
  const wire = new Wire(socket, onMessage, () => {
    ended = true;
    changed();
  });
  const until = async (arrived: () => boolean) => {
    while (!arrived()) {
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
  };
  return {
    wire,
    socket,
    send: (message: unknown) => void wire.write(pack(message)),
    answerTo: async (call: number) => {
      await whilePending(within(until(() => answers.has(call))));
      return answers.get(call) ?? {};
    },
    end: () => whilePending(within(until(() => ended))),
  };
}

test('only what an object does for its proxies can be called; the others go on', async () => {
  await using manager = await Manager.start();
  const [list, lock] = [manager.list([1]), manager.lock()];
  const waiting = manager
    .queue<number>()
    .get({ timeout: 60_000 })
    .catch(() => 'told');
  const { send, answerTo, wire } = await rawCaller(list.manager);
  let call = 0;
  const inherited = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
  const odd = [...inherited, 'forget', 'lines', 'methods', '', 7, null, { a: 1 }];
  const objects = [list.id, lock.id, 99, -1, '1', null, '__proto__'];
  for (const object of objects) {
    for (const method of odd) {
      send({ call: ++call, object, method, args: [], now: false });
      const { error } = await answerTo(call);
      const { message, name } = unpackError(error as never) as Error;
      assert.is(name, 'TypeError');
      assert.match(
        message,
        /^Cannot call .* of object .*: its manager has no such thing$/,
        message,
      );
    }
  }
  for (const args of [undefined, 'text', { length: 1 }, 5]) {
    send({ call: ++call, object: list.id, method: 'append', args, now: false });
    assert.ok('error' in (await answerTo(call)));
  }
  // Of the right form, with wrong arguments.
  for (const [method, ...args] of [
    ['get', 'constructor'],
    ['set', {}, 1],
    ['extend', 5],
    ['pop', null],
  ]) {
    send({ call: ++call, object: list.id, method, args, now: false });
    assert.ok('error' in (await answerTo(call)), String(method));
  }
  assert.equal(await list.toArray(), [1]);
  assert.ok(await lock.acquire());
  wire.close();
  await manager.shutdown();
  assert.is(await within(waiting), 'told');
});

test('what is no call ends its connection, and no other', async () => {
  await using manager = await Manager.start();
  const [list, queue] = [manager.list<number>(), manager.queue<number>()];
  const get = { object: queue.id, method: 'get', args: [], now: false };
  const wrong: Buffer[] = [
    ...[null, 5, 'text', [], {}, { call: 'x' }, { cancel: {} }].map((each) => pack(each)),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.concat([pack(1).subarray(0, 4), Buffer.alloc(40, 255)]),
    Buffer.concat([pack(1).subarray(0, 8), Buffer.alloc(40, 255)]),
    // A number that is in use: of a call that waits.
    Buffer.concat([pack({ call: 1, ...get }), pack({ call: 1, ...get })]),
  ];
  for (const bytes of wrong) {
    const { socket, end } = await rawCaller(list.manager);
    socket.write(bytes);
    await end();
    await list.append(1);
  }
  // Those who were in line there have left it.
  await queue.put(7);
  assert.is(await within(queue.get()), 7);
  assert.is(await list.length(), wrong.length);
});

test('an answer that cannot be read ends the calls, with its reason', async () => {
  const path = privatePath();
  const server = await whilePending(
    listen(path, (socket) => {
      socket.on('data', () => socket.write('garbage, garbage'));
    }),
  );
  const list: ListProxy = new ListProxy(path, 1);
  const error = await within(rejection(list.length()));
  assert.instance(error, ManagerEndedError);
  assert.match(String(error.cause), /^TypeError: Cannot read what came: /);
  server.close();
});

test('values that no process can have: one TypeError for who gives them', async () => {
  await using manager = await Manager.start();
  const list = manager.list<unknown>();
  let deep: unknown = 'bottom';
  for (let i = 0; i < 10_000; i++) deep = [deep];
  const getter = Object.defineProperty({}, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  const thread = new Thread(import.meta, { target: releaseIt, args: [manager.lock()] });
  for (const value of [deep, new Proxy({}, {}), getter, () => 1, thread]) {
    for (const error of [
      await rejection(list.append(value)),
      await rejection(list.extend([value])),
      thrown(() => manager.value(value)),
    ]) {
      assert.instance(error, TypeError);
      assert.match(error.message, /^Cannot (call|share) .*: it\S* (is|lies|cannot)/);
    }
  }
  assert.is(await list.length(), 0);
});

test('any number of waits share one signal without a warning', async () => {
  await using manager = await Manager.start();
  const warnings: unknown[] = [];
  const note = (warning: unknown) => void warnings.push(warning);
  process.on('warning', note);
  const { signal } = new AbortController();
  const queue = manager.queue<number>();
  const all = Array.from({ length: 30 }, () => queue.get({ signal }));
  for (let i = 0; i < 30; i++) await queue.put(i);
  await within(Promise.all(all));
  await sleep(1);
  process.off('warning', note);
  assert.equal(warnings, []);
});

test('a value, and what goes in and comes out is a copy', async () => {
  await using manager = await Manager.start();
  const original = { list: [1] };
  const value = manager.value(original);
  original.list.push(2);
  const copy = await value.get();
  copy.list.push(3);
  assert.equal(await value.get(), { list: [1] });
  const setting = value.set(original);
  original.list.push(4);
  await setting;
  assert.equal(await value.get(), { list: [1, 2] });
});

test('what cannot be copied is refused, before anything is done', async () => {
  await using manager = await Manager.start();
  const list = manager.list<unknown>();
  const shared = new Int32Array(new SharedArrayBuffer(4));
  for (const value of [() => 1, [shared]]) {
    const error = await rejection(list.append(value));
    assert.instance(error, TypeError);
    assert.match(error.message, /^Cannot call append\(\) of <ListProxy 1> with this: /);
    assert.instance(
      thrown(() => manager.value(value)),
      TypeError,
    );
    assert.instance(
      thrown(() => manager.list([value])),
      TypeError,
    );
    assert.instance(
      thrown(() => manager.dict([['key', value]])),
      TypeError,
    );
  }
  assert.instance(
    thrown(() => manager.queue(-1)),
    RangeError,
  );
  assert.is(await list.length(), 0);
});

export async function useAll(proxies: {
  list: ListProxy<string>;
  more: Map<string, ManagerProxy>;
}): Promise<boolean[]> {
  const { list, more } = proxies;
  await list.append('appended');
  const [dict, value, lock, queue] = ['dict', 'value', 'lock', 'queue'].map((name) =>
    more.get(name),
  );
  await (dict as DictProxy).set('key', 'set');
  await (queue as QueueProxy).put('put');
  await using _held = await (lock as LockProxy).hold();
  const total = value as ValueProxy<number>;
  await total.set((await total.get()) + 1);
  return [
    list instanceof ListProxy,
    dict instanceof DictProxy,
    value instanceof ValueProxy,
    lock instanceof LockProxy,
    queue instanceof QueueProxy,
  ];
}

export function useAllInPool(proxies: Parameters<typeof useAll>[0]): Promise<boolean[]> {
  return useAll(revive(proxies));
}

function allKinds(manager: Manager) {
  const kinds = {
    dict: manager.dict<string, string>(),
    value: manager.value(0),
    lock: manager.lock(),
    queue: manager.queue<string>(),
  };
  const more = new Map<string, ManagerProxy>(Object.entries(kinds));
  return { list: manager.list<string>(), more, ...kinds };
}

async function demandUsed(all: ReturnType<typeof allKinds>, times: number) {
  assert.equal(await all.list.toArray(), Array(times).fill('appended'));
  assert.equal(await all.dict.entries(), [['key', 'set']]);
  assert.is(await all.value.get(), times);
  assert.is(await all.queue.qsize(), times);
  assert.not(await all.lock.locked());
}

for (const Place of places) {
  test(`${Place.name}: all proxies arrive as themselves and reach the same objects`, async () => {
    await using manager = await Manager.start();
    const all = allKinds(manager);
    const [list, more] = [all.list, all.more];
    const others = [1, 2, 3].map(() => run(import.meta, Place, useAll, { list, more }));
    for (const other of others) {
      assert.equal(await within(other.join()), Array(5).fill(true));
    }
    await demandUsed(all, 3);
  });

  test(`${Place.name}: a lock keeps four that count from losing an update`, async () => {
    await using manager = await Manager.start();
    const [total, lock] = [manager.value(0), manager.lock()];
    const team = [1, 2, 3, 4].map(() => run(import.meta, Place, count, total, lock, 20));
    await within(Promise.all(team.map((one) => one.join())));
    assert.is(await total.get(), 80);
  });
}

export async function count(
  total: ValueProxy<number>,
  lock: LockProxy,
  times: number,
): Promise<void> {
  for (let i = 0; i < times; i++) {
    await using _held = await lock.hold();
    await total.set((await total.get()) + 1);
  }
}

test('proxies go through Piscina, with revive', async () => {
  await using manager = await Manager.start();
  const all = allKinds(manager);
  const filename = import.meta.url;
  await using pool = new Piscina({ filename, maxThreads: 2, ...workerOptions });
  const task = { list: all.list, more: all.more };
  const runs = [1, 2].map(() => pool.run(task, { name: 'useAllInPool' }));
  for (const result of await within(Promise.all(runs))) {
    assert.equal(result, Array(5).fill(true));
  }
  await demandUsed(all, 2);
});

test('proxies go through what another one holds', async () => {
  await using manager = await Manager.start();
  const inner = manager.list(['inside']);
  const outer = manager.dict<string, ListProxy<string>>([['inner', inner]]);
  const found = await outer.get('inner');
  assert.instance(found, ListProxy);
  assert.equal(await found?.toArray(), ['inside']);
});

test('many calls at once are carried out in the order of asking', async () => {
  await using manager = await Manager.start();
  const list = manager.list<number>();
  const numbers = Array.from({ length: 500 }, (_, i) => i);
  await Promise.all(numbers.map((n) => list.append(n)));
  assert.equal(await list.toArray(), numbers);
});

test('a queue: first in, first out; nowait and timeouts fail as in Queue', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue<number>(2);
  assert.equal([await queue.empty(), await queue.full()], [true, false]);
  const empty = await rejection(queue.getNowait());
  assert.instance(empty, QueueEmptyError);
  assert.is(empty.message, 'Cannot get from <Queue 0 of 2 items>: it is empty');
  await queue.put(1);
  await queue.putNowait(2);
  assert.equal([await queue.qsize(), await queue.full()], [2, true]);
  const full = await rejection(queue.putNowait(3));
  assert.instance(full, QueueFullError);
  assert.is(full.message, 'Cannot put into <Queue 2 of 2 items>: it is full');
  await takesAbout(100, async () => {
    assert.instance(await rejection(queue.put(3, { timeout: 100 })), QueueFullError);
  });
  assert.equal([await queue.get(), await queue.get()], [1, 2]);
  await takesAbout(100, async () => {
    assert.instance(await rejection(queue.get({ timeout: 100 })), QueueEmptyError);
  });
  assert.instance(await rejection(queue.get({ timeout: -1 })), RangeError);
});

test('a queue: those who wait get their turn in order, as others put and get', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue<number>(1);
  const gets = [1, 2, 3].map(() => queue.get());
  for (const n of [1, 2, 3]) await queue.put(n);
  assert.equal(await within(Promise.all(gets)), [1, 2, 3]);
  const puts = [4, 5, 6].map((n) => queue.put(n));
  await sleep(20);
  assert.is(await queue.qsize(), 1);
  assert.equal([await queue.get(), await queue.get(), await queue.get()], [4, 5, 6]);
  await within(Promise.all(puts));
});

test('a queue: join waits until all is done', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue<number>();
  assert.ok(await queue.join());
  await queue.put(1);
  await queue.put(2);
  assert.not(await queue.join({ timeout: 50 }));
  const joined = queue.join();
  for (const _ of [1, 2]) {
    assert.not(await queue.join({ timeout: 0 }));
    await queue.get();
    await queue.taskDone();
  }
  assert.ok(await within(joined));
  assert.instance(await rejection(queue.taskDone()), RangeError);
});

test('a queue: shutdown tells those who wait, and lets the rest be got', async () => {
  await using manager = await Manager.start();
  const [filled, empty] = [manager.queue<number>(1), manager.queue()];
  await filled.put(1);
  const waiting = [rejection(filled.put(2)), rejection(empty.get())];
  await sleep(20);
  await filled.shutdown();
  await empty.shutdown();
  for (const error of await within(Promise.all(waiting))) {
    assert.instance(error, QueueShutDownError);
  }
  assert.is(await filled.get(), 1);
  assert.instance(await rejection(filled.get()), QueueShutDownError);
  assert.instance(await rejection(empty.put(1)), QueueShutDownError);

  const dropped = manager.queue<number>();
  await dropped.put(1);
  const joined = dropped.join();
  await dropped.shutdown({ immediate: true });
  assert.ok(await within(joined));
  assert.instance(await rejection(dropped.get()), QueueShutDownError);
});

test('signals end a wait with their reason, and nothing is taken', async () => {
  await using manager = await Manager.start();
  const [queue, lock] = [manager.queue<string>(1), manager.lock()];
  const reason = new Error('enough');
  const already = queue.get({ signal: AbortSignal.abort(reason) });
  assert.is(await rejection(already), reason);

  await lock.acquire();
  const controller = new AbortController();
  const { signal } = controller;
  const waiting = [
    queue.get({ signal }),
    lock.acquire({ signal }),
    queue.join({ signal }),
  ];
  assert.ok(await waiting.pop());
  const rejected = waiting.map((call) => rejection(call));
  await sleep(20);
  controller.abort(reason);
  for (const error of await within(Promise.all(rejected))) assert.is(error, reason);
  await queue.put('for the next');
  assert.is(await queue.get(), 'for the next');
  await lock.release();
  assert.not(await lock.locked());
});

test('a signal that comes when the call is carried out already changes nothing', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue<number>();
  await queue.put(1);
  for (let i = 0; i < 50; i++) {
    const controller = new AbortController();
    const got = queue.get({ signal: controller.signal });
    for (let turn = 0; turn < i % 10; turn++) await new Promise(setImmediate);
    controller.abort();
    // Either it was got, or it is still there.
    await got.then(
      (n) => queue.put(n),
      () => {},
    );
    assert.is(await queue.qsize(), 1);
  }
});

test('a lock: one at a time, in the order of asking; hold releases', async () => {
  await using manager = await Manager.start();
  const lock = manager.lock('mine');
  const order: number[] = [];
  let inside = 0;
  const team = Array.from({ length: 20 }, async (_, i) => {
    await using _held = await lock.hold();
    assert.is(++inside, 1);
    await sleep(0);
    order.push(i);
    inside--;
  });
  await within(Promise.all(team));
  assert.equal(
    order,
    Array.from({ length: 20 }, (_, i) => i),
  );
  assert.not(await lock.locked());
  assert.match((await rejection(lock.release())).message, /'mine'>.*does not hold it$/);

  assert.ok(await lock.acquire());
  assert.not(await lock.recover());
  await takesAbout(100, async () => assert.not(await lock.acquire({ timeout: 100 })));
  const late = await rejection(lock.hold({ timeout: 0 }));
  assert.is(late.name, 'TimeoutError');
  assert.is(late.message, "Cannot acquire <LockProxy 'mine'> within 0 ms");
  const other = run(import.meta, Thread, releaseIt, lock);
  assert.match((await within(rejection(other.join()))).message, /does not hold it$/);
  await lock.release();
});

export function releaseIt(lock: LockProxy): Promise<void> {
  return lock.release();
}

if (isMain(import.meta)) test.run();

/** Values that few think of: each arrives as it is, or is refused, and says why. */
import { inspect, isDeepStrictEqual } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demandCopyable } from '../../modules/core/internal/message/copyable.ts';
import {
  packError,
  unpackError,
} from '../../modules/core/internal/message/packed-error.ts';
import { isMain } from '../../modules/core/main.ts';
import { Manager } from '../../modules/core/manager.ts';
import { Pipe } from '../../modules/core/pipe.ts';
import { Queue } from '../../modules/core/queue.ts';
import { rejection, thrown } from './helpers.ts';
import { places } from './processes.ts';
import * as tasks from './targets.ts';

const UNSAID = 'Cannot send this';
const refusal = (value: unknown, options = {}) =>
  thrown(() => demandCopyable(value, UNSAID, options)).message;

function chainOf(count: number): Error {
  let error = new Error('0');
  for (let i = 1; i < count; i++) error = new Error(String(i), { cause: error });
  return error;
}

function nest(depth: number): object {
  let value = {};
  for (let i = 0; i < depth; i++) value = { value };
  return value;
}

/** A queue, a pipe and a manager, and what comes out of each when a value is put in. */
async function throughAll(value: unknown): Promise<unknown[]> {
  const queue = new Queue<unknown>();
  queue.put(value);
  const { left, right } = new Pipe<unknown>();
  const received = right.receive();
  await left.send(value);
  const piped = await received;
  left.close();
  await using manager = await Manager.start();
  const kept = manager.dict<string, unknown>();
  await kept.set('__proto__', value);
  return [queue.get(), piped, await kept.get('__proto__')];
}

test('a list of billions of places, and one item, is not walked place by place', () => {
  const sparse: unknown[] = [];
  sparse[2 ** 32 - 3] = 1;
  demandCopyable(sparse, UNSAID);
  sparse[2 ** 32 - 2] = () => {};
  assert.is(refusal(sparse), `${UNSAID}: it.4294967294 is a function`);
});

test('a chain of causes in a value is refused when it is too long to be copied', () => {
  demandCopyable({ error: chainOf(500) }, UNSAID);
  const words = `${UNSAID}: it….cause.cause.cause.cause lies more than 1000 levels deep`;
  assert.is(refusal({ error: chainOf(3000) }), words);
});

test('what looks plain and cannot be copied is named', () => {
  const list = function (..._: number[]) {
    // biome-ignore lint/complexity/noArguments: it is what is tried.
    return arguments;
  };
  const cases: [unknown, string][] = [
    [process.env, 'is process.env; hand over { ...process.env }'],
    [list(1, 2), "is 'arguments'; hand over [...arguments]"],
    [tasks, 'is a module; import it there'],
  ];
  // Elsewhere it may be a Proxy, or plain indeed.
  if (process.versions.deno || process.versions.bun) cases.shift();
  for (const [value, why] of cases)
    assert.is(refusal([value]), `${UNSAID}: it[0] ${why}`);
});

test('what would arrive empty is refused, also where methods do not matter', () => {
  class Secret {
    readonly #text = 'x';
    text() {
      return this.#text;
    }
  }
  assert.is(refusal(new URL('http://x/')), `${UNSAID}: it is a URL; hand over its href`);
  const aborted = new DOMException('stop', 'AbortError');
  const words = `${UNSAID}: it is a DOMException; hand over its name and message, or throw it`;
  assert.is(refusal(aborted), words);
  assert.match(refusal(new Headers({ a: 'b' })), `${UNSAID}: it is a Headers, which `);
  assert.match(
    refusal(new Secret()),
    `${UNSAID}: it is a Secret, which loses its methods`,
  );
  assert.match(refusal((function* () {})()), /it is a (Generator|Iterator), which /);
  class Point {
    x = 1;
    length() {
      return this.x;
    }
  }
  demandCopyable(new Point(), UNSAID);
  assert.match(refusal(new Point(), { methods: true }), 'it is a Point, which loses');
});

test('an AggregateError of 200,000 arrives', () => {
  const errors = Array.from({ length: 200_000 }, () => shared);
  const arrived = unpackError(packError(new AggregateError(errors))) as AggregateError;
  assert.is(arrived.errors.length, 200_000);
});
const shared = new Error('one of many');

test('odd plain values arrive as they are, and change no prototype', async () => {
  const sparse = Object.assign([1, 2, 3], { name: 'x' });
  delete sparse[1];
  const polluting = JSON.parse(
    '{ "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 2 } } }',
  );
  const value = {
    kind: 'Lock',
    'concurrency:class': 'data:text/javascript,process.exit(9)#X',
    numbers: [-0, NaN, -Infinity, 2n ** 70n],
    '\ud800': ['\udc00', 'a\ud83d', '\ud83d\ude00'],
    deep: nest(900),
    polluting,
    sparse,
    undefined,
  };
  for (const arrived of (await throughAll(value)) as (typeof value)[]) {
    assert.ok(isDeepStrictEqual(arrived, value), inspect(arrived));
    assert.is(Object.getPrototypeOf(arrived), Object.prototype);
    assert.ok(Object.is(arrived.numbers[0], -0));
    assert.is(Object.getPrototypeOf(arrived.polluting), Object.prototype);
    assert.equal(Object.keys(arrived.polluting), ['__proto__', 'constructor']);
    assert.not(1 in arrived.sparse);
    assert.is(arrived.sparse.name, 'x');
    assert.ok('undefined' in arrived);
  }
  assert.is(({} as Record<string, unknown>).polluted, undefined);
});

test('of symbol keys, getters and hidden fields only the values of getters arrive', async () => {
  const value = {
    [Symbol('key')]: 1,
    get got() {
      return 5;
    },
  };
  Object.defineProperty(value, 'hidden', { value: 2 });
  for (const arrived of await throughAll(Object.freeze(value))) {
    assert.equal(Object.getOwnPropertyDescriptors(arrived as object), {
      got: { value: 5, enumerable: true, writable: true, configurable: true },
    });
  }
});

test('a getter that throws is named, wherever its object goes', async () => {
  const value = {
    first: 'text',
    get trap() {
      throw new RangeError('trapped');
    },
  };
  const why = /: \S+\.trap cannot be read, its getter throws: trapped$/;
  const queue = new Queue<unknown>();
  const { left } = new Pipe<unknown>();
  const options = { target: tasks.exported, args: [value] } as never;
  for (const error of [
    thrown(() => queue.put(value)),
    thrown(() => queue.put(new Map([[1, value]]))),
    await rejection(left.send(value)),
    ...places.map((Place) => thrown(() => new Place(import.meta, options).start())),
  ]) {
    assert.instance(error, TypeError);
    assert.match(error.message, why);
  }
  assert.is(queue.qsize(), 0);
  queue.put(1);
  assert.is(queue.get(), 1);
  left.close();
});

test('10,000 levels are refused by all, and harm none of them', async () => {
  const deep = nest(10_000);
  const why = 'lies more than 1000 levels deep';
  const queue = new Queue<unknown>();
  assert.match(thrown(() => queue.put(deep)).message, why);
  assert.is(queue.qsize(), 0);
  const { left, right } = new Pipe<unknown>();
  assert.match((await rejection(left.send(deep))).message, why);
  const received = right.receive();
  await left.send(1);
  assert.is(await received, 1);
  left.close();
  await using manager = await Manager.start();
  const list = manager.list<unknown>();
  assert.match((await rejection(list.append(deep))).message, why);
  assert.is(await list.length(), 0);
});

if (isMain(import.meta)) test.run();

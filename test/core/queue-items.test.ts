/** What goes through a queue, and the memory it lies in meanwhile. */
import { deepStrictEqual } from 'node:assert';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Condition } from '../../modules/core/condition.ts';
import { Event } from '../../modules/core/event.ts';
import type { Packet } from '../../modules/core/internal/message/packet.ts';
import { Fifo } from '../../modules/core/internal/queue/fifo.ts';
import { Slots } from '../../modules/core/internal/queue/slots.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { LifoQueue, PriorityQueue, Queue } from '../../modules/core/queue.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { type Face, faces, rejection, thrown } from './helpers.ts';
import { inThread, within } from './waiting.ts';

const kinds = [Queue<Pair>, LifoQueue<Pair>, PriorityQueue<unknown>];
/** What all three kinds of queues take. */
type Pair = [priority: number, value: unknown];

/** Sends back whatever comes, until the queue is shut down. */
export function echo(there: Queue, back: Queue): void {
  for (;;) back.put(there.get());
}

const [there, back] = [new Queue(), new Queue()];
let echoing: Thread<void, Parameters<typeof echo>> | undefined;

/** A value's copy that was in another thread, through two queues. */
async function sentAndBack<T>(value: T): Promise<T> {
  if (!echoing) {
    echoing = new Thread(import.meta, {
      target: echo,
      args: [there, back],
      daemon: true,
    });
    echoing.start();
  }
  await there.putAsync(value);
  return (await within(back.getAsync())) as T;
}

function put(face: Face, queue: Queue, item: unknown): void | Promise<void> {
  return face === 'async' ? queue.putAsync(item) : queue.put(item);
}

/** A number's text, with more or fewer units, of one or two bytes. */
const texts = [0, 1, 2, 3, 4, 5, 63, 64, 65, 66, 1000, 100_000].flatMap((length) => [
  'a'.repeat(length),
  'é'.repeat(length),
  'ÿĀ'.repeat(length).slice(0, length),
  '漢'.repeat(length),
]);

class Point {
  x = 1;
  #hidden = 2;
  get sum(): number {
    return this.x + this.#hidden;
  }
}

const chain = (length: number): object =>
  Array.from({ length }).reduce<object>((inner) => ({ inner }), { end: true });

function withKeys(array: unknown[], keys: object): unknown[] {
  return Object.assign(array, keys);
}

// The holes are what is tested.
const sparse = () => {
  const array: unknown[] = [1];
  array[2] = 3;
  return array;
};

/** What structured clone can copy: comes out of the queue like out of `structuredClone`. */
const copyable: Record<string, unknown> = {
  'small numbers': [0, 1, -1, 255, 256, 65_535],
  'numbers at the limits of 32 bits': [31, 32].flatMap((bits) =>
    [-1, 0, 1].flatMap((more) => [2 ** bits + more, -(2 ** bits) + more]),
  ),
  'numbers at the limits of all': [
    2 ** 53 - 1,
    2 ** 53,
    -(2 ** 53),
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    Number.EPSILON,
    0.1,
  ],
  'numbers that are none, or no ordinary ones': [
    Number.NaN,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ],
  'true, false, null and undefined': [true, false, null, undefined],
  BigInts: [0n, -1n, 2n ** 64n, -(2n ** 300n)],
  'texts of all lengths': texts,
  'texts of all units': Array.from({ length: 0x110 }, (_, i) =>
    String.fromCharCode(i * 0xf1),
  ),
  'texts with pairs of units, and halves of them': [
    '😀',
    '\ud83d',
    '\ude00',
    'a\ude00b\ud83d',
    '\ud83d'.repeat(500),
    '\0',
  ],
  'keys of all kinds': {
    '': 1,
    'two words': 2,
    é: 3,
    漢: 4,
    '\ud83d': 5,
    7: 'seven',
    '-1': 6,
    ['k'.repeat(100)]: 7,
    constructor: 8,
    toString: 9,
  },
  'a key named __proto__': JSON.parse('{"a": 1, "__proto__": {"b": 2}}'),
  'members that are undefined': { a: undefined, b: [undefined, { c: undefined }] },
  'nothing in them': [{}, [], [[]], [{}], new Map(), new Set()],
  'objects in objects': chain(10),
  'many objects in objects': chain(15),
  'more objects in objects': chain(16),
  'hundreds of objects in objects': chain(500),
  'a wide object': Object.fromEntries(texts.map((_, i) => [`key ${i}`, { i }])),
  'a long array': Array.from({ length: 10_000 }, (_, i) => i / 2),
  'an array with holes': sparse(),
  'an array that ends in a hole': Object.assign([1, 2], { length: 3 }),
  'nothing but holes': new Array(5),
  'a hole inside an object': { list: sparse() },
  'an array with names': withKeys([1, 2], { sum: 3 }),
  'an array with as many names as holes': withKeys(sparse(), { sum: 4 }),
  'an array with as many names as holes at its end': withKeys(
    Object.assign([1, 2], { length: 4 }),
    { sum: 3, text: 'a' },
  ),
  'a Map': new Map<unknown, unknown>([
    ['a', 1],
    [{ b: 1 }, new Map([[Number.NaN, -0]])],
  ]),
  'a Set': new Set([1, 'a', new Set([undefined])]),
  Dates: [new Date(0), new Date(-1), new Date(8.64e15)],
  RegExps: [/a+/giu, /[/\]]/, /(?<year>\d{4})/y],
  'boxed values': [Object(1), Object('a'), Object(true), Object(2n)],
  'an ArrayBuffer': new Uint8Array([1, 2, 3, 4, 5]).buffer,
  'an ArrayBuffer inside': { list: [new ArrayBuffer(0), new ArrayBuffer(3)] },
  'a DataView': new DataView(new Uint8Array([1, 2, 3, 4, 5]).buffer, 1, 3),
  'errors of all classes': [
    new Error('a'),
    new TypeError('b'),
    new RangeError(''),
    new SyntaxError('d'),
    new ReferenceError('e'),
    new EvalError('f'),
    new URIError('g'),
  ],
  'an error with a cause': new Error('a', { cause: { why: 'b' } }),
  'an instance of a class': new Point(),
  'instances inside': { list: [new Point(), new Map([['point', new Point()]])] },
  'an object without a prototype': Object.assign(Object.create(null), { a: 1 }),
  'keys that are symbols, or hidden': Object.defineProperty(
    { [Symbol('no')]: 1, yes: 2 },
    'hidden',
    { value: 3 },
  ),
  'a getter': {
    get value() {
      return 42;
    },
  },
};

for (const [what, value] of Object.entries(copyable)) {
  test(`Goes through a queue: ${what}`, async () => {
    deepStrictEqual(await sentAndBack(value), structuredClone(value));
    // Also as a small part of something else, whatever comes behind it.
    const item = ['before', value, { after: [value === undefined, 1.5] }];
    deepStrictEqual(await sentAndBack(item), structuredClone(item));
  });
}

for (const Type of [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
]) {
  test(`Goes through a queue: ${Type.name}, whole or a part of it`, async () => {
    const whole = Type.from([1, 2, 250, -1, 2 ** 31, 0.5]);
    for (const array of [whole, whole.subarray(1, 4), new Type(0)]) {
      const copy = await sentAndBack(array);
      assert.instance(copy, Type);
      deepStrictEqual([...copy], [...array]);
    }
    const { inside } = await sentAndBack({ text: 'odd', inside: [whole] });
    assert.instance(inside[0], Type);
    deepStrictEqual([...(inside[0] ?? [])], [...whole]);
  });
}

for (const Type of [BigInt64Array, BigUint64Array]) {
  test(`Goes through a queue: ${Type.name}`, async () => {
    const array = Type.from([0n, 1n, 2n ** 63n, 2n ** 64n - 1n]);
    const copy = await sentAndBack(array);
    assert.instance(copy, Type);
    deepStrictEqual([...copy], [...array]);
  });
}

test('Goes through a queue: a Date that is none', async () => {
  const copy = await sentAndBack([new Date(Number.NaN)]);
  assert.instance(copy[0], Date);
  assert.ok(Number.isNaN(copy[0]?.getTime()));
});

test('Goes through a queue: an instance keeps its own fields, but not its class', async () => {
  const copy = await sentAndBack(new Point());
  assert.is(Object.getPrototypeOf(copy), Object.prototype);
  deepStrictEqual(copy, { x: 1 });
});

test('Goes through a queue: an error keeps its class, message and stack', async () => {
  const error = new RangeError('too much');
  const copy = await sentAndBack(error);
  assert.instance(copy, RangeError);
  assert.equal([copy.message, copy.stack], [error.message, error.stack]);
});

test('Goes through a queue: a cycle stays one', async () => {
  type Node = { name: string; next?: Node; all: Node[] };
  const node: Node = { name: 'a', all: [] };
  node.next = { name: 'b', next: node, all: node.all };
  node.all.push(node, node.next);
  const copy = await sentAndBack(node);
  assert.is.not(copy, node);
  assert.is(copy.next?.next, copy);
  assert.is(copy.next?.all, copy.all);
  assert.is(copy.all[0], copy);
  assert.is(copy.all[1], copy.next);
  const array: unknown[] = [];
  array.push(array);
  const same = await sentAndBack(array);
  assert.is(same[0], same);
});

test('Goes through a queue: an object that comes twice in an item is one object', async () => {
  const [object, list, map] = [{ a: 1 }, [1], new Map()];
  const item = { object, again: [object], list, lists: [list, list], map, maps: [map] };
  const copy = await sentAndBack(item);
  assert.is(copy.again[0], copy.object);
  assert.is(copy.lists[0], copy.list);
  assert.is(copy.lists[1], copy.list);
  assert.is(copy.maps[0], copy.map);
  // In two items it is two.
  const queue = new Queue<object>();
  queue.put(object);
  queue.put(object);
  assert.is.not(queue.get(), queue.get());
});

test('Goes through a queue: as it was at the put, whatever becomes of it later', async () => {
  const queue = new Queue<{ list: number[]; bytes: Uint8Array }>(1);
  const item = { list: [1], bytes: new Uint8Array([1]) };
  queue.put(item);
  const waiting = queue.putAsync(item);
  item.list.push(2);
  item.bytes[0] = 2;
  for (let i = 0; i < 2; i++) {
    const copy = queue.get();
    assert.equal([copy.list, [...copy.bytes]], [[1], [1]]);
    await waiting;
  }
});

test('Goes through a queue: an array of numbers, and nobody else’s bytes beside it in its buffer', () => {
  const queue = new Queue<{ text: string; list: Uint8Array | Float64Array }>();
  for (const list of [new Uint8Array(16).fill(1), new Float64Array(2).fill(1)]) {
    for (const text of ['a', 'bc']) {
      queue.put({ text, list });
      queue.put({ text, list });
      const [first, second] = [queue.get().list, queue.get().list];
      assert.is.not(first.buffer, second.buffer);
      new Uint8Array(first.buffer).fill(7);
      assert.equal([...second], [...list]);
      assert.not(new Uint8Array(second.buffer).join('').includes('7777777777777777'));
    }
  }
});

for (const face of faces) {
  test(`Goes through a queue, ${face}: items of many megabytes`, async () => {
    const bytes = new Uint8Array(8_000_000).map((_, i) => (i * i) >> 3);
    const items = [
      bytes,
      'latin é '.repeat(1_000_000),
      '漢字'.repeat(2_000_000),
      { numbers: Array.from({ length: 100_000 }, (_, i) => i / 7), end: 'of all' },
    ];
    const queue = new Queue<unknown>();
    for (const item of items) await put(face, queue, item);
    const copies = items.map(() => queue.get());
    assert.is(Buffer.compare(copies[0] as Uint8Array, bytes), 0);
    assert.ok(copies[1] === items[1]);
    assert.ok(copies[2] === items[2]);
    assert.is(JSON.stringify(copies[3]), JSON.stringify(items[3]));
  });
}

test('Goes through a queue: many megabytes, to another thread and back', async () => {
  const item = { text: 'ÿĀ'.repeat(1_000_000), bytes: new Uint8Array(4_000_000).fill(5) };
  const copy = await sentAndBack(item);
  assert.ok(copy.text === item.text);
  assert.is(Buffer.compare(copy.bytes, item.bytes), 0);
});

/** What no thread can get a copy of. */
const uncopyable: Record<string, () => unknown> = {
  'a function': () => () => {},
  'a class': () => Point,
  'a symbol': () => Symbol('a'),
  'a promise': () => Promise.resolve(),
  'a WeakMap': () => new WeakMap(),
  'a port': () => new MessageChannel().port1,
  'an object with a method': () => ({ name: 'a', list: [{ run() {} }] }),
  'a Map with a function': () => new Map([['run', () => {}]]),
};

/** What every copy would share, and so is none. */
const shared: Record<string, () => unknown> = {
  'shared memory': () => new SharedArrayBuffer(8),
  'numbers in shared memory': () => new Int32Array(new SharedArrayBuffer(8)),
  'a view of shared memory': () => new DataView(new SharedArrayBuffer(8)),
  'an object with shared memory': () => ({
    list: [{ cells: new Uint8Array(new SharedArrayBuffer(8)) }],
  }),
  'a Map with shared memory': () =>
    new Map([[new SharedArrayBuffer(8), new Set([new SharedArrayBuffer(8)])]]),
  'an array with shared memory under a name': () =>
    withKeys([1], { memory: new SharedArrayBuffer(8) }),
  'a Lock': () => new Lock(),
  'a Semaphore': () => new Semaphore(),
  'a Condition': () => new Condition(),
  'a SharedValue': () => new SharedValue(Int32Array),
  'a Queue': () => new Queue(),
};

for (const [what, make] of Object.entries({ ...uncopyable, ...shared })) {
  test(`Refused at put, by a TypeError, and the queue is untouched: ${what}`, async () => {
    const reason = what in shared ? /shared memory.*to a Thread/ : /./;
    for (const Kind of kinds) {
      const queue = new Kind(2);
      queue.put([1, 'first']);
      for (const item of [make(), [1, make()], [1, { deep: [make()] }]]) {
        for (const error of [
          thrown(() => queue.put(item as Pair)),
          thrown(() => queue.putNowait(item as Pair)),
          await rejection(queue.putAsync(item as Pair)),
        ]) {
          assert.instance(error, TypeError);
          assert.match(error.message, /^Cannot put this into a /);
          if (Array.isArray(item)) assert.match(error.message, reason);
        }
      }
      assert.is(queue.qsize(), 1);
      queue.put([2, 'second']);
      assert.equal(
        [queue.get(), queue.get()].map(([priority]) => priority).sort(),
        [1, 2],
      );
      assert.throws(() => queue.getNowait(), /is empty/);
      for (let i = 0; i < 2; i++) queue.taskDone();
      assert.ok(queue.join({ timeout: 0 }));
    }
  });
}

test('Refused at put: what throws when it is copied leaves the queue untouched', () => {
  const queue = new Queue<unknown>();
  const item = {
    a: 'text',
    get trap() {
      throw new RangeError('trapped');
    },
  };
  assert.throws(() => queue.put(item), /trapped/);
  assert.throws(() => queue.put(new Map([[1, item]])), /trapped/);
  assert.is(queue.qsize(), 0);
  queue.put({ a: 1 });
  assert.equal(queue.get(), { a: 1 });
});

/** How many bytes of shared memory a queue has taken so far. */
function bytesOf(queue: Queue<Pair>): number {
  const { store } = queue as unknown as { store: Partial<Fifo & { slots: Slots }> };
  return (store.words ?? store.slots?.words)?.buffer.byteLength ?? Number.NaN;
}

/** Text of a length that is never the same, but always within these limits. */
const text = (i: number, most: number) => 'é'.repeat((i * 7919) % most);

for (const Kind of kinds) {
  const name = Kind.name;

  test(`${name}: memory is used again: 1e5 items, few at a time, take no more than a few`, () => {
    const queue = new Kind();
    const before = bytesOf(queue);
    let count = 0;
    for (let i = 0; i < 20_000; i++) {
      for (let k = 0; k < 5; k++) queue.put([(i * k) % 3, count++]);
      for (let k = 0; k < 5; k++) queue.get();
    }
    assert.is(count, 100_000);
    assert.is(bytesOf(queue), before);
  });

  test(`${name}: memory is used again by items of other lengths`, () => {
    const queue = new Kind();
    // Room for twenty of the longest; then never more than sixteen of any length.
    for (let i = 0; i < 20; i++) queue.put([0, 'é'.repeat(5000)]);
    for (let i = 0; i < 20; i++) queue.get();
    const most = bytesOf(queue);
    for (let i = 0; i < 3000; i++) {
      queue.put([i % 5, text(i, 5000)]);
      if (i >= 15) assert.is(typeof queue.get()[1], 'string');
    }
    assert.is(bytesOf(queue), most);
    assert.is(queue.qsize(), 15);
  });

  test(`${name}: a queue that was filled and emptied is filled again in the same memory`, () => {
    const queue = new Kind();
    const fill = () => {
      for (let i = 0; i < 5000; i++) queue.put([i, text(i, 100)]);
    };
    const drain = () => Array.from({ length: 5000 }, () => queue.get());
    fill();
    const first = drain();
    // Who fills it again leaves out the block in which the last item was.
    fill();
    const most = bytesOf(queue);
    drain();
    for (let round = 0; round < 3; round++) {
      fill();
      assert.equal(drain(), first);
    }
    fill();
    queue.shutdown({ immediate: true });
    assert.is(bytesOf(queue), most);
  });

  test(`${name}: what another thread put, growing the memory, is all there, and the reverse`, async () => {
    const [queue, filled, emptied] = [new Kind(), new Event(), new Event()];
    // The thread has seen the memory small.
    queue.put([0, 'small']);
    const before = bytesOf(queue);
    const reading = inThread(import.meta, readThenFill, queue, filled, emptied);
    assert.ok(await within(emptied.waitAsync()));
    for (let i = 0; i < MANY; i++) queue.put([i, text(i, 300)]);
    assert.ok(bytesOf(queue) > before);
    filled.set();
    const [sum, size] = await reading;
    // By now, this thread has not looked at the memory since the other made it grow.
    assert.is(sum, sumOf(MANY, 300));
    assert.is(queue.qsize(), MANY);
    let back = 0;
    for (let i = 0; i < MANY; i++) back += String(queue.get()[1]).length;
    assert.is(back, sumOf(MANY, 900));
    assert.is(bytesOf(queue), size);
    assert.is(queue.qsize(), 0);
  });

  test(`${name}: one that has not seen the memory grow puts in between, and all is right`, async () => {
    const [queue, filled, emptied] = [new Kind(), new Event(), new Event()];
    queue.put([0, 'small']);
    const putting = inThread(import.meta, readThenPutOne, queue, filled, emptied);
    assert.ok(await within(emptied.waitAsync()));
    for (let i = 0; i < MANY; i++) queue.put([i, text(i, 300)]);
    filled.set();
    assert.is(await putting, MANY + 1);
    const lengths: number[] = [];
    for (let i = 0; i <= MANY; i++) lengths.push(String(queue.get()[1]).length);
    assert.is(lengths.filter((length) => length === 5000).length, 1);
    assert.is(
      lengths.reduce((a, b) => a + b),
      sumOf(MANY, 300) + 5000,
    );
  });
}

const MANY = 1000;

function sumOf(count: number, most: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (i * 7919) % most;
  return sum;
}

export function readThenFill(
  queue: Queue<Pair>,
  filled: Event,
  emptied: Event,
): [sum: number, bytes: number] {
  assert.equal(queue.get(), [0, 'small']);
  emptied.set();
  filled.wait();
  let sum = 0;
  for (let i = 0; i < MANY; i++) sum += String(queue.get()[1]).length;
  for (let i = 0; i < MANY; i++) queue.put([i, text(i, 900)]);
  return [sum, bytesOf(queue)];
}

/** Puts one long item, when the queue has grown; tells its size. */
export function readThenPutOne(
  queue: Queue<Pair>,
  filled: Event,
  emptied: Event,
): number {
  assert.equal(queue.get(), [0, 'small']);
  emptied.set();
  filled.wait();
  queue.put([-1, 'x'.repeat(5000)]);
  return queue.qsize();
}

/** Lets the memory of all queues be refused during an action. */
async function withoutMemory(what: 'store' | 'load', action: () => unknown) {
  const [method, prototype] =
    what === 'store'
      ? (['write', Fifo.prototype] as const)
      : (['read', Fifo.prototype] as const);
  const fifo = Reflect.get(prototype, method);
  const slots = Slots.prototype[what];
  const refuse = () => {
    throw new RangeError('no memory');
  };
  Reflect.set(prototype, method, refuse);
  Slots.prototype[what] = refuse as never;
  try {
    await action();
  } finally {
    Reflect.set(prototype, method, fifo);
    Slots.prototype[what] = slots as never;
  }
}

for (const Kind of kinds) {
  test(`${Kind.name}: a put for which there is no memory throws, and changes nothing`, async () => {
    const queue = new Kind(2);
    queue.put([1, 'first']);
    await withoutMemory('store', async () => {
      assert.throws(() => queue.put([0, 'lost']), /no memory/);
      assert.match((await rejection(queue.putAsync([0, 'lost']))).message, /no memory/);
    });
    assert.is(queue.qsize(), 1);
    queue.put([2, 'second']);

    // One that waits for room gets the error, too, and leaves the line.
    const waiting = rejection(queue.putAsync([0, 'lost']));
    await withoutMemory('store', async () => {
      queue.get();
      assert.match((await within(waiting)).message, /no memory/);
    });
    assert.is(queue.qsize(), 1);
    queue.put([3, 'third']);
    assert.is(queue.qsize(), 2);
    for (let i = 0; i < 2; i++) queue.get();
    for (let i = 0; i < 3; i++) queue.taskDone();
    assert.throws(() => queue.taskDone(), RangeError);
  });

  test(`${Kind.name}: a get for which there is no memory throws, and leaves the item in`, async () => {
    const queue = new Kind(2);
    queue.put([1, 'first']);
    queue.put([1, 'second']);
    await withoutMemory('load', async () => {
      assert.throws(() => queue.get(), /no memory/);
      assert.match((await rejection(queue.getAsync())).message, /no memory/);
    });
    assert.is(queue.qsize(), 2);
    assert.throws(() => queue.putNowait([1, 'third']), /is full/);
    assert.equal([queue.get(), queue.get()].map(([, value]) => value).sort(), [
      'first',
      'second',
    ]);
    assert.is(queue.qsize(), 0);
  });

  test(`${Kind.name}: an item that would take more than 1 GiB is refused, with its size`, () => {
    const queue = new Kind();
    const before = bytesOf(queue);
    const packet = { words: new Int32Array(1), length: 2 ** 28, priority: 0 };
    const error = thrown(() => queue.store.put(packet as unknown as Packet));
    assert.instance(error, RangeError);
    assert.match(
      error.message,
      /^Cannot put an item of 1073741824 bytes .*1073741824 bytes/,
    );
    assert.is(bytesOf(queue), before);
    queue.put([1, 'small']);
    assert.equal(queue.get(), [1, 'small']);
  });
}

if (isMain(import.meta)) test.run();

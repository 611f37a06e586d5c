import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProbeEvent } from '../../modules/core/internal/sync/probe.ts';
import { setProbe } from '../../modules/core/internal/sync/probe.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { revive } from '../../modules/core/revive.ts';
import { SharedArray, SharedValue } from '../../modules/core/shared.ts';
import { inCrew } from './crew.ts';
import { faces, sharedCells, thrown } from './helpers.ts';

/** The types of whole numbers, with the smallest and the largest that each can hold. */
const wholeTypes = [
  [Int8Array, -128, 127],
  [Uint8Array, 0, 255],
  [Int16Array, -32_768, 32_767],
  [Uint16Array, 0, 65_535],
  [Int32Array, -(2 ** 31), 2 ** 31 - 1],
  [Uint32Array, 0, 2 ** 32 - 1],
] as const;
const floatTypes = [Float32Array, Float64Array] as const;

for (const [Type, least, most] of wholeTypes) {
  test(`Shared numbers, ${Type.name}: hold what the type can, and refuse all else`, () => {
    const value = new SharedValue(Type, most);
    const array = new SharedArray(Type, [least, most]);
    assert.equal([...array], [least, most]);
    for (const number of [least, most, 0, 1]) {
      value.value = number;
      array.set(0, number);
      assert.equal([value.value, array.get(0)], [number, number]);
    }
    const wrong = [least - 1, most + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300];
    for (const number of wrong) {
      for (const error of [
        thrown(() => {
          value.value = number;
        }),
        thrown(() => array.set(0, number)),
        thrown(() => new SharedValue(Type, number)),
        thrown(() => new SharedArray(Type, [0, number])),
      ]) {
        assert.instance(error, RangeError);
        assert.is(
          error.message,
          `Cannot store ${number} in shared numbers of the type ${Type.name}`,
        );
      }
    }
    // What was there before is still there.
    assert.equal([value.value, ...array], [1, 1, most]);
  });
}

for (const Type of floatTypes) {
  test(`Shared numbers, ${Type.name}: hold fractions, infinite ones, and those that are none`, () => {
    const value = new SharedValue(Type, 0.5);
    const numbers = [-1.25, 2 ** 24, -(2 ** 100), Number.NEGATIVE_INFINITY, Number.NaN];
    const array = new SharedArray(Type, numbers);
    assert.is(value.value, 0.5);
    assert.equal([...array], numbers);
    for (const number of numbers) {
      value.value = number;
      assert.ok(Object.is(value.value, number));
    }
  });
}

test('SharedValue: 0 unless it is told otherwise; its text says what it holds', () => {
  const value = new SharedValue(Int32Array);
  assert.is(value.value, 0);
  value.value += 7;
  assert.is(String(value), '<SharedValue 7>');
  assert.is(String(new SharedValue(Float64Array, 0.1)), '<SharedValue 0.1>');
});

test('SharedArray: as many numbers as it was given, or as many zeros', () => {
  const squares = new SharedArray(Int32Array, [1, 4, 9]);
  assert.equal([squares.length, ...squares], [3, 1, 4, 9]);
  assert.is(String(squares), '<SharedArray [1, 4, 9]>');
  assert.equal([...new SharedArray(Float64Array, 2)], [0, 0]);
  assert.equal([...new SharedArray(Int8Array, 0)], []);
  assert.equal([...new SharedArray(Int8Array, [])], []);
  for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const error = thrown(() => new SharedArray(Int32Array, count));
    assert.instance(error, RangeError);
    assert.is(
      error.message,
      `Cannot share numbers: their count must be an integer of at least 0, received ${count}`,
    );
  }
});

test('SharedArray: an index that does not exist is refused, and nothing is changed', () => {
  for (const Type of [Int32Array, Float64Array]) {
    const array = new SharedArray(Type, [1, 2, 3]);
    for (const index of [-1, 3, 0.5, Number.NaN, 2 ** 32, '0' as never]) {
      for (const error of [
        thrown(() => array.get(index)),
        thrown(() => array.set(index, 5)),
      ]) {
        assert.instance(error, RangeError);
        assert.match(error.message, /^Cannot reach number .*: there are 0 to 2$/);
      }
    }
    assert.equal([...array], [1, 2, 3]);
  }
});

for (const [Type, least, most] of wholeTypes) {
  test(`Shared numbers, ${Type.name}: add gives the value before; too large a sum changes nothing`, () => {
    const value = new SharedValue(Type, 5);
    const array = new SharedArray(Type, [1, most, least]);
    assert.equal([value.add(3), value.value], [5, 8]);
    assert.equal([value.add(-8), value.value], [8, 0]);
    assert.equal([array.add(0, 2), array.get(0)], [1, 3]);
    for (const wrong of [
      () => array.add(1, 1),
      () => array.add(2, -1),
      () => array.add(3, 1),
      () => array.add(0, 0.5),
      () => value.add(Number.NaN),
    ]) {
      assert.instance(thrown(wrong), RangeError);
    }
    assert.equal([value.value, ...array], [0, 3, most, least]);
  });
}

test('Shared numbers: floats cannot be added to in one step, which says what to do', () => {
  for (const Type of floatTypes) {
    for (const wrong of [
      () => new SharedValue(Type).add(1),
      () => new SharedArray(Type, 2).add(0, 1),
    ]) {
      assert.instance(thrown(wrong), TypeError);
      assert.match(thrown(wrong).message, /take the lock/);
    }
  }
});

export function addOften(value: SharedValue, array: SharedArray, times: number): void {
  for (let i = 0; i < times; i++) {
    value.add(1);
    array.add(1, 2);
  }
}

test('Shared numbers: four threads that add in one step lose nothing', async () => {
  const [value, array] = [new SharedValue(Int32Array), new SharedArray(Uint32Array, 2)];
  const team = [1, 2, 3, 4].map(() =>
    inCrew(import.meta, addOften, value, array, 25_000),
  );
  await Promise.all(team);
  assert.equal([value.value, ...array], [100_000, 0, 200_000]);
});

export function doubleView(array: SharedArray<typeof Float64Array>): string {
  const view: Float64Array = array.view;
  for (let i = 0; i < view.length; i++) view[i] = 2 * Number(view[i]);
  return view.constructor.name;
}

test('SharedArray: its view is the same numbers, here and in threads', async () => {
  const array = new SharedArray(Float64Array, [0.5, 1.5]);
  assert.is(await inCrew(import.meta, doubleView, array), 'Float64Array');
  assert.equal([...array], [1, 3]);
  array.view[1] = 7;
  assert.is(array.get(1), 7);
  assert.is(array.view.buffer.constructor, SharedArrayBuffer);
});

test('Shared numbers: each has a lock of its own', () => {
  const [value, other] = [new SharedValue(Int32Array), new SharedValue(Int32Array)];
  const array = new SharedArray(Int32Array, 3);
  {
    using _held = value.lock.hold();
    assert.equal(
      [value, other, array].map(({ lock }) => lock.locked()),
      [true, false, false],
    );
    // It holds nobody up who does not ask for it.
    value.value = 1;
  }
  assert.not(value.lock.locked());
});

interface Accounts {
  total: SharedValue;
  list: SharedArray;
  more: Map<string, SharedValue[]>;
}

const openAccounts = (): Accounts => ({
  total: new SharedValue(Int32Array),
  list: new SharedArray(Float64Array, [0, 0, 0]),
  more: new Map([['half', [new SharedValue(Float64Array)]]]),
});

/** Adds one to everything, under its lock. */
export function payIn(accounts: Accounts, times: number): void {
  for (let i = 0; i < times; i++) {
    {
      using _held = accounts.total.lock.hold();
      accounts.total.value += 1;
    }
    {
      using _held = accounts.list.lock.hold();
      for (let k = 0; k < 3; k++) accounts.list.set(k, accounts.list.get(k) + k);
    }
    for (const half of accounts.more.get('half') ?? []) {
      using _held = half.lock.hold();
      half.value += 0.5;
    }
  }
}

async function payInAsync(accounts: Accounts, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    {
      using _held = await accounts.total.lock.holdAsync();
      const before = accounts.total.value;
      await null;
      accounts.total.value = before + 1;
    }
    {
      using _held = await accounts.list.lock.holdAsync();
      const before = [...accounts.list];
      await null;
      before.forEach((number, k) => void accounts.list.set(k, number + k));
    }
    for (const half of accounts.more.get('half') ?? []) {
      using _held = await half.lock.holdAsync();
      half.value += 0.5;
    }
  }
}

test('Shared numbers: four threads, and tasks, that add under the lock lose nothing', async () => {
  const [accounts, times] = [openAccounts(), 3000];
  const team = [1, 2, 3, 4].map(() => inCrew(import.meta, payIn, accounts, times));
  const tasks = [1, 2, 3].map(() => payInAsync(accounts, 100));
  await Promise.all([...team, ...tasks]);
  const all = 4 * times + 300;
  assert.is(accounts.total.value, all);
  assert.equal([...accounts.list], [0, all, 2 * all]);
  assert.is(accounts.more.get('half')?.[0]?.value, all / 2);
  assert.not(accounts.total.lock.locked());
});

/** Two numbers that have no byte in common. */
const patterns = {
  Int32Array: [0x01020304, -0x01020305],
  Float64Array: [1.2345e-200, -9.876e200],
};

export function writeInTurns(
  value: SharedValue,
  [a, b]: [number, number],
  go: Int32Array,
) {
  Atomics.add(go, 0, 1);
  while (Atomics.load(go, 1) === 0) {
    value.value = a;
    value.value = b;
  }
}

export function readOnly(
  value: SharedValue,
  allowed: [number, number],
  go: Int32Array,
): number {
  while (Atomics.load(go, 0) < 2);
  let strange = 0;
  for (let i = 0; i < 200_000; i++) if (!allowed.includes(value.value)) strange++;
  Atomics.store(go, 1, 1);
  return strange;
}

for (const Type of [Int32Array, Float64Array]) {
  test(`Shared numbers, ${Type.name}: a read sees no half of a write`, async () => {
    const pattern = patterns[Type.name as keyof typeof patterns] as [number, number];
    const [value, go] = [new SharedValue(Type, pattern[0]), sharedCells(2)];
    const writing = [1, 2].map(() =>
      inCrew(import.meta, writeInTurns, value, pattern, go),
    );
    assert.is(await inCrew(import.meta, readOnly, value, pattern, go), 0);
    await Promise.all(writing);
  });
}

/** What has arrived in a thread, and what it is there. */
export function inspectHere(value: SharedValue, [array]: [SharedArray]) {
  value.value += 1;
  array.set(0, array.get(0) + 1);
  const own = [value instanceof SharedValue, array instanceof SharedArray];
  return { own, text: `${value} ${array}`, back: { value, array } };
}

test('Shared numbers: arrive in a thread as what they are, on the same memory, and come back', async () => {
  const value = new SharedValue(Int32Array, 5);
  const array = new SharedArray(Uint8Array, [1, 2]);
  const { own, text, back } = await inCrew(import.meta, inspectHere, value, [array]);
  assert.equal(own, [true, true]);
  assert.is(text, '<SharedValue 6> <SharedArray [2, 2]>');
  assert.equal([value.value, ...array], [6, 2, 2]);
  revive(back);
  assert.instance(back.value, SharedValue);
  back.value.value = 9;
  assert.is(value.value, 9);
});

test('Shared numbers: revive gives copies their methods back, lock included', () => {
  const message = {
    value: new SharedValue(Float64Array, 0.5),
    list: [new SharedArray(Int16Array, [1, 2])],
  };
  const copy = structuredClone(message);
  assert.not.instance(copy.value, SharedValue);
  assert.is(revive(copy), copy);
  assert.instance(copy.value, SharedValue);
  assert.instance(copy.list[0], SharedArray);
  copy.value.value += 1;
  copy.list[0]?.set(1, -5);
  assert.equal([message.value.value, ...(message.list[0] ?? [])], [1.5, 1, -5]);
  // One lock, as two objects.
  assert.instance(copy.value.lock, Lock);
  message.value.lock.acquire();
  assert.ok(copy.value.lock.locked());
  copy.value.lock.release();
  assert.not(message.value.lock.locked());
  assert.throws(() => copy.list[0]?.set(1, 0.5), /Cannot store 0.5/);
});

for (const face of faces) {
  test(`Shared numbers, ${face}: a probe sees each read and write, a write before it is done`, async () => {
    const value = new SharedValue(Int32Array, 1);
    const array = new SharedArray(Float64Array, [1, 2]);
    const seen: [ProbeEvent, object, number][] = [];
    const before = setProbe((event, subject) => {
      if (event !== 'read' && event !== 'write') return;
      // Asked without a read of its own.
      const now = /-?\d+/.exec(String(subject))?.[0];
      seen.push([event, subject, Number(now)]);
    });
    try {
      const held = face === 'async' ? await value.lock.holdAsync() : value.lock.hold();
      value.value += 1;
      array.set(0, 5);
      assert.is(array.get(0), 5);
      value.add(1);
      held[Symbol.dispose]();
    } finally {
      setProbe(before);
    }
    assert.equal(
      seen.map(([event, , now]) => [event, now]),
      [
        ['read', 1],
        ['write', 1],
        ['write', 1],
        ['read', 5],
        ['write', 2],
      ],
    );
    assert.ok(seen.slice(0, 2).every(([, subject]) => subject === value));
    assert.ok(seen.slice(2, 4).every(([, subject]) => subject === array));
    assert.is(seen[4]?.[1], value);
    const count = seen.length;
    assert.is(value.value + array.get(1), 5);
    assert.is(seen.length, count);
  });
}

if (isMain(import.meta)) test.run();

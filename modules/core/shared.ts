import { probe } from './internal/sync/probe.ts';
import { counter, next } from './internal/thread/table.ts';
import { Lock } from './lock.ts';
import { Shareable, shareable } from './revive.ts';

/** The kinds of numbers that shared memory holds. */
type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Such a kind, as its typed array's class. */
type NumberType = {
  new (memory: SharedArrayBuffer): Numbers;
  readonly prototype: Numbers;
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
};

/**
 * A number that all threads see, and a lock for it.
 *
 * Python: `multiprocessing.Value('i', 0)`. Each read and each write is whole, but
 * `value += 1` is a read and then a write: between them another thread may come, unless
 * both are done under the lock, or by {@link add}.
 *
 * @example
 * ```ts
 * import { SharedValue } from '../core/shared.ts';
 *
 * const counter = new SharedValue(Int32Array, 0);
 * {
 *   using _held = counter.lock.hold();
 *   counter.value += 1;
 * }
 * ```
 */
export class SharedValue extends Shareable {
  /** The same in every thread, for those who watch. @internal */
  readonly id: number = next(counter.primitiveId);
  /** To be held where a read and the write that follows belong together. */
  readonly lock: Lock = new Lock();
  /** @internal */
  readonly cells: Numbers;

  /**
   * @param type what numbers it can hold: a typed array's class. Python's 'i' is
   *   `Int32Array`, its 'd' `Float64Array`.
   * @param value the first value. Default: 0.
   * @throws {RangeError} when the type cannot hold the value exactly.
   */
  constructor(type: NumberType, value = 0) {
    super();
    this.cells = allocate(type, 1);
    this.value = value;
  }

  get value(): number {
    probe?.('read', this);
    return load(this.cells, 0);
  }

  /** @throws {RangeError} when the type cannot hold the value exactly. */
  set value(value: number) {
    probe?.('write', this);
    store(this.cells, 0, value);
  }

  /**
   * Adds to it in one step, without the lock. Python has no counterpart.
   *
   * @returns the value before, as `Atomics.add` does.
   * @throws {RangeError} when the type cannot hold the sum; nothing is changed then.
   * @throws {TypeError} when it holds floats: add to those under the lock.
   */
  add(n: number): number {
    probe?.('write', this);
    return add(this.cells, 0, n);
  }

  /** `<SharedValue 7>` */
  override toString(): string {
    return `<SharedValue ${load(this.cells, 0)}>`;
  }
}
shareable(import.meta, SharedValue);

/**
 * A row of numbers that all threads see, and one lock for all of them.
 *
 * Python: `multiprocessing.Array('i', [1, 2, 3])`. What holds for the one number of a
 * {@link SharedValue} holds for each of these.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { SharedArray } from '../core/shared.ts';
 *
 * const squares = new SharedArray(Int32Array, [1, 2, 3]);
 * for (let i = 0; i < squares.length; i++) squares.set(i, squares.get(i) ** 2);
 * print([...squares]); // [1, 4, 9]
 * ```
 */
export class SharedArray<Type extends NumberType = NumberType> extends Shareable {
  /** The same in every thread, for those who watch. @internal */
  readonly id: number = next(counter.primitiveId);
  /** To be held where several reads and writes belong together. */
  readonly lock: Lock = new Lock();
  /**
   * The same numbers as a typed array, for speed: ten times that of `get` and `set`, which
   * are atomic and check what they are given. Here no write is: safe while each number has
   * one thread that writes it, and who reads it has joined, or met at a Barrier, or taken a
   * lock from that thread since.
   */
  readonly view: Type['prototype'];

  /**
   * @param type what numbers it can hold: a typed array's class.
   * @param values the first values, or how many zeros.
   * @throws {RangeError} when the type cannot hold a value exactly.
   */
  constructor(type: Type, values: number | readonly number[]) {
    super();
    const first = typeof values === 'number' ? [] : values;
    this.view = allocate(type, typeof values === 'number' ? values : values.length);
    for (const [index, value] of first.entries()) store(this.view, index, value);
  }

  /** How many numbers there are. */
  get length(): number {
    return this.view.length;
  }

  /** @throws {RangeError} when there is no such index. */
  get(index: number): number {
    probe?.('read', this);
    return load(this.view, index);
  }

  /** @throws {RangeError} when there is no such index, or the type cannot hold the value. */
  set(index: number, value: number): void {
    probe?.('write', this);
    store(this.view, index, value);
  }

  /** Like {@link SharedValue.add}. @throws {RangeError} also when there is no such index. */
  add(index: number, n: number): number {
    probe?.('write', this);
    return add(this.view, index, n);
  }

  /** All numbers, one after the other; hold the lock to see one moment. */
  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.length; index++) yield this.get(index);
  }

  /** `<SharedArray [1, 4, 9]>` */
  override toString(): string {
    return `<SharedArray [${Array.from(this.view).join(', ')}]>`;
  }
}
shareable(import.meta, SharedArray);

function allocate(type: NumberType, length: number): Numbers {
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(
      `Cannot share numbers: their count must be an integer of at least 0, received ${length}`,
    );
  }
  return new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
}

function load(cells: Numbers, index: number): number {
  demandIndex(cells, index);
  return isFloat(cells) ? (cells[index] as number) : Atomics.load(cells, index);
}

function store(cells: Numbers, index: number, value: number): void {
  demandIndex(cells, index);
  // The Atomics do not take floats; a plain write of one is not torn on today's machines.
  if (isFloat(cells)) cells[index] = value;
  else Atomics.store(cells, index, fitting(cells, value));
}

function add(cells: Numbers, index: number, n: number): number {
  demandIndex(cells, index);
  if (isFloat(cells)) {
    throw new TypeError('Cannot add to floats in one step: take the lock, get and set');
  }
  for (;;) {
    const before = Atomics.load(cells, index);
    const after = fitting(cells, before + n);
    if (Atomics.compareExchange(cells, index, before, after) === before) return before;
  }
}

/** @throws {RangeError} when the type cannot hold the value. */
function fitting(cells: Numbers, value: number): number {
  const { name } = cells.constructor;
  const count = 2 ** (8 * cells.BYTES_PER_ELEMENT);
  const least = name.startsWith('U') ? 0 : -count / 2;
  if (Number.isInteger(value) && value >= least && value < least + count) return value;
  throw new RangeError(`Cannot store ${value} in shared numbers of the type ${name}`);
}

function isFloat(cells: Numbers): cells is Float32Array | Float64Array {
  return cells instanceof Float64Array || cells instanceof Float32Array;
}

function demandIndex(cells: Numbers, index: number): void {
  if (Number.isInteger(index) && index >= 0 && index < cells.length) return;
  throw new RangeError(
    `Cannot reach number ${index} of a SharedArray: there are 0 to ${cells.length - 1}`,
  );
}

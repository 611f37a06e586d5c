// Longer than other files, as a number and a row of them have the same base.
import { Primitive } from './internal/sync/primitive.ts';
import { probe } from './internal/sync/probe.ts';
import { Lock } from './lock.ts';
import { shareable } from './revive.ts';

type Integers =
  | (Int8Array | Int16Array | Int32Array)
  | (Uint8Array | Uint16Array | Uint32Array);
type Numbers = Integers | Float32Array | Float64Array;

type NumberType = {
  new (memory: SharedArrayBuffer): Numbers;
  readonly prototype: Numbers;
  readonly BYTES_PER_ELEMENT: number;
};

/** Numbers in shared memory, and the care for what may be written there. */
abstract class SharedNumbers<Type extends NumberType> extends Primitive {
  /** To be held where several reads and writes belong together. */
  readonly lock: Lock = new Lock();
  /** @internal */
  readonly cells: Type['prototype'];

  /**
   * @param type what numbers it can hold: a typed array's class. Python's 'i' is
   *   `Int32Array`, its 'd' `Float64Array`.
   * @param values the first values, or how many zeros.
   * @throws {RangeError} when the type cannot hold a value exactly.
   */
  constructor(type: Type, values: number | readonly number[]) {
    super();
    const [list, length] =
      typeof values === 'number' ? [[], values] : [values, values.length];
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(
        `Cannot share numbers: their count must be an integer of at least 0, received ${length}`,
      );
    }
    const cells = new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
    cells.set(isFloat(cells) ? list : list.map((value) => fitting(cells, value)));
    this.cells = cells;
  }

  /**
   * The same numbers as a typed array: several times as fast, but nothing is checked, and
   * writes may be seen late or in part. Safe while each number has one thread that writes
   * it, and whoever reads it has joined that thread since, met it at a Barrier, or taken the
   * lock after it.
   */
  get view(): Type['prototype'] {
    return this.cells;
  }

  protected load(index: number): number {
    probe?.('read', this);
    const numbers = this.at(index);
    return isFloat(numbers) ? (numbers[index] as number) : Atomics.load(numbers, index);
  }

  protected store(index: number, value: number): void {
    probe?.('write', this);
    const numbers = this.at(index);
    // The Atomics do not take floats; a plain write of one is not torn on today's machines.
    if (isFloat(numbers)) numbers[index] = value;
    else Atomics.store(numbers, index, fitting(numbers, value));
  }

  protected addAt(index: number, n: number): number {
    probe?.('write', this);
    const numbers = this.at(index);
    if (isFloat(numbers)) {
      throw new TypeError('Cannot add to floats in one step: take the lock, get and set');
    }
    for (;;) {
      const before = Atomics.load(numbers, index);
      const after = fitting(numbers, before + n);
      const found = Atomics.compareExchange(numbers, index, before, after);
      if (found === before) return before;
    }
  }

  private at(index: number): Numbers {
    const { view } = this;
    if (Number.isInteger(index) && index >= 0 && index < view.length) return view;
    throw new RangeError(
      `Cannot reach number ${index} of a SharedArray: there are 0 to ${view.length - 1}`,
    );
  }
}

/**
 * A number that all threads see, and a lock for it. Each read and each write is whole, but
 * `value += 1` is one of each, and another thread may come between them, unless both are
 * done under the lock, or in one step by {@link add}.
 *
 * Python: `multiprocessing.Value('i', 0)`.
 *
 * @example
 * ```ts
 * import { SharedValue } from '../core/shared.ts';
 *
 * const counter = new SharedValue(Int32Array, 0);
 * using _held = counter.lock.hold();
 * counter.value += 1;
 * ```
 */
export class SharedValue extends SharedNumbers<NumberType> {
  /**
   * @param type as for {@link SharedArray}.
   * @param value the first value. Default: 0.
   * @throws {RangeError} when the type cannot hold the value exactly.
   */
  constructor(type: NumberType, value = 0) {
    super(type, [value]);
  }

  get value(): number {
    return this.load(0);
  }

  /** @throws {RangeError} when the type cannot hold the value exactly. */
  set value(value: number) {
    this.store(0, value);
  }

  /**
   * Adds to it in one step, without the lock; returns the value before. Not in Python.
   *
   * @throws {RangeError} when the type cannot hold the sum; nothing is changed then.
   * @throws {TypeError} when it holds floats: add to those under the lock.
   */
  add(n: number): number {
    return this.addAt(0, n);
  }

  /** `<SharedValue 7>` */
  override toString(): string {
    return `<SharedValue ${this.view[0]}>`;
  }
}
shareable(import.meta, SharedValue);

/**
 * A row of numbers that all threads see, each as in a {@link SharedValue}; one lock for all.
 *
 * Python: `multiprocessing.Array('i', [1, 2, 3])`.
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
export class SharedArray<
  Type extends NumberType = NumberType,
> extends SharedNumbers<Type> {
  /** How many numbers there are. */
  get length(): number {
    return this.view.length;
  }

  /** @throws {RangeError} when there is no such index. */
  get(index: number): number {
    return this.load(index);
  }

  /** @throws {RangeError} when there is no such index, or the type cannot hold the value. */
  set(index: number, value: number): void {
    this.store(index, value);
  }

  /** Like {@link SharedValue.add}. @throws {RangeError} also when there is no such index. */
  add(index: number, n: number): number {
    return this.addAt(index, n);
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

function isFloat(numbers: Numbers): numbers is Float32Array | Float64Array {
  return numbers instanceof Float64Array || numbers instanceof Float32Array;
}

function fitting(numbers: Integers, value: number): number {
  const { name } = numbers.constructor;
  const count = 2 ** (8 * numbers.BYTES_PER_ELEMENT);
  const least = name.startsWith('U') ? 0 : -count / 2;
  if (Number.isInteger(value) && value >= least && value < least + count) return value;
  throw new RangeError(`Cannot store ${value} in shared numbers of the type ${name}`);
}

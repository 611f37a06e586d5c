/**
 * The data of a manager on its serving side: what the proxies of manager-data.ts call.
 *
 * Internal to the core.
 */
import { type Caller, Served } from './protocol.ts';

export class ServedList extends Served {
  readonly #items: unknown[];

  constructor(items: unknown[]) {
    super();
    this.#items = items;
  }

  append(_caller: Caller, item: unknown): void {
    this.#items.push(item);
  }

  get(_caller: Caller, index: number): unknown {
    return this.#items[this.#place(index)];
  }

  set(_caller: Caller, index: number, item: unknown): void {
    this.#items[this.#place(index)] = item;
  }

  pop(_caller: Caller, index: number): unknown {
    return this.#items.splice(this.#place(index), 1)[0];
  }

  length(): number {
    return this.#items.length;
  }

  toArray(): unknown[] {
    return this.#items;
  }

  #place(index: number): number {
    const { length } = this.#items;
    const place = index < 0 ? index + length : index;
    if (Number.isInteger(place) && place >= 0 && place < length) return place;
    throw new RangeError(`Cannot reach item ${index} of a list of ${length}`);
  }
}

export class ServedDict extends Served {
  readonly #values: Map<unknown, unknown>;

  constructor(values: Map<unknown, unknown>) {
    super();
    this.#values = values;
  }

  get(_caller: Caller, key: unknown): unknown {
    return this.#values.get(key);
  }

  set(_caller: Caller, key: unknown, value: unknown): void {
    this.#values.set(key, value);
  }

  has(_caller: Caller, key: unknown): boolean {
    return this.#values.has(key);
  }

  delete(_caller: Caller, key: unknown): boolean {
    return this.#values.delete(key);
  }

  size(): number {
    return this.#values.size;
  }

  entries(): unknown[] {
    return [...this.#values];
  }
}

export class ServedValue extends Served {
  #value: unknown;

  constructor(value: unknown) {
    super();
    this.#value = value;
  }

  get(): unknown {
    return this.#value;
  }

  set(_caller: Caller, value: unknown): void {
    this.#value = value;
  }
}

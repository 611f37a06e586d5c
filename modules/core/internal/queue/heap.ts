/**
 * The items of a priority queue, or of a stack, whose priority is to have come last: a
 * binary heap of entries, and the items themselves in slots. One lock for all of it.
 *
 * A thread that dies in the middle of a change leaves it half done. Each item is always in
 * one of the entries, though, so that a heap can be made of them again.
 */
import type { Lock } from '../../lock.ts';
import { shareable } from '../../revive.ts';
import { Packet } from '../message/packet.ts';
import { Slots } from './slots.ts';
import { GOT, grow, growable, OWN, PUT, Store, viewOf } from './store.ts';

/** Which change is under way. */
const CHANGING = GOT + OWN;
const NOTHING = 0;
const PUTTING = 1;
const GETTING = 2;

// The words of an entry: where its item lies, its number, which decides between equal
// ones, and its priority: a float of two words, not a number where it is of another kind.
const ITEM = 0;
const NUMBER = 1;
const PRIORITY = 2;
const ENTRY_WORDS = 4;
const FIRST_ENTRIES = 64;

type Key = number | string | bigint;

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);
/** For looking at priorities. */
const glance = new Packet();

export class Heap extends Store {
  override readonly getLock: Lock = this.putLock;
  readonly newestFirst: boolean;
  readonly slots = new Slots();
  /** As many of the entries as this thread has seen. */
  entries: Int32Array = growable(FIRST_ENTRIES * ENTRY_WORDS);

  constructor({ newestFirst }: { newestFirst: boolean }) {
    super();
    this.newestFirst = newestFirst;
  }

  override put(packet: Packet): void {
    this.see(this.size + 1, packet.length);
    this.demandComparable(packet.priority);
    this.change(PUTTING, () => super.put(packet));
  }

  override get(packet: Packet): void {
    this.see(this.size, 0);
    // The copy comes first: should there be no memory for it, nothing has changed.
    this.slots.load(this.entries[ITEM] as number, packet);
    this.change(GETTING, () => super.get(packet));
  }

  /** Whether a thread has died in the middle of a change. */
  override get isHalfChanged(): boolean {
    return Atomics.load(this.counts, CHANGING) !== NOTHING;
  }

  /** Makes a heap of the entries again; an item that was just coming or going is dropped. */
  mend(): void {
    this.entries = viewOf(this.entries.buffer);
    const { size } = this;
    const entries = new Map<number, Int32Array>();
    const keep = (place: number) => {
      const from = place * ENTRY_WORDS;
      const entry = this.entries.slice(from, from + ENTRY_WORDS);
      if (entry[NUMBER] !== this.counts[PUT]) entries.set(entry[ITEM] as number, entry);
    };
    for (let place = 0; place < size; place++) keep(place);
    // To make room for a new one, one has moved behind all others.
    if (entries.size < size && this.counts[CHANGING] === PUTTING) keep(size);
    this.slots.freeAllBut(entries.keys());
    Atomics.store(this.counts, GOT, ((this.counts[PUT] as number) - entries.size) | 0);
    let place = 0;
    for (const entry of entries.values()) this.rise(place++, entry);
    Atomics.store(this.counts, CHANGING, NOTHING);
  }

  protected override write(packet: Packet): void {
    const entry = new Int32Array(ENTRY_WORDS);
    const { priority } = packet;
    float[0] = typeof priority === 'number' ? priority : Number.NaN;
    entry[ITEM] = this.slots.store(packet);
    entry[NUMBER] = this.counts[PUT] as number;
    entry.set(floatWords, PRIORITY);
    this.rise(this.size, entry);
  }

  protected override read(): void {
    const first = this.entries[ITEM] as number;
    this.sink();
    this.slots.free(first);
  }

  /** Moves an entry up from a free place to where it belongs. */
  private rise(place: number, entry: Int32Array): void {
    const key = this.keyOf(entry, 0);
    let at = place;
    for (let parent = 0; at > 0; at = parent) {
      parent = (at - 1) >> 1;
      if (!this.isBefore(key, entry[NUMBER] as number, parent)) break;
      this.move(parent, at);
    }
    this.entries.set(entry, at * ENTRY_WORDS);
  }

  /** Moves the last entry down from the top to where it belongs. */
  private sink(): void {
    const last = this.size - 1;
    const [key, number] = [this.keyOf(this.entries, last), this.numberOf(last)];
    let at = 0;
    for (let child = 1; child < last; child = 2 * at + 1) {
      const right = child + 1;
      if (
        right < last &&
        this.isBefore(this.keyOf(this.entries, right), this.numberOf(right), child)
      ) {
        child = right;
      }
      if (this.isBefore(key, number, child)) break;
      this.move(child, at);
      at = child;
    }
    this.move(last, at);
  }

  private move(from: number, to: number): void {
    const start = from * ENTRY_WORDS;
    this.entries.copyWithin(to * ENTRY_WORDS, start, start + ENTRY_WORDS);
  }

  /** Whether an item of this priority and number comes out before the one of an entry. */
  private isBefore(key: Key, number: number, place: number): boolean {
    const newer = ((number - this.numberOf(place)) | 0) > 0;
    if (this.newestFirst) return newer;
    const other = this.keyOf(this.entries, place);
    return key < other || (!newer && !(other < key));
  }

  private numberOf(place: number): number {
    return this.entries[place * ENTRY_WORDS + NUMBER] as number;
  }

  private keyOf(entries: Int32Array, place: number): Key {
    const start = place * ENTRY_WORDS;
    floatWords[0] = entries[start + PRIORITY] as number;
    floatWords[1] = entries[start + PRIORITY + 1] as number;
    const [number = 0] = float;
    if (!Number.isNaN(number)) return number;
    this.slots.load(entries[start + ITEM] as number, glance);
    return glance.unpackFirst() as Key;
  }

  /** @throws {TypeError} when a priority has no order with those that are there. */
  private demandComparable(key: Key): void {
    if (this.newestFirst || this.size === 0) return;
    const other = this.keyOf(this.entries, 0);
    if ((typeof key === 'string') === (typeof other === 'string')) return;
    throw new TypeError(
      `Cannot put priority ${key} into a PriorityQueue that has priority ${other} in it: text and numbers have no order`,
    );
  }

  /** Makes sure that so many entries can be seen. */
  private see(count: number, length: number): void {
    const { entries } = this;
    const end = count * ENTRY_WORDS;
    if (end <= entries.length) return;
    this.entries = grow(entries, Math.max(end, 2 * entries.length), length);
  }

  private change(what: number, action: () => void): void {
    Atomics.store(this.counts, CHANGING, what);
    try {
      action();
    } finally {
      Atomics.store(this.counts, CHANGING, NOTHING);
    }
  }
}
shareable(import.meta, Heap);

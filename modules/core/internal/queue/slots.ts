/**
 * Items of any length in shared memory: chains of slots of one size, which never move, so
 * that the memory can grow under the feet of those who use it. Every call needs the lock of
 * whoever owns the memory.
 */
import { Shareable, shareable } from '../../revive.ts';
import type { Packet } from '../message/packet.ts';
import { copy, grow, growable, viewOf } from './store.ts';

const SLOT_WORDS = 16;
const FIRST_SLOTS = 64;

/** No slot: number 0 is not one, it holds these words. */
const NIL = 0;
/** The first of the free slots, which are chained like an item's. */
const FREE = 0;
const FREE_COUNT = 1;
/** From this slot on none was ever used. */
const FRESH = 2;

// The words of a slot: the next one of its item, then data.
const NEXT = 0;
const DATA = 1;
const DATA_WORDS = SLOT_WORDS - DATA;

export class Slots extends Shareable {
  /** As much of the memory as this thread has seen; it may have grown since. */
  words: Int32Array = growable(FIRST_SLOTS * SLOT_WORDS);

  constructor() {
    super();
    this.words[FRESH] = 1;
  }

  /**
   * Copies a packet into free slots.
   *
   * @returns the item: the number of its first slot.
   * @throws {RangeError} when there is not enough memory; nothing has changed then.
   */
  store({ words: source, length }: Packet): number {
    const count = Math.ceil(length / DATA_WORDS);
    this.reserve(count, length);
    const words = this.words;
    let first = NIL;
    // From the end: each slot is linked to the one that was filled before it.
    for (let i = count - 1; i >= 0; i--) {
      const slot = this.takeSlot();
      const start = slot * SLOT_WORDS;
      const from = i * DATA_WORDS;
      copy(source, from, words, start + DATA, Math.min(length - from, DATA_WORDS));
      words[start + NEXT] = first;
      first = slot;
    }
    return first;
  }

  /** Copies an item into a packet. */
  load(first: number, packet: Packet): void {
    this.refresh();
    const words = this.words;
    const length = words[first * SLOT_WORDS + DATA] as number;
    packet.reserve(length);
    let slot = first;
    for (let done = 0; done < length; done += DATA_WORDS) {
      const from = slot * SLOT_WORDS + DATA;
      copy(words, from, packet.words, done, Math.min(length - done, DATA_WORDS));
      slot = this.next(slot);
    }
    packet.length = length;
  }

  /** Gives an item's slots back. */
  free(first: number): void {
    const words = this.words;
    const slots = this.chain(first);
    words[(slots.at(-1) as number) * SLOT_WORDS + NEXT] = words[FREE] as number;
    words[FREE] = first;
    words[FREE_COUNT] = (words[FREE_COUNT] as number) + slots.length;
  }

  /** Gives back all slots but those of these items, after a change that was broken off. */
  freeAllBut(items: Iterable<number>): void {
    this.refresh();
    const kept = new Set([...items].flatMap((first) => this.chain(first)));
    this.words[FREE] = NIL;
    this.words[FREE_COUNT] = 0;
    for (let slot = 1; slot < (this.words[FRESH] as number); slot++) {
      if (kept.has(slot)) continue;
      this.words[slot * SLOT_WORDS + NEXT] = NIL;
      this.free(slot);
    }
  }

  private chain(first: number): number[] {
    const slots: number[] = [];
    for (let slot = first; slot !== NIL; slot = this.next(slot)) slots.push(slot);
    return slots;
  }

  private next(slot: number): number {
    return this.words[slot * SLOT_WORDS + NEXT] as number;
  }

  /** Catches up with the memory when another thread has made it grow. */
  private refresh(): void {
    if ((this.words[FRESH] as number) * SLOT_WORDS > this.words.length) {
      this.words = viewOf(this.words.buffer);
    }
  }

  private takeSlot(): number {
    const words = this.words;
    const free = words[FREE] as number;
    if (free !== NIL) {
      words[FREE] = this.next(free);
      words[FREE_COUNT] = (words[FREE_COUNT] as number) - 1;
      return free;
    }
    const fresh = words[FRESH] as number;
    words[FRESH] = fresh + 1;
    return fresh;
  }

  /** Makes sure that there are so many slots to take. */
  private reserve(slots: number, length: number): void {
    this.refresh();
    const fresh = slots - (this.words[FREE_COUNT] as number);
    const end = ((this.words[FRESH] as number) + fresh) * SLOT_WORDS;
    if (end > this.words.length) this.words = grow(this.words, end, length);
  }
}
shareable(import.meta, Slots);

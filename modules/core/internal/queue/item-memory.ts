/**
 * Items of any length in shared memory: chains of slots of one size, which never move, so
 * that the memory can grow under the feet of those who use it.
 *
 * Internal to the core. Every call needs the lock of whoever owns the memory.
 */

import { Shareable, shareable } from '../../revive.ts';
import type { Packet } from '../message/packet.ts';

const SLOT_WORDS = 16;
const FIRST_SLOTS = 64;
const MAX_BYTES = 2 ** 30;

/** No slot: number 0 is not one, it holds these two words. */
export const NIL = 0;
/** The first of the free slots, which are chained like an item's. */
const FREE = 0;
const FREE_COUNT = 1;
/** From this slot on none was ever used. */
const FRESH = 2;

// The words of a slot: the next one of its item, then data; an item's first slot has some
// for its owner before the data.
const NEXT = 0;
const LENGTH = 1;
const OWN = 2;
const OWN_WORDS = 5;
const FIRST_DATA = OWN + OWN_WORDS;
const DATA = 1;

export class ItemMemory extends Shareable {
  /** As much of the memory as this thread has seen; it may have grown since. */
  words: Int32Array = new Int32Array(
    new SharedArrayBuffer(4 * FIRST_SLOTS * SLOT_WORDS, { maxByteLength: MAX_BYTES }),
    // With a length of its own: a view that follows the memory's length is slow.
    0,
    FIRST_SLOTS * SLOT_WORDS,
  );

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
  store(packet: Packet): number {
    const { words: source, length } = packet;
    const rest = length - (SLOT_WORDS - FIRST_DATA);
    this.reserve(rest > 0 ? 1 + Math.ceil(rest / (SLOT_WORDS - DATA)) : 1);

    const first = this.takeSlot();
    const words = this.words;
    words[first * SLOT_WORDS + LENGTH] = length;
    let slot = first * SLOT_WORDS;
    let at = slot + FIRST_DATA;
    for (let i = 0; i < length; i++) {
      if (at === slot + SLOT_WORDS) {
        const next = this.takeSlot();
        words[slot + NEXT] = next;
        slot = next * SLOT_WORDS;
        at = slot + DATA;
      }
      words[at++] = source[i] as number;
    }
    words[slot + NEXT] = NIL;
    return first;
  }

  /** Copies an item into a packet. */
  load(first: number, packet: Packet): void {
    this.refresh();
    const words = this.words;
    let slot = first * SLOT_WORDS;
    const length = words[slot + LENGTH] as number;
    packet.length = 0;
    packet.reserve(length);
    const target = packet.words;
    let at = slot + FIRST_DATA;
    for (let i = 0; i < length; i++) {
      if (at === slot + SLOT_WORDS) {
        slot = (words[slot + NEXT] as number) * SLOT_WORDS;
        at = slot + DATA;
      }
      target[i] = words[at++] as number;
    }
    packet.length = length;
  }

  /** Gives an item's slots back. */
  free(first: number): void {
    const words = this.words;
    let [last, slots] = [first, 1];
    for (let next = this.next(last); next !== NIL; next = this.next(last)) {
      last = next;
      slots++;
    }
    words[last * SLOT_WORDS + NEXT] = words[FREE] as number;
    words[FREE] = first;
    words[FREE_COUNT] = (words[FREE_COUNT] as number) + slots;
  }

  private next(slot: number): number {
    return this.words[slot * SLOT_WORDS + NEXT] as number;
  }

  /** One of the words that an item has for its owner: 0 to 4. */
  get(item: number, which: number): number {
    return this.words[item * SLOT_WORDS + OWN + which] as number;
  }

  set(item: number, which: number, value: number): void {
    this.words[item * SLOT_WORDS + OWN + which] = value;
  }

  /** Catches up with the memory when another thread has made it grow. */
  refresh(): void {
    if ((this.words[FRESH] as number) * SLOT_WORDS > this.words.length) this.view();
  }

  private takeSlot(): number {
    const words = this.words;
    const free = words[FREE] as number;
    if (free !== NIL) {
      words[FREE] = words[free * SLOT_WORDS + NEXT] as number;
      words[FREE_COUNT] = (words[FREE_COUNT] as number) - 1;
      return free;
    }
    const fresh = words[FRESH] as number;
    words[FRESH] = fresh + 1;
    return fresh;
  }

  /** Makes sure that there are so many slots to take. */
  private reserve(slots: number): void {
    this.refresh();
    const free = this.words[FREE_COUNT] as number;
    if (free >= slots) return;
    const end = ((this.words[FRESH] as number) + slots - free) * SLOT_WORDS;
    if (end <= this.words.length) return;
    this.view();
    if (end <= this.words.length) return;
    if (4 * end > MAX_BYTES) {
      throw new RangeError(
        `Cannot put this into the queue: its items together may take ${MAX_BYTES} bytes`,
      );
    }
    const memory = this.words.buffer as SharedArrayBuffer;
    memory.grow(Math.min(4 * Math.max(end, 2 * this.words.length), MAX_BYTES));
    this.view();
  }

  private view(): void {
    const memory = this.words.buffer as SharedArrayBuffer;
    this.words = new Int32Array(memory, 0, memory.byteLength / 4);
  }
}
shareable(import.meta, ItemMemory);

/**
 * The items of a FIFO queue: words in a circle of blocks, written at one end and read at
 * the other, each end under a lock of its own. An item may lie across several blocks.
 *
 * Nothing here is ever half done: the place of each end is kept twice, for even and for odd
 * counts of items. A thread that dies before it has counted has done nothing.
 */
import { Lock } from '../../lock.ts';
import { shareable } from '../../revive.ts';
import type { Packet } from '../message/packet.ts';
import { copy, GOT, grow, growable, OWN, PUT, Store, viewOf } from './store.ts';

// Behind each count: the block and the place in it, twice.
const BLOCK = 0;
const AT = 1;
const PLACE_WORDS = 2;
/** How many words are in use as blocks. */
const ALLOCATED = PUT + OWN + 2 * PLACE_WORDS;

// The words of a block: where it ends, where the next one begins, then data.
const END = 0;
const NEXT = 1;
const HEAD = 2;

const FIRST_BLOCK = 512;
const MAX_BLOCK = 2 ** 18;

export class Fifo extends Store {
  override readonly getLock: Lock = new Lock('');
  /** As much of the memory as this thread has seen. */
  words: Int32Array = growable(2 * FIRST_BLOCK);

  constructor() {
    super();
    this.makeBlock(0, FIRST_BLOCK, FIRST_BLOCK);
    this.makeBlock(FIRST_BLOCK, 2 * FIRST_BLOCK, 0);
    this.counts[ALLOCATED] = 2 * FIRST_BLOCK;
    this.counts[PUT + OWN + AT] = HEAD;
    this.counts[GOT + OWN + AT] = HEAD;
  }

  protected override write(packet: Packet): void {
    const { counts } = this;
    const place = placeOf(PUT, counts[PUT] as number);
    let block = counts[place + BLOCK] as number;
    let at = counts[place + AT] as number;
    let words = this.upTo(block);
    const { length } = packet;
    let end = words[block + END] as number;
    if (end - at < length) words = this.reserve(block, length - (end - at), length);

    for (let done = 0; ; ) {
      const count = Math.min(length - done, end - at);
      copy(packet.words, done, words, at, count);
      at += count;
      done += count;
      if (done === length) break;
      block = words[block + NEXT] as number;
      at = block + HEAD;
      end = words[block + END] as number;
    }
    const next = placeOf(PUT, ~(counts[PUT] as number));
    counts[next + BLOCK] = block;
    counts[next + AT] = at;
  }

  protected override read(packet: Packet): void {
    const { counts } = this;
    const place = placeOf(GOT, counts[GOT] as number);
    let block = counts[place + BLOCK] as number;
    let at = counts[place + AT] as number;
    let words = this.upTo(block);
    let end = words[block + END] as number;
    let length = 1;
    for (let done = 0; ; ) {
      if (at === end) {
        block = words[block + NEXT] as number;
        words = this.upTo(block);
        at = block + HEAD;
        end = words[block + END] as number;
      }
      if (done === 0) {
        // An item's first word says how many it has.
        length = words[at] as number;
        packet.reserve(length);
      }
      const count = Math.min(length - done, end - at);
      copy(words, at, packet.words, done, count);
      at += count;
      done += count;
      if (done === length) break;
    }
    packet.length = length;
    const next = placeOf(GOT, ~(counts[GOT] as number));
    counts[next + BLOCK] = block;
    counts[next + AT] = at;
  }

  /** Makes sure that so many words are free behind a block; returns all there are then. */
  private reserve(block: number, missing: number, length: number): Int32Array {
    let words = this.upTo(Infinity);
    const limit = this.blockBeingRead();
    let [last, left] = [block, missing];
    for (;;) {
      const next = words[last + NEXT] as number;
      if (next === limit || next === block) break;
      left -= (words[next + END] as number) - next - HEAD;
      if (left <= 0) return words;
      last = next;
    }
    const start = this.counts[ALLOCATED] as number;
    // The more there is, the larger steps it grows in; one block is always being read.
    const step = Math.min(Math.max(start >> 3, FIRST_BLOCK), MAX_BLOCK);
    const end = start + HEAD + Math.max(left, step);
    this.words = words = grow(words, end, length);
    this.makeBlock(start, end, words[last + NEXT] as number);
    // Before it is in the circle: whoever dies in between has lost a block, and no item.
    this.counts[ALLOCATED] = end;
    Atomics.store(words, last + NEXT, start);
    return words;
  }

  private makeBlock(start: number, end: number, next: number): void {
    this.words[start + END] = end;
    this.words[start + NEXT] = next;
  }

  /** The block in which those who get are; asked by who puts. */
  private blockBeingRead(): number {
    for (;;) {
      const got = Atomics.load(this.counts, GOT);
      const block = this.counts[placeOf(GOT, got) + BLOCK] as number;
      // What belongs to a count is written again only when it has gone on.
      if (Atomics.load(this.counts, GOT) === got) return block;
    }
  }

  /** The words that this thread sees, up to a block at least. */
  private upTo(block: number): Int32Array {
    if (block >= this.words.length) this.words = viewOf(this.words.buffer);
    return this.words;
  }
}
shareable(import.meta, Fifo);

/** Where the block and place of an end are that belong to a count. */
function placeOf(end: number, count: number): number {
  return end + OWN + (count & 1) * PLACE_WORDS;
}

/**
 * Where a queue keeps its items, and how many were put and got: two numbers, each written
 * by its own end only.
 */
import { Lock } from '../../lock.ts';
import { Shareable } from '../../revive.ts';
import type { Packet } from '../message/packet.ts';

/** How many items were put, and got. In words far apart, as different threads write them. */
export const PUT = 0;
export const GOT = 16;
/** What an end has last seen of the other one's number. */
const SEEN = 1;
/** Free for the kinds of stores, behind PUT and behind GOT. */
export const OWN = 2;
const WORDS = 32;

/** Up to so many words, a loop copies faster than `set`. */
const FEW = 32;

/** The largest memory of a queue, in bytes. */
const MAX_BYTES = 2 ** 30;

export abstract class Store extends Shareable {
  readonly counts = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  /** Held by who puts. */
  readonly putLock: Lock = new Lock('');
  /** Held by who gets: the same one, unless the two ends do not touch each other. */
  abstract readonly getLock: Lock;

  /** Makes an item ready, so that it is in when it counts. */
  protected abstract write(packet: Packet): void;
  /** Copies the next item, and makes ready that it is out when it counts. */
  protected abstract read(packet: Packet): void;

  /** Whether a thread has died in the middle of a change. */
  get isHalfChanged(): boolean {
    return false;
  }

  /** How many items are in it. */
  get size(): number {
    const got = Atomics.load(this.counts, GOT);
    return (Atomics.load(this.counts, PUT) - got) | 0;
  }

  /** Under the lock of those who put: whether so many items, or more, are in it. */
  holds(count: number): boolean {
    const { counts } = this;
    const put = counts[PUT] as number;
    if (((put - (counts[PUT + SEEN] as number)) | 0) < count) return false;
    counts[PUT + SEEN] = Atomics.load(counts, GOT);
    return ((put - (counts[PUT + SEEN] as number)) | 0) >= count;
  }

  /** Under the lock of those who get: whether nothing is in it. */
  isEmpty(): boolean {
    const { counts } = this;
    if (counts[GOT] !== counts[GOT + SEEN]) return false;
    counts[GOT + SEEN] = Atomics.load(counts, PUT);
    return counts[GOT] === counts[GOT + SEEN];
  }

  /**
   * Puts an item in, under the lock of those who put.
   *
   * @throws {RangeError} when there is no memory for it; nothing has changed then.
   */
  put(packet: Packet): void {
    this.write(packet);
    Atomics.store(this.counts, PUT, ((this.counts[PUT] as number) + 1) | 0);
  }

  /** Takes the next item out, under the lock of those who get. */
  get(packet: Packet): void {
    this.read(packet);
    Atomics.store(this.counts, GOT, ((this.counts[GOT] as number) + 1) | 0);
  }
}

export function copy(
  source: Int32Array,
  from: number,
  target: Int32Array,
  to: number,
  count: number,
): void {
  if (count > FEW) target.set(source.subarray(from, from + count), to);
  else for (let i = 0; i < count; i++) target[to + i] = source[from + i] as number;
}

/** Words of shared memory that can grow, with a view of those there are. */
export function growable(words: number): Int32Array {
  return viewOf(new SharedArrayBuffer(4 * words, { maxByteLength: MAX_BYTES }));
}

/** With a length of its own: a view that follows the memory's length is slow. */
export function viewOf(memory: ArrayBufferLike): Int32Array {
  return new Int32Array(memory, 0, memory.byteLength / 4);
}

/**
 * A view of at least so many words, for which the memory grows if it must.
 *
 * @param length how many words the item has that needs them.
 * @throws {RangeError} when the memory would be too large.
 */
export function grow(view: Int32Array, words: number, length: number): Int32Array {
  const memory = view.buffer as SharedArrayBuffer;
  if (4 * words > MAX_BYTES) {
    throw new RangeError(
      `Cannot put an item of ${4 * length} bytes into the queue: its items together may take ${MAX_BYTES} bytes`,
    );
  }
  if (4 * words > memory.byteLength) memory.grow(4 * words);
  return viewOf(memory);
}

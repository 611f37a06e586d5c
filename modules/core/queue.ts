import { registerError } from './errors.ts';
import { borrowPacket, type Packet, returnPacket } from './internal/message/packet.ts';
import { addToHeap, withoutRoot } from './internal/queue/heap.ts';
import { ItemMemory, NIL } from './internal/queue/item-memory.ts';
import { LINE_WORDS, waitInLine, wake } from './internal/queue/lines.ts';
import type { AsyncWaitOptions, WaitOptions } from './internal/sync/deadline.ts';
import { probe } from './internal/sync/probe.ts';
import { block, suspend, type Waiting } from './internal/sync/wait.ts';
import { counter, next } from './internal/thread/table.ts';
import { Lock } from './lock.ts';
import { Shareable, shareable } from './revive.ts';

/** Thrown by a get that found the queue empty until its time was up. Python: `Empty`. */
export class QueueEmptyError extends Error {
  override name = 'QueueEmptyError';
}
registerError(QueueEmptyError);

/** Thrown by a put that found the queue full until its time was up. Python: `Full`. */
export class QueueFullError extends Error {
  override name = 'QueueFullError';
}
registerError(QueueFullError);

/** Thrown after `shutdown()`: by put, and by get when it is empty. Python: `ShutDown`. */
export class QueueShutDownError extends Error {
  override name = 'QueueShutDownError';
}
registerError(QueueShutDownError);

const MAXSIZE = 0;
const SIZE = 1;
const UNFINISHED = 2;
const SHUT_DOWN = 3;
/** The item that comes out next. */
const FIRST = 4;
/** The item that went in last, for those who put at the end. */
const LAST = 5;
/** Counts the items put, for those who keep the order of equal priorities. */
const COUNT = 6;

/** Where the lines begin of those who wait: to get, to put, and in join. */
const GETTERS = 7;
const PUTTERS = GETTERS + LINE_WORDS;
const JOINERS = PUTTERS + LINE_WORDS;
const WORDS = JOINERS + LINE_WORDS;
const ALL = 2 ** 31 - 1;

/** The word of an item that names the one behind it. */
const BEHIND = 0;

const NO_WAIT = { timeout: 0 };

/**
 * A line of items between threads: what went in first comes out first.
 *
 * Python: `queue.Queue`. Any number of threads put, any number get; each item goes to one
 * of them, as a copy. It may be whatever structured clone can copy; numbers, strings, and
 * small plain objects and arrays are fast. Locks and other shared memory cannot go
 * through a queue: hand them to threads among their arguments.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { Queue } from '../core/queue.ts';
 *
 * const jobs = new Queue<string>(2);
 * jobs.put('first');
 * jobs.put('second');
 * print(jobs.get(), jobs.qsize()); // first 1
 * ```
 */
export class Queue<T = unknown> extends Shareable {
  /** The same in every thread, for those who watch. @internal */
  readonly id: number = next(counter.primitiveId);
  /** @internal */
  readonly lock: Lock = new Lock('');
  /** @internal */
  readonly cells: Int32Array = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  /** @internal */
  readonly memory: ItemMemory = new ItemMemory();

  /**
   * @param maxsize how many items fit in, or 0 for no limit. Default: 0.
   * @throws {RangeError} unless it is an integer of at least 0.
   */
  constructor(maxsize = 0) {
    super();
    this.maxsize = maxsize;
  }

  /** How many items fit in, or 0 for no limit. Lowered, it drops none of them. */
  get maxsize(): number {
    return Atomics.load(this.cells, MAXSIZE);
  }

  set maxsize(maxsize: number) {
    if (!Number.isInteger(maxsize) || maxsize < 0 || maxsize > ALL) {
      throw new RangeError(
        `Cannot limit a queue: 'maxsize' must be an integer of at least 0, received ${maxsize}`,
      );
    }
    this.locked(() => {
      this.cells[MAXSIZE] = maxsize;
      wake(this.cells, PUTTERS, ALL);
    });
  }

  /**
   * Puts an item in; blocks this thread while the queue is full.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @throws {QueueFullError} when time was up.
   * @throws {QueueShutDownError} when the queue is shut down, or was meanwhile.
   * @throws {TypeError} when the item cannot be copied: a function, a lock, a socket.
   * @throws {RangeError} when all items together would take over 1 GiB.
   */
  put(item: T, options?: WaitOptions): void {
    const packet = this.pack(item);
    try {
      if (options === undefined && this.locked(() => this.putIn(packet))) return;
      if (!block(this.putting(packet), options)) throw stayedFull(this);
    } finally {
      returnPacket(packet);
    }
  }

  /** Like {@link put}, for the event loop; the options also take a `signal`. */
  async putAsync(item: T, options?: AsyncWaitOptions): Promise<void> {
    const packet = this.pack(item);
    try {
      if (options === undefined && this.locked(() => this.putIn(packet))) return;
      if (!(await suspend(this.putting(packet), options))) throw stayedFull(this);
    } finally {
      returnPacket(packet);
    }
  }

  /**
   * Puts an item in if there is room now.
   *
   * @throws {QueueFullError} when there is none; otherwise like {@link put}.
   */
  putNowait(item: T): void {
    this.put(item, NO_WAIT);
  }

  /**
   * Takes the next item out; blocks this thread while the queue is empty.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @throws {QueueEmptyError} when time was up.
   * @throws {QueueShutDownError} when the queue is empty and shut down, or was meanwhile.
   */
  get(options?: WaitOptions): T {
    const packet = borrowPacket();
    try {
      if (options !== undefined || !this.locked(() => this.takeOut(packet))) {
        if (!block(this.getting(packet), options)) throw stayedEmpty(this);
      }
      return packet.unpack() as T;
    } finally {
      returnPacket(packet);
    }
  }

  /** Like {@link get}, for the event loop; the options also take a `signal`. */
  async getAsync(options?: AsyncWaitOptions): Promise<T> {
    const packet = borrowPacket();
    try {
      if (options !== undefined || !this.locked(() => this.takeOut(packet))) {
        if (!(await suspend(this.getting(packet), options))) throw stayedEmpty(this);
      }
      return packet.unpack() as T;
    } finally {
      returnPacket(packet);
    }
  }

  /**
   * Takes the next item out if there is one now.
   *
   * @throws {QueueEmptyError} when there is none; otherwise like {@link get}.
   */
  getNowait(): T {
    return this.get(NO_WAIT);
  }

  /** How many items are in it; by the time you look, others may have changed that. */
  qsize(): number {
    return Atomics.load(this.cells, SIZE);
  }

  /** Whether it is empty at this moment; a `get` may have to wait all the same. */
  empty(): boolean {
    return this.qsize() === 0;
  }

  /** Whether it is full at this moment. */
  full(): boolean {
    const maxsize = this.maxsize;
    return maxsize > 0 && this.qsize() >= maxsize;
  }

  /**
   * Says that the work on an item got is done: {@link join} waits for as many of these as
   * there were items put.
   *
   * @throws {RangeError} when it is called more often than that.
   */
  taskDone(): void {
    this.locked(() => {
      const left = (this.cells[UNFINISHED] as number) - 1;
      if (left < 0) {
        throw new RangeError('Cannot call taskDone() more often than items were put');
      }
      this.cells[UNFINISHED] = left;
      if (left === 0) wake(this.cells, JOINERS, ALL);
    });
  }

  /**
   * Blocks this thread until {@link taskDone} was called for every item put.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns true when all is done, false when time was up.
   */
  join(options?: WaitOptions): boolean {
    return block(
      waitInLine(this, JOINERS, () => this.cells[UNFINISHED] === 0),
      options,
    );
  }

  /** Like {@link join}, for the event loop; the options also take a `signal`. */
  joinAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return suspend(
      waitInLine(this, JOINERS, () => this.cells[UNFINISHED] === 0),
      options,
    );
  }

  /**
   * Ends the queue: further puts throw a {@link QueueShutDownError}, and so do gets, once
   * it is empty. Who waits now is told at once.
   *
   * @param options.immediate whether to drop the items that are there, and count them as
   *   done. Default: false.
   */
  shutdown({ immediate = false }: { immediate?: boolean } = {}): void {
    this.locked(() => {
      this.cells[SHUT_DOWN] = 1;
      const dropped = borrowPacket();
      while (immediate && this.cells[SIZE] !== 0) {
        this.remove(dropped);
        const left = (this.cells[UNFINISHED] as number) - 1;
        this.cells[UNFINISHED] = Math.max(left, 0);
      }
      returnPacket(dropped);
      for (const line of [GETTERS, PUTTERS, JOINERS]) wake(this.cells, line, ALL);
    });
  }

  /** Whether it was shut down. */
  get isShutdown(): boolean {
    return Atomics.load(this.cells, SHUT_DOWN) === 1;
  }

  /** `<Queue 2 of 5 items>`, `<Queue 2 items, shut down>` */
  override toString(): string {
    const limit = this.maxsize > 0 ? ` of ${this.maxsize}` : '';
    const end = this.isShutdown ? ', shut down' : '';
    return `<${this.kind} ${this.qsize()}${limit} items${end}>`;
  }

  /** Takes an item in, under the lock. @internal */
  protected insert(slot: number, _packet: Packet): void {
    this.memory.set(slot, BEHIND, NIL);
    if (this.cells[FIRST] === NIL) this.cells[FIRST] = slot;
    else this.memory.set(this.cells[LAST] as number, BEHIND, slot);
    this.cells[LAST] = slot;
  }

  /** Which item is the first when the present first one has gone, under the lock. @internal */
  protected second(first: number): number {
    return this.memory.get(first, BEHIND);
  }

  /** Checks and packs an item, before anything is touched. @internal */
  protected pack(item: T): Packet {
    const packet = borrowPacket();
    packet.pack(item);
    return packet;
  }

  private putting(packet: Packet): Waiting<boolean> {
    return waitInLine(this, PUTTERS, () => this.putIn(packet));
  }

  private getting(packet: Packet): Waiting<boolean> {
    return waitInLine(this, GETTERS, () => this.takeOut(packet));
  }

  // All that follows is done under the lock.

  private putIn(packet: Packet): boolean {
    const { cells } = this;
    if (cells[SHUT_DOWN] !== 0) throw shutDown(this, 'put into');
    const size = cells[SIZE] as number;
    const maxsize = cells[MAXSIZE] as number;
    if (maxsize > 0 && size >= maxsize) return false;
    this.insert(this.memory.store(packet), packet);
    cells[SIZE] = size + 1;
    cells[UNFINISHED] = (cells[UNFINISHED] as number) + 1;
    wake(cells, GETTERS, 1);
    probe?.('put', this);
    return true;
  }

  private takeOut(packet: Packet): boolean {
    if (this.cells[SIZE] === 0) {
      if (this.cells[SHUT_DOWN] !== 0) throw shutDown(this, 'get from');
      return false;
    }
    this.remove(packet);
    wake(this.cells, PUTTERS, 1);
    probe?.('get', this);
    return true;
  }

  private remove(packet: Packet): void {
    const { cells, memory } = this;
    const first = cells[FIRST] as number;
    // The copy comes first: should there be no memory for it, nothing has changed.
    memory.load(first, packet);
    cells[FIRST] = this.second(first);
    cells[SIZE] = (cells[SIZE] as number) - 1;
    memory.free(first);
  }

  private locked<R>(action: () => R): R {
    this.lock.acquire();
    try {
      return action();
    } finally {
      this.lock.release();
    }
  }
}
shareable(import.meta, Queue);

/**
 * A stack of items: what went in last comes out first. Otherwise a {@link Queue}.
 *
 * Python: `queue.LifoQueue`.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { LifoQueue } from '../core/queue.ts';
 *
 * const plates = new LifoQueue<string>();
 * plates.put('lower');
 * plates.put('upper');
 * print(plates.get()); // upper
 * ```
 */
export class LifoQueue<T = unknown> extends Queue<T> {
  protected override insert(slot: number): void {
    this.memory.set(slot, BEHIND, this.cells[FIRST] as number);
    this.cells[FIRST] = slot;
  }
}
shareable(import.meta, LifoQueue);

/**
 * A queue of pairs, of a priority and a value: the smallest priority comes out first, and
 * of equal ones the one that went in first. Otherwise a {@link Queue}.
 *
 * Python: `queue.PriorityQueue` with tuples. (There, equal priorities compare the values
 * next, which fails for values without an order.)
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { PriorityQueue } from '../core/queue.ts';
 *
 * const jobs = new PriorityQueue<string>();
 * jobs.put([5, 'can wait']);
 * jobs.put([1, 'urgent']);
 * print(jobs.get()); // [1, 'urgent']
 * ```
 */
export class PriorityQueue<T = unknown> extends Queue<[priority: number, value: T]> {
  /** @throws {TypeError} also when the item does not begin with a number. @internal */
  protected override pack(item: [priority: number, value: T]): Packet {
    if (!Array.isArray(item) || typeof item[0] !== 'number' || Number.isNaN(item[0])) {
      throw new TypeError(
        "Cannot put this into a PriorityQueue: an item is a pair, [priority, value], its 'priority' a number",
      );
    }
    const packet = super.pack(item);
    packet.priority = item[0];
    return packet;
  }

  protected override insert(slot: number, { priority }: Packet): void {
    const { cells, memory } = this;
    const number = ((cells[COUNT] as number) + 1) | 0;
    cells[COUNT] = number;
    cells[FIRST] = addToHeap(memory, cells[FIRST] as number, slot, priority, number);
  }

  protected override second(first: number): number {
    return withoutRoot(this.memory, first);
  }
}
shareable(import.meta, PriorityQueue);

function stayedFull(queue: Queue): QueueFullError {
  return new QueueFullError(`Cannot put into ${queue}: it is full`);
}

function stayedEmpty(queue: Queue): QueueEmptyError {
  return new QueueEmptyError(`Cannot get from ${queue}: it is empty`);
}

function shutDown(queue: Queue, action: string): QueueShutDownError {
  return new QueueShutDownError(`Cannot ${action} ${queue}: it is shut down`);
}

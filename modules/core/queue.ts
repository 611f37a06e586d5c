// Longer than other files: one class with many faces, and its kin.
import { registerError } from './errors.ts';
import { borrowPacket, type Packet, returnPacket } from './internal/message/packet.ts';
import { ALL, End } from './internal/queue/end.ts';
import { Fifo } from './internal/queue/fifo.ts';
import { Heap } from './internal/queue/heap.ts';
import { PUT, type Store } from './internal/queue/store.ts';
import type { AsyncWaitOptions, WaitOptions } from './internal/sync/deadline.ts';
import { Places } from './internal/sync/places.ts';
import { Primitive } from './internal/sync/primitive.ts';
import { probe } from './internal/sync/probe.ts';
import { block, suspend, TaskLines, type Waiting } from './internal/sync/wait.ts';
import { shareable } from './revive.ts';

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
const SHUT_DOWN = 1;
/** How many items are done; far from the other words, as it changes often. */
const DONE = 16;
const WORDS = 32;
const NO_WAIT = { timeout: 0 };

/** The tasks of this thread that wait to put, and to get. */
const puts = new TaskLines();
const gets = new TaskLines();

/** A symbol, as what stands under one does not travel. */
const ENDS = Symbol('ends');

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
export class Queue<T = unknown> extends Primitive {
  /** @internal */
  readonly cells: Int32Array = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  /** @internal */
  readonly store: Store;
  private [ENDS]?: Record<'put' | 'get', End>;
  /** Those who wait to put, first come, first served. @internal */
  readonly putters = new Places();
  /** Those who wait to get. @internal */
  readonly getters = new Places();

  /**
   * @param maxsize how many items fit in, or 0 for no limit. Default: 0.
   * @throws {RangeError} unless it is an integer of at least 0.
   */
  constructor(maxsize = 0) {
    super();
    this.store = this.makeStore();
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
    Atomics.store(this.cells, MAXSIZE, maxsize);
    this.ends.put.call();
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
      if (!this.ends.put.block(packet, options)) throw stayedFull(this);
    } finally {
      returnPacket(packet);
    }
  }

  /**
   * Like {@link put}, for the event loop, and with a `signal` among the options. The tasks
   * of a thread are served in the order of asking.
   */
  async putAsync(item: T, options?: AsyncWaitOptions): Promise<void> {
    const packet = this.pack(item);
    try {
      if (!(await this.ends.put.suspend(packet, options))) throw stayedFull(this);
    } finally {
      returnPacket(packet);
    }
  }

  /** Like {@link put}, but throws a {@link QueueFullError} where that would have to wait. */
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
      if (!this.ends.get.block(packet, options)) throw stayedEmpty(this);
      return packet.unpack() as T;
    } finally {
      returnPacket(packet);
    }
  }

  /** Like {@link get}, for the event loop: see {@link putAsync}. */
  async getAsync(options?: AsyncWaitOptions): Promise<T> {
    const packet = borrowPacket();
    try {
      if (!(await this.ends.get.suspend(packet, options))) throw stayedEmpty(this);
      return packet.unpack() as T;
    } finally {
      returnPacket(packet);
    }
  }

  /** Like {@link get}, but throws a {@link QueueEmptyError} where that would have to wait. */
  getNowait(): T {
    return this.get(NO_WAIT);
  }

  /** Items as they come, until the queue is shut down: `for (const item of queue)`. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    try {
      for (;;) yield this.get();
    } catch (error) {
      if (!(error instanceof QueueShutDownError)) throw error;
    }
  }

  /** The same on the event loop: `for await (const item of queue)`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) yield await this.getAsync();
    } catch (error) {
      if (!(error instanceof QueueShutDownError)) throw error;
    }
  }

  /** How many items are in it, at this moment. */
  qsize(): number {
    return this.store.size;
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
    if (!this.countDone()) {
      throw new RangeError('Cannot call taskDone() more often than items were put');
    }
  }

  /**
   * Blocks this thread until {@link taskDone} was called for every item put.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns true when all is done, false when time was up.
   */
  join(options?: WaitOptions): boolean {
    return block(this.joining(), options);
  }

  /** Like {@link join}, for the event loop, and with a `signal` among the options. */
  joinAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return suspend(this.joining(), options);
  }

  /**
   * Ends the queue: further puts throw a {@link QueueShutDownError}, and so do gets, once
   * it is empty. Whoever waits now is told at once.
   *
   * @param options.immediate whether to drop the items that are there, and count them as
   *   done. Default: false.
   */
  shutdown({ immediate = false }: { immediate?: boolean } = {}): void {
    // Under the lock of those who put: a put that is under way comes before.
    this.ends.put.locked(() => Atomics.store(this.cells, SHUT_DOWN, 1));
    if (immediate) this.ends.get.locked(() => this.dropAll());
    this.ends.put.call();
    this.ends.get.call();
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

  /** Where the items lie. @internal */
  protected makeStore(): Store {
    return new Fifo();
  }

  /** Before anything is touched. @internal */
  protected pack(item: T): Packet {
    const packet = borrowPacket();
    packet.pack(item);
    return packet;
  }

  /** The ends as this thread sees them. */
  private get ends() {
    this[ENDS] ??= { put: this.makePutEnd(), get: this.makeGetEnd() };
    return this[ENDS];
  }

  private makePutEnd(): End {
    const { cells, store } = this;
    return new End({
      queue: this,
      lock: store.putLock,
      places: this.putters,
      tasks: puts,
      turns: () => {
        const maxsize = this.isShutdown ? 0 : this.maxsize;
        return maxsize === 0 ? ALL : maxsize - store.size;
      },
      attempt: (packet) => {
        if (cells[SHUT_DOWN] !== 0) throw shutDown(this, 'put into');
        const maxsize = cells[MAXSIZE] as number;
        if (maxsize > 0 && store.holds(maxsize)) return false;
        store.put(packet);
        probe?.('put', this);
        return true;
      },
      succeeded: () => this.ends.get.call(),
    });
  }

  private makeGetEnd(): End {
    const { cells, store } = this;
    return new End({
      queue: this,
      lock: store.getLock,
      places: this.getters,
      tasks: gets,
      turns: () => {
        // In this order: when it is shut down, nothing more comes.
        const isOver = this.isShutdown;
        return store.size || (isOver ? ALL : 0);
      },
      attempt: (packet) => {
        if (store.isEmpty()) {
          if (!this.isShutdown) return false;
          // Nothing comes any more, but something may have come just before.
          if (store.isEmpty()) throw shutDown(this, 'get from');
        }
        store.get(packet);
        probe?.('get', this);
        return true;
      },
      succeeded: () => {
        if (cells[MAXSIZE] !== 0) this.ends.put.call();
      },
    });
  }

  private dropAll(): void {
    const dropped = borrowPacket();
    for (; !this.store.isEmpty(); this.countDone()) this.store.get(dropped);
    returnPacket(dropped);
  }

  /** Counts an item as done; false when all are. */
  private countDone(): boolean {
    for (;;) {
      const done = Atomics.load(this.cells, DONE);
      if (this.isFinished(done)) return false;
      const after = (done + 1) | 0;
      if (Atomics.compareExchange(this.cells, DONE, done, after) !== done) continue;
      if (this.isFinished(after)) Atomics.notify(this.cells, DONE);
      return true;
    }
  }

  /** Whether as many are done as were put. */
  private isFinished(done: number): boolean {
    return done === Atomics.load(this.store.counts, PUT);
  }

  private *joining(): Waiting<boolean> {
    const { cells } = this;
    for (let expired = false; ; ) {
      const done = Atomics.load(cells, DONE);
      if (this.isFinished(done)) return true;
      if (expired) return false;
      expired = yield { subject: this, cells, index: DONE, value: done };
    }
  }
}
shareable(import.meta, Queue);

/**
 * Unlike a {@link Queue}, which goes on working, these are left half changed by a thread
 * that is terminated in the middle of a put or get: then every call throws an
 * `AbandonedLockError`.
 */
abstract class HeapQueue<T> extends Queue<T> {
  declare readonly store: Heap;

  /**
   * Makes it whole again: all items are in it, except one that was just being put or got.
   *
   * @returns whether there was something to mend.
   */
  recover(): boolean {
    const { putLock } = this.store;
    if (!putLock.recover()) return false;
    if (this.store.isHalfChanged) this.store.mend();
    putLock.release();
    return true;
  }
}

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
export class LifoQueue<T = unknown> extends HeapQueue<T> {
  protected override makeStore(): Store {
    return new Heap({ newestFirst: true });
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
 * @typeParam P numbers and bigints, which may be mixed, or strings, in the order of their
 *   UTF-16 units.
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
export class PriorityQueue<
  T = unknown,
  P extends number | string | bigint = number,
> extends HeapQueue<[priority: P, value: T]> {
  protected override makeStore(): Store {
    return new Heap({ newestFirst: false });
  }

  /** @throws {TypeError} also when the item does not begin with a priority. @internal */
  protected override pack(item: [priority: P, value: T]): Packet {
    const [priority] = Array.isArray(item) ? item : [];
    const type = Number.isNaN(priority) ? 'not a number' : typeof priority;
    if (!['number', 'string', 'bigint'].includes(type)) {
      throw new TypeError(
        "Cannot put this into a PriorityQueue: an item is a pair, [priority, value], its 'priority' a number, a string or a bigint",
      );
    }
    const packet = super.pack(item);
    packet.priority = priority as P;
    return packet;
  }
}
shareable(import.meta, PriorityQueue);

function stayedFull(queue: Queue): QueueFullError {
  const why = queue.full() ? 'it is full' : 'those who wait come first';
  return new QueueFullError(`Cannot put into ${queue}: ${why}`);
}

function stayedEmpty(queue: Queue): QueueEmptyError {
  const why = queue.empty() ? 'it is empty' : 'those who wait come first';
  return new QueueEmptyError(`Cannot get from ${queue}: ${why}`);
}

function shutDown(queue: Queue, action: string): QueueShutDownError {
  return new QueueShutDownError(`Cannot ${action} ${queue}: it is shut down`);
}

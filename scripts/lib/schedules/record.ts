/**
 * Writes down what the main thread of a program does with its threads: which it starts, with
 * what, which it joins, and what it does to shared primitives meanwhile. The memory that they
 * share is kept as it was before.
 *
 * Nothing is asked of the program for that: it runs as always, and what it calls is noted.
 */
import { Barrier } from '../../../modules/core/barrier.ts';
import { Condition } from '../../../modules/core/condition.ts';
import { Event } from '../../../modules/core/event.ts';
import { isCore } from '../../../modules/core/internal/explore/memory.ts';
import type { Task } from '../../../modules/core/internal/message/task.ts';
import { Lock } from '../../../modules/core/lock.ts';
import { LifoQueue, PriorityQueue, Queue } from '../../../modules/core/queue.ts';
import { RLock } from '../../../modules/core/rlock.ts';
import { BoundedSemaphore, Semaphore } from '../../../modules/core/semaphore.ts';
import { SharedArray, SharedValue } from '../../../modules/core/shared.ts';
import { Thread } from '../../../modules/core/thread.ts';

/** A thread that was started. */
export interface Started {
  thread: Thread;
  name: string;
  task: Task;
  /** What it has returned; undefined as long as it was not joined. */
  result?: unknown;
}

/** What main has done after the first start: in this order, each when it was over. */
export type Deed =
  | { deed: 'start' | 'join'; thread: number }
  | { deed: 'call'; object: object; method: string; args: unknown[] };

/** What main did. */
export class Recording {
  readonly started: Started[] = [];
  readonly deeds: Deed[] = [];
  /** How many threads had been started each time that all of them were joined. */
  readonly rounds: number[] = [];
  readonly #memory = new Map<SharedArrayBuffer, Uint8Array>();
  readonly #left = new Set<Thread>();
  readonly #objects = new Set<object>();

  /** Also keeps the memory that the thread will share, unless others share it already. */
  starts(started: Started): void {
    this.deeds.push({ deed: 'start', thread: this.started.push(started) - 1 });
    this.#left.add(started.thread);
    this.#keep(started.task.args);
  }

  joins(thread: Thread, result: unknown): void {
    if (!this.#left.delete(thread)) return;
    const number = this.started.findIndex((each) => each.thread === thread);
    (this.started[number] as Started).result = result;
    this.deeds.push({ deed: 'join', thread: number });
    if (this.#left.size === 0) this.rounds.push(this.started.length);
  }

  /** What nobody shares yet is in the memory when it is kept. */
  calls(object: object, method: string, args: unknown[]): void {
    if (!this.#objects.has(object)) return;
    this.deeds.push({ deed: 'call', object, method, args });
  }

  restore(): void {
    for (const [buffer, bytes] of this.#memory) new Uint8Array(buffer).set(bytes);
  }

  #keep(value: unknown): void {
    if (typeof value !== 'object' || value === null || this.#objects.has(value)) return;
    if (value instanceof SharedArrayBuffer) {
      if (this.#memory.has(value)) return;
      this.#memory.set(value, new Uint8Array(value).slice());
      return;
    }
    this.#objects.add(value);
    if (ArrayBuffer.isView(value)) this.#keep(value.buffer);
    else {
      const fields = value instanceof Map ? [...value].flat() : Object.values(value);
      for (const field of value instanceof Set ? value : fields) this.#keep(field);
    }
  }
}

/** What changes something; main's looks are its own affair. */
const CHANGES: [type: { prototype: object }, methods: string[]][] = [
  [Lock, ['acquire', 'acquireAsync', 'release', 'recover']],
  [RLock, ['acquire', 'release', 'recover']],
  [Semaphore, ['acquire', 'acquireAsync', 'tryAcquire', 'release']],
  [BoundedSemaphore, ['release']],
  [Event, ['set', 'clear', 'wait', 'waitAsync']],
  [Condition, ['wait', 'waitAsync', 'notify', 'notifyAll']],
  [Barrier, ['wait', 'waitAsync', 'abort', 'reset']],
  [Queue, ['put', 'putAsync', 'get', 'getAsync', 'taskDone', 'join', 'joinAsync']],
  [Queue, ['shutdown', 'recover']],
  [LifoQueue, []],
  [PriorityQueue, ['put', 'putAsync']],
  [SharedValue, ['store', 'addAt']],
  [SharedArray, ['store', 'addAt']],
];

/** Notes what the program does from now on. */
export function record(): Recording {
  const recording = new Recording();
  // In an operation of one primitive, others are used that are nobody's business.
  let depth = 0;
  const note = (object: object, method: string, args: unknown[], result: unknown) => {
    if (result !== false) recording.calls(object, method, args);
  };
  replace(Thread.prototype, 'launch', (thread, launch, start) => {
    const { name, task } = start as { name: string; task: Task };
    recording.starts({ thread: thread as Thread, name, task });
    return launch();
  });
  replace(Thread.prototype, 'join', async (thread, join) => {
    let result: unknown;
    try {
      result = await join();
    } finally {
      if (!(thread as Thread).isAlive()) recording.joins(thread as Thread, result);
    }
    return result;
  });
  for (const [{ prototype }, methods] of CHANGES) {
    for (const method of methods) {
      replace(prototype, method, (object, call, ...args) => {
        if (depth > 0 || !isCore(object)) return call();
        depth++;
        let result: unknown;
        try {
          result = call();
        } finally {
          depth--;
        }
        if (!(result instanceof Promise)) note(object, method, args, result);
        else
          void result.then((value) => note(object, method, args, value)).catch(() => {});
        return result;
      });
    }
  }
  return recording;
}

/** Puts something around a method. */
function replace(
  prototype: object,
  method: string,
  around: (self: object, call: () => unknown, ...args: unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(prototype, method);
  if (typeof original !== 'function') return;
  const value = function (this: object, ...args: unknown[]) {
    return around(this, () => Reflect.apply(original, this, args), ...args);
  };
  Object.defineProperty(prototype, method, { value, configurable: true, writable: true });
}

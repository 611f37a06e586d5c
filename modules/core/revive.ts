import { Barrier } from './barrier.ts';
import { Condition } from './condition.ts';
import { Event } from './event.ts';
import { ItemMemory } from './internal/queue/item-memory.ts';
import { ThreadLocal } from './local.ts';
import { Lock } from './lock.ts';
import { DictProxy, ListProxy, ValueProxy } from './internal/manager/data.ts';
import { LockProxy } from './internal/manager/lock.ts';
import { QueueProxy } from './internal/manager/queue.ts';
import { PipeEnd } from './pipe.ts';
import { primitivesIn } from './internal/message/primitives.ts';
import { LifoQueue, PriorityQueue, Queue } from './queue.ts';
import { RLock } from './rlock.ts';
import { BoundedSemaphore, Semaphore } from './semaphore.ts';
import { SharedArray, SharedValue } from './shared.ts';

const classes: Record<string, { prototype: object }> = {
  Barrier,
  BoundedSemaphore,
  Condition,
  DictProxy,
  Event,
  ItemMemory,
  LifoQueue,
  ListProxy,
  Lock,
  LockProxy,
  PipeEnd,
  PriorityQueue,
  Queue,
  QueueProxy,
  RLock,
  Semaphore,
  SharedArray,
  SharedValue,
  ThreadLocal,
  ValueProxy,
};

/**
 * Gives the shared primitives in a message their methods back: for messages that come
 * over a bare `MessagePort`, a `Worker`'s `workerData`, or as a Piscina task. (`Thread`
 * and `Process` do it by themselves for their arguments.)
 *
 * Structured clone, which carries messages between threads, copies fields but no classes;
 * a primitive's fields hold its shared memory.
 *
 * Python: the same happens inside the pickling of `multiprocessing`'s locks and values.
 *
 * @param message any value; searched through arrays, plain objects, Maps and Sets.
 * @returns the same value, its primitives changed in place.
 *
 * @example
 * ```ts
 * import { parentPort } from 'node:worker_threads';
 * import type { Lock } from '../core/lock.ts';
 * import { revive } from '../core/revive.ts';
 *
 * parentPort?.on('message', (message: { lock: Lock }) => {
 *   using _held = revive(message).lock.hold();
 * });
 * ```
 */
export function revive<T>(message: T): T {
  for (const { primitive, className } of primitivesIn(message)) {
    const Class = classes[className];
    if (Class) Object.setPrototypeOf(primitive, Class.prototype);
  }
  return message;
}

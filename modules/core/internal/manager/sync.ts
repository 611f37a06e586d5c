/** What keeps processes from each other's way: locks, semaphores and events. */
import { AbandonedLockError, TimeoutError } from '../../errors.ts';
import type { AsyncWaitOptions } from '../sync/deadline.ts';
import type { Caller } from './protocol.ts';
import { type ManagerProxy, type MethodsOf, proxyTo } from './proxy.ts';

/** What a lock and a semaphore of a manager have in common. */
interface Holdable extends ManagerProxy {
  /**
   * Waits for it, in the order of asking; the event loop goes on.
   *
   * @param options timeout in milliseconds, none by default; signal: its abort rejects.
   * @returns true when this thread has it, false when time was up.
   * @throws {AbandonedLockError} when the holder of a lock ended without releasing it.
   */
  acquire(options?: AsyncWaitOptions): Promise<boolean>;
  /** @throws {Error} when it is a lock, and this thread does not hold it. */
  release(): Promise<void>;
  /**
   * Takes it for the rest of a block. Python: `with lock:`.
   *
   * @throws {TimeoutError} when time was up; otherwise like {@link acquire}.
   */
  hold(options?: AsyncWaitOptions): Promise<AsyncDisposable>;
  /** Whether an acquire could not have it now: all is held, or a holder has ended. */
  locked(): Promise<boolean>;
}

async function hold(
  this: Holdable,
  options?: AsyncWaitOptions,
): Promise<AsyncDisposable> {
  if (!(await this.acquire(options))) {
    throw new TimeoutError(`Cannot acquire ${this} within ${options?.timeout} ms`);
  }
  let released: Promise<void> | undefined;
  const release = () => {
    released ??= this.release();
    return released;
  };
  return { [Symbol.asyncDispose]: release };
}

/**
 * A lock that a manager keeps: one of the threads and processes that have this proxy can
 * hold it.
 *
 * Python: `manager.Lock()`, and `multiprocessing.Lock`. As with the core's `Lock`, only
 * the thread that took it can release it, async tasks of one thread exclude each other,
 * and a holder that ends without releasing leaves it abandoned. A deadlock is not seen
 * here: use a timeout.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 *
 * await using manager = await Manager.start();
 * const lock = manager.lock('accounts');
 * await using _held = await lock.hold(); // from here on, one at a time
 * ```
 */
export interface LockProxy extends Holdable {
  /** Names the lock in errors. */
  readonly name: string;
  /**
   * Takes an abandoned lock, for a thread that will mend what it protects.
   *
   * @returns true when this thread now holds it, false when it is not abandoned (any more).
   */
  recover(): Promise<boolean>;
}

interface Lock {
  readonly name: string;
  holder?: Caller | 'abandoned' | undefined;
}

const lockMethods: MethodsOf<LockProxy, Lock> = {
  acquire: {
    attempt(lock, _args, caller) {
      if (lock.holder === 'abandoned') {
        throw new AbandonedLockError(
          `Cannot acquire <LockProxy '${lock.name}'>: the thread or process that held it has ended without releasing it; check what the lock protects, then take it with recover()`,
        );
      }
      if (lock.holder) return undefined;
      lock.holder = caller;
      return { value: true, putBack: () => free(lock) };
    },
  },
  release(lock, _args, caller) {
    if (lock.holder === caller) return free(lock);
    throw new Error(
      `Cannot release <LockProxy '${lock.name}'>: this thread does not hold it`,
    );
  },
  locked: ({ holder }) => holder !== undefined,
  recover(lock, _args, caller) {
    if (lock.holder !== 'abandoned') return false;
    lock.holder = caller;
    return true;
  },
};

function free(lock: Lock): void {
  lock.holder = undefined;
}

function abandon(lock: Lock, caller: Caller): void {
  if (lock.holder === caller) lock.holder = 'abandoned';
}

export const LockProxy = proxyTo(import.meta, 'LockProxy', lockMethods, abandon);
LockProxy.prototype.hold = hold;

/**
 * A semaphore that a manager keeps: so many of those that have this proxy can hold it. It
 * has no owners: any of them can release it, and what one held that has ended is lost.
 *
 * Python: `manager.Semaphore()`, and `asyncio.Semaphore`.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 *
 * await using manager = await Manager.start();
 * const seats = manager.semaphore(2);
 * await using _seat = await seats.hold(); // from here on, at most two at a time
 * ```
 */
export interface SemaphoreProxy extends Holdable {}

const semaphoreMethods: MethodsOf<SemaphoreProxy, { value: number }> = {
  acquire: {
    attempt(state) {
      if (state.value === 0) return undefined;
      state.value--;
      return { value: true, putBack: () => void state.value++ };
    },
  },
  release: (state) => void state.value++,
  locked: (state) => state.value === 0,
};

export const SemaphoreProxy = proxyTo(import.meta, 'SemaphoreProxy', semaphoreMethods);
SemaphoreProxy.prototype.hold = hold;

/**
 * An event that a manager keeps: those that have this proxy wait until one of them sets it.
 *
 * Python: `manager.Event()`, and `multiprocessing.Event`.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 * import { print } from '../core/print.ts';
 *
 * await using manager = await Manager.start();
 * const ready = manager.event();
 * setTimeout(() => ready.set(), 100);
 * print(await ready.wait(), await ready.isSet()); // true true
 * ```
 */
export interface EventProxy extends ManagerProxy {
  /** Lets all go on who wait, and all who come later. */
  set(): Promise<void>;
  /** From here on, whoever comes waits. */
  clear(): Promise<void>;
  isSet(): Promise<boolean>;
  /**
   * Waits until it is set; the event loop goes on.
   *
   * @param options timeout in milliseconds, none by default; signal: its abort rejects.
   * @returns true when it is set, false when time was up.
   */
  wait(options?: AsyncWaitOptions): Promise<boolean>;
}

const eventMethods: MethodsOf<EventProxy, { isSet: boolean }> = {
  set: (state) => void Object.assign(state, { isSet: true }),
  clear: (state) => void Object.assign(state, { isSet: false }),
  isSet: (state) => state.isSet,
  wait: { attempt: (state) => (state.isSet ? { value: true } : undefined) },
};

export const EventProxy = proxyTo(import.meta, 'EventProxy', eventMethods);

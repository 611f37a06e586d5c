/** What all actors of a stress run share, and what each of them needs. */

import { Barrier } from '../../modules/core/barrier.ts';
import { Condition } from '../../modules/core/condition.ts';
import { Event } from '../../modules/core/event.ts';
import type { AsyncWaitOptions } from '../../modules/core/internal/sync/deadline.ts';
import { randomFrom } from '../../modules/core/internal/sync/probe.ts';
import { Lock } from '../../modules/core/lock.ts';
import {
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmptyError,
  QueueFullError,
} from '../../modules/core/queue.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { BoundedSemaphore, Semaphore } from '../../modules/core/semaphore.ts';
import { disturb, soon } from './waits.ts';

/** The places where actors work together; what they do besides, they do everywhere. */
export const stations = [
  'Queue',
  'LifoQueue',
  'PriorityQueue',
  'Condition',
  'Barrier',
  'Event',
] as const;
export type Station = (typeof stations)[number];

/** One who works at a station: a thread of its own, or one of several tasks of a thread. */
export interface Actor {
  number: number;
  blocking: boolean;
  station: Station;
  /** Which one it is at its station; where half of them give and half take, the even give. */
  role: number;
}

/** What goes through the queues. */
export type Item = [priority: number, what: { giver: number; n: number; load: unknown }];

/** What the actors of one station share. */
export interface Place {
  actors: number;
  /** How often each one who gives gives, or each one comes to a meeting. */
  steps: number;
  /** A word for everything that has to happen exactly once. */
  marks: Int32Array;
  cells: Int32Array;
}

/** The words of a place. */
export const cell = {
  givers: 0,
  inside: 1,
  count: 2,
  first: 3,
  closed: 4,
  arrived: 5,
  actions: 6,
  buffer: 8,
};
export const BUFFER = 4;

/** Words that belong to no station: who is inside, and how often somebody was. */
export const side = {
  lockInside: 0,
  lockCount: 1,
  lockTimes: 2,
  rlockInside: 3,
  rlockCount: 4,
  rlockTimes: 5,
  semaphoreInside: 6,
  boundedInside: 7,
};

const SEMAPHORE_PERMITS = 3;
const BOUNDED_PERMITS = 2;

export interface World {
  seed: number;
  chaos: boolean;
  lock: Lock;
  rlock: RLock;
  semaphore: Semaphore;
  bounded: BoundedSemaphore;
  side: Int32Array;
  places: Record<Station, Place>;
  queues: Record<'Queue' | 'LifoQueue' | 'PriorityQueue', Queue<Item>>;
  notEmpty: Condition<Lock>;
  notFull: Condition<Lock>;
  barrier: Barrier;
  mended: Barrier;
  ring: Event[];
  /** What each actor does now, and how much it has done. */
  doing: Int32Array;
  done: Int32Array;
}

const words = (count: number) => new Int32Array(new SharedArrayBuffer(4 * count));

/** @param operations how many there will be, more or less. */
export function createWorld(
  seed: number,
  actors: Actor[],
  operations: number,
  chaos: boolean,
): World {
  const places = Object.fromEntries(
    stations.map((station) => {
      const count = actors.filter((actor) => actor.station === station).length;
      const givers = Math.ceil(count / 2);
      const meeting = station === 'Barrier' || station === 'Event';
      const steps = Math.ceil(operations / 10 / (meeting ? count : 2 * givers));
      const cells = words(cell.buffer + BUFFER);
      cells[cell.givers] = givers;
      return [station, { actors: count, steps, marks: words(count * steps), cells }];
    }),
  ) as Record<Station, Place>;
  const guard = new Lock();
  const ring = Array.from({ length: places.Event.actors }, () => new Event());
  ring[0]?.set();
  return {
    seed,
    chaos,
    lock: new Lock(),
    rlock: new RLock(),
    semaphore: new Semaphore(SEMAPHORE_PERMITS),
    bounded: new BoundedSemaphore(BOUNDED_PERMITS),
    side: words(Object.keys(side).length),
    places,
    queues: {
      Queue: new Queue<Item>(3),
      LifoQueue: new LifoQueue<Item>(3),
      PriorityQueue: new PriorityQueue<Item[1]>(3),
    },
    notEmpty: new Condition<Lock>(guard),
    notFull: new Condition<Lock>(guard),
    barrier: new Barrier(places.Barrier.actors),
    mended: new Barrier(places.Barrier.actors),
    ring,
    doing: words(actors.length),
    done: words(actors.length),
  };
}

/** What actors do that may take time, for the report of those that hang. */
export const doings = [
  'nothing yet',
  'Lock.acquire',
  'RLock.acquire',
  'Semaphore.acquire',
  'BoundedSemaphore.acquire',
  'put',
  'get',
  'join',
  'Condition.acquire',
  'Condition.waitFor',
  'Barrier.wait',
  'Event.wait',
  'nothing any more',
] as const;
export type Doing = (typeof doings)[number];

/** An actor at work: its chances, its waits, and what it does besides its station's work. */
export class Player {
  readonly world: World;
  readonly actor: Actor;
  readonly place: Place;
  readonly random: () => number;

  constructor(world: World, actor: Actor) {
    this.world = world;
    this.actor = actor;
    this.place = world.places[actor.station];
    this.random = randomFrom(world.seed * 1000 + actor.number);
  }

  get blocking(): boolean {
    return this.actor.blocking;
  }

  /** A whole number below this. */
  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  demand(isSo: boolean, what: string): void {
    if (!isSo) throw new Error(what);
  }

  says(doing: Doing): void {
    Atomics.store(this.world.doing, this.actor.number, doings.indexOf(doing));
  }

  /** Counts something done. */
  did(): void {
    Atomics.add(this.world.done, this.actor.number, 1);
  }

  /**
   * Waits, mostly without a limit, at times with a short one or a signal that aborts soon:
   * then again and again, until it comes to an end that is none of these.
   */
  async insist<T>(
    doing: Doing,
    wait: (options?: AsyncWaitOptions) => T | Promise<T>,
  ): Promise<T> {
    this.says(doing);
    for (;;) {
      const { options, begin } = this.patience(wait);
      try {
        const result = await begin();
        if (result !== false) return result;
        this.demand(options?.timeout !== undefined, `${doing} gave up without a limit`);
      } catch (error) {
        const late = error instanceof QueueEmptyError || error instanceof QueueFullError;
        const early = (error as Error).name === 'AbortError';
        if (!(late && options?.timeout !== undefined) && !(early && options?.signal)) {
          throw error;
        }
      }
    }
  }

  /** How long this wait is to be, and what begins it. */
  private patience<T>(wait: (options?: AsyncWaitOptions) => T): {
    options: AsyncWaitOptions | undefined;
    begin: () => T;
  } {
    const chance = this.random();
    if (chance < 0.75) return { options: undefined, begin: () => wait() };
    if (chance < 0.85 || this.blocking) {
      const options = { timeout: this.below(4) };
      return { options, begin: () => wait(options) };
    }
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const abort = () => controller.abort();
    const turns = this.below(6);
    if (chance < 0.92) {
      return { options, begin: () => disturb(turns, abort, () => wait(options)) };
    }
    if (turns === 0) setTimeout(abort, this.below(3));
    else void soon(turns, abort);
    return { options, begin: () => wait(options) };
  }

  /** Something that has nothing to do with the station, or nothing. */
  async besides(): Promise<void> {
    const chance = this.random();
    if (chance < 0.25) await this.underLock();
    else if (chance < 0.35) this.blocking ? this.underRLock() : await this.letOthers();
    else if (chance < 0.5) await this.withPermit('Semaphore');
    else if (chance < 0.65) await this.withPermit('BoundedSemaphore');
  }

  private async underLock(): Promise<void> {
    const { lock, side: cells } = this.world;
    if (this.random() < 0.2) {
      if (!lock.tryAcquire()) return;
    } else {
      await this.insist('Lock.acquire', (options) =>
        this.blocking ? lock.acquire(options) : lock.acquireAsync(options),
      );
    }
    const alone = Atomics.add(cells, side.lockInside, 1) === 0;
    this.demand(alone, 'Lock: two are inside');
    const count = cells[side.lockCount] as number;
    await this.letOthers();
    cells[side.lockCount] = count + 1;
    Atomics.add(cells, side.lockTimes, 1);
    Atomics.sub(cells, side.lockInside, 1);
    lock.release();
    this.did();
  }

  private underRLock(): void {
    const { rlock, side: cells } = this.world;
    const depth = 1 + this.below(3);
    this.says('RLock.acquire');
    for (let taken = 0; taken < depth; ) {
      const options = this.random() < 0.8 ? undefined : { timeout: this.below(3) };
      if (rlock.acquire(options)) taken++;
      else this.demand(taken === 0, 'RLock: its owner cannot take it again');
    }
    const alone = Atomics.add(cells, side.rlockInside, 1) === 0;
    this.demand(alone, 'RLock: two are inside');
    cells[side.rlockCount] = (cells[side.rlockCount] as number) + 1;
    Atomics.add(cells, side.rlockTimes, 1);
    // Still its own until it is released for the last time.
    for (let left = depth; left > 0; left--) {
      this.demand(rlock.isOwned(), 'RLock: lost before its last release');
      if (left === 1) Atomics.sub(cells, side.rlockInside, 1);
      rlock.release();
    }
    this.did();
  }

  private async withPermit(kind: 'Semaphore' | 'BoundedSemaphore'): Promise<void> {
    const { semaphore, bounded, side: cells } = this.world;
    const [one, inside, most] =
      kind === 'Semaphore'
        ? [semaphore, side.semaphoreInside, SEMAPHORE_PERMITS]
        : [bounded, side.boundedInside, BOUNDED_PERMITS];
    const enter = () => {
      const now = Atomics.add(cells, inside, 1) + 1;
      this.demand(now <= most, `${kind}: ${now} have one of ${most} permits`);
    };
    const leave = () => {
      Atomics.sub(cells, inside, 1);
      one.release();
    };
    await this.insist(`${kind}.acquire`, (options) =>
      this.blocking ? one.acquire(options) : one.acquireAsync(options),
    );
    enter();
    await this.letOthers();
    leave();
    // Now and then many in a row, so that those of two threads meet.
    for (let more = this.random() < 0.2 ? 50 : 0; more > 0; more--) {
      if (!one.tryAcquire()) continue;
      enter();
      leave();
    }
    this.did();
  }

  /** On the event loop: lets the other tasks go on, for a moment. */
  async letOthers(): Promise<void> {
    const chance = this.random();
    if (this.blocking || chance < 0.5) return;
    if (chance < 0.95) await soon(this.below(4), () => {});
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

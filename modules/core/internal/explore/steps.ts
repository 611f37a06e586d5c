/**
 * In an explorer's thread: which of what it does is a step that has to be allowed, and what
 * is told of it. Longer than other files, as one object keeps all of that.
 */
import type { ProbeEvent } from '../sync/probe.ts';
import type { Control } from './control.ts';
import { ACCESS_WORDS, ACCESSES, ended, head, MAX_ACCESSES } from './layout.ts';
import { hashing, type Region } from './memory.ts';
import { sourceLine } from './source-line.ts';

/** Thrown where a thread stands when the schedule is over. */
export class Broken extends Error {
  override name = 'Broken';
}

/** How something touches shared memory, for those who look for data races. */
export const access = { read: 0, write: 1, acquire: 2, release: 3, both: 4 } as const;

/** What a step does to something that is shared, in the words of the probe. */
export interface Deed {
  event: ProbeEvent;
  /** `Lock`, `Queue`; `Array` for a bare one; empty for the thread itself. */
  kind: string;
  name: string;
}

/** A line of a trace. */
export interface StepEvent {
  order: number;
  thread: number;
  text: string;
  /** Where in the scenario's code: `file:///…/bank.ts:12:5`. */
  source?: string | undefined;
  deeds: Deed[];
}

/** What a thread was given for one exploration. */
export interface Session {
  control: Control;
  me: number;
  regions: Region[];
  /** Whether each Atomics operation is a step, those inside the primitives too. */
  inside: boolean;
  /** The words of the table that count as steps. */
  table: Set<number>;
}

/** A broken schedule's finally blocks may do so much. */
const MAX_LAST_STEPS = 10_000;
/** So many reads and nothing else: it spins. */
const SPIN_READS = 32;
/** Regions that are larger hold what is read without Atomics, under a lock. */
const LOCK_BYTES = 64;

export class Steps {
  session: Session | undefined;
  /** How deep in operations of primitives it is, and on which one. */
  depth = 0;
  subject = '';
  /** Whether it has changed something since this was set to false. */
  wrote = false;
  events: StepEvent[] = [];
  /** What was done since the last line: it belongs to the next one. */
  #deeds: Deed[] = [];
  /** What was loaded last, and how often in a row. */
  lastLoad = { region: -1, index: -1, value: 0, times: 0 };
  #isAllowed = false;
  #reads = 0;
  #lastSteps = 0;
  #numbers = new Map<ArrayBufferLike, number>();
  #learnPlain: Control['hashMemory'] = () => {};
  #learnBare: Control['hashMemory'] = () => {};
  #running = false;
  /** The last one that was asked for is often the next one. */
  #last: { buffer?: ArrayBufferLike; number: number } = { number: -1 };

  open(session: Session, seats: readonly number[], limits: Int32Array): void {
    const { regions, control } = session;
    this.session = session;
    this.#numbers = new Map(regions.map(({ buffer }, i) => [buffer, i]));
    this.#last = { number: -1 };
    control.hashMemory = hashing(regions, limits, seats);
    const only = (wanted: (region: Region) => boolean) => {
      const some = limits.slice();
      regions.forEach((region, i) => {
        if (!wanted(region)) some[i] = 0;
      });
      return hashing(regions, some, []);
    };
    this.#learnPlain = only(
      ({ kind, bytes }) => kind === 'core' && bytes.length > LOCK_BYTES,
    );
    this.#learnBare = only(({ kind }) => kind === 'bare');
  }

  /** A schedule begins, or is over, in this thread. */
  set running(running: boolean) {
    this.#running = running;
    // Its first step is the one that it was chosen for.
    this.#isAllowed = true;
    this.#reads = 0;
    this.#lastSteps = 0;
    this.#deeds = [];
    this.depth = 0;
  }

  get running(): boolean {
    return this.#running;
  }

  /** The number of a piece of shared memory; -1 for one that the others do not have. */
  numberOf(buffer: ArrayBufferLike): number {
    if (!this.#running) return -1;
    if (this.#last.buffer !== buffer) {
      this.#last = { buffer, number: this.#numbers.get(buffer) ?? -1 };
    }
    return this.#last.number;
  }

  /** Whether an Atomics operation there is a step of its own. */
  isStep(region: number, index: number): boolean {
    const { regions, inside, table } = this.session as Session;
    const kind = regions[region]?.kind;
    if (kind === 'bare') return true;
    if (kind === 'table') return inside && table.has(index);
    return inside && kind === 'core';
  }

  /** Before a step: returns when it may be taken. */
  point(): void {
    const { control } = this.session as Session;
    if (control.isBroken) {
      if (++this.#lastSteps > MAX_LAST_STEPS) throw new Broken();
      return;
    }
    const steps = control.get(head.steps) + 1;
    control.set(head.steps, steps);
    if (this.#isAllowed) {
      this.#isAllowed = false;
      return;
    }
    if (control.look()) {
      if (control.get(head.textLength) > 0) control.stop(ended.violated);
      else if (steps > control.get(head.maxSteps)) control.stop(ended.endless);
      else control.pass(true);
    }
    if (control.isBroken) throw new Broken();
  }

  /** The next step was chosen together with what has just happened. */
  allowNext(): void {
    this.#isAllowed = (this.session as Session).inside;
  }

  /** After a step that only reads: who does nothing else lets others go on. */
  hasRead(): void {
    if (++this.#reads % SPIN_READS !== 0) return;
    const { control } = this.session as Session;
    if (control.isBroken) return;
    control.set(head.steps, control.get(head.steps) + 1);
    if (control.get(head.steps) > control.get(head.maxSteps)) control.stop(ended.endless);
    else control.letOthers();
    if (control.isBroken) throw new Broken();
  }

  hasWritten(): void {
    this.#reads = 0;
    this.wrote = true;
  }

  /** Throws, when the schedule is over. */
  demandWhole(): void {
    if ((this.session as Session).control.isBroken) throw new Broken();
  }

  /** What a read has shown decides how the thread goes on. */
  learn(value: number, where: number): void {
    (this.session as Session).control.learn(value, where);
  }

  /** So does what it may now read without Atomics: under a lock that it has just taken. */
  learnPlain(ofBare: boolean): void {
    const hash = { low: 3, high: 4 };
    (ofBare ? this.#learnBare : this.#learnPlain)(hash);
    this.learn(hash.low, 5);
    this.learn(hash.high, 7);
  }

  /**
   * At the end of an operation: how it has come to its result plays no part any more. What
   * else decides which of the next steps may be taken does.
   */
  forgetSince(knowledge: Control['knowledge']): void {
    (this.session as Session).control.knowledge = knowledge;
    this.lastLoad.region = -1;
    this.learn((this.#reads % SPIN_READS) * 2 + Number(this.#isAllowed), 9);
  }

  log(kind: number, region: number, index: number): void {
    const { control, me } = this.session as Session;
    const count = control.get(head.accesses);
    if (count >= MAX_ACCESSES) return;
    control.set(head.accesses, count + 1);
    const at = ACCESSES + count * ACCESS_WORDS;
    control.set(at, me);
    control.set(at + 1, kind);
    control.set(at + 2, region);
    control.set(at + 3, index);
  }

  get isTraced(): boolean {
    return this.#running && this.session?.control.get(head.traced) === 1;
  }

  note(event: ProbeEvent, kind: string, name: string): void {
    if (this.isTraced) this.#deeds.push({ event, kind, name });
  }

  tell(text: string): void {
    if (!this.isTraced) return;
    const { control, me } = this.session as Session;
    if (control.isBroken) return;
    const order = control.get(head.order);
    control.set(head.order, order + 1);
    const deeds = this.#deeds.splice(0);
    this.events.push({ order, thread: me, text, source: sourceLine(), deeds });
  }
}

/** This thread's. */
export const steps = new Steps();

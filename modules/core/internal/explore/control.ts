/**
 * Who may take the next step: all that the explorer's threads and the one that explores
 * agree on, in shared memory. Nobody has a thread for it. Whoever runs decides at its next
 * step who goes on, so that going on oneself costs no hand-over, and a switch one wake-up.
 *
 * Longer than other files, as all that touches these words is here.
 */

/** The real ones: in the explorer's threads those of `Atomics` are replaced. */
export const real = { ...atomics() };

function atomics() {
  const { load, store, add, sub, and, or, xor, exchange } = Atomics;
  const { compareExchange, wait, waitAsync, notify } = Atomics;
  return {
    ...{ load, store, add, sub, and, or, xor, exchange },
    ...{ compareExchange, wait, waitAsync, notify },
  };
}

export const MAX_THREADS = 6;
/** The one that explores, as a party. */
export const EXPLORER = MAX_THREADS;
/** How many waits of a thread can be under way: the first blocks it, the others are async. */
const MAX_WAITS = 10;
const MAX_OPTIONS = 16;
const MAX_DECISIONS = 2 ** 14;
export const MAX_ACCESSES = 2 ** 14;
const MAX_TEXT = 1000;

/** How a schedule has ended. */
export const ended = {
  running: 0,
  done: 1,
  stuck: 2,
  violated: 3,
  endless: 4,
  paused: 5,
  nondeterministic: 6,
} as const;

const state = { ready: 0, blocked: 1, done: 2, serving: 3 } as const;
export const wake = { none: 0, waiting: 1, notified: 2, late: 3 } as const;
export const command = { run: 0, tell: 1, leave: 2 } as const;
export const strategy = { depthFirst: 0, random: 1, pct: 2 } as const;

/** The words at the beginning. */
export const head = {
  end: 0,
  steps: 1,
  maxSteps: 2,
  /** How many decisions were made, and how many of them are given. */
  decisions: 3,
  given: 4,
  /** At this decision it pauses; -1 if at none. */
  pauseAt: 5,
  threads: 6,
  strategy: 7,
  random: 8,
  timeouts: 9,
  /** Everybody gives up: the schedule is over. */
  broken: 10,
  traced: 11,
  /** Whether the explorer looks between any two steps, and for whom it does just now. */
  watched: 12,
  asking: 13,
  textLength: 14,
  order: 15,
  accesses: 16,
  hashed: 17,
  /** What whoever gets its turn between two schedules is to do. */
  command: 18,
  /** For PCT: from these steps on, whoever runs comes last. */
  changePoint: 19,
  /** When it pauses: after so many steps more that nobody chooses; -1 if not among them. */
  forced: 24,
};
const MAX_CHANGE_POINTS = 4;

const GO = 32;
/** Words that different threads wait for lie apart. */
const APART = 16;
const THREADS = GO + (MAX_THREADS + 1) * APART;
const thread = { state: 0, low: 1, high: 2, priority: 3, waits: 4 };
/** The words of a wait. */
export const wait = {
  status: 0,
  region: 1,
  index: 2,
  order: 3,
  timed: 4,
  end: 5,
  value: 6,
};
const WAIT_WORDS = 8;
const THREAD_WORDS = thread.waits + MAX_WAITS * WAIT_WORDS;
const TEXT = THREADS + MAX_THREADS * THREAD_WORDS;
const GIVEN = TEXT + MAX_TEXT;
const RECORD = GIVEN + MAX_DECISIONS;
/** A decision: who could have gone on, what was chosen, a hash, and the options. */
const record = { current: 0, chosen: 1, low: 2, high: 3, due: 4, count: 5, options: 6 };
const RECORD_WORDS = record.options + MAX_OPTIONS;
export const ACCESSES = RECORD + MAX_DECISIONS * RECORD_WORDS;
export const ACCESS_WORDS = 4;
const WORDS = ACCESSES + MAX_ACCESSES * ACCESS_WORDS;

/** How long a thread may run without a step, in ms. */
const MAX_SILENCE = 10_000;

/** A decision that was made. */
export interface Decision {
  /** The thread that could have gone on; -1 if it blocks, or has ended. */
  current: number;
  chosen: number;
  low: number;
  high: number;
  /** So many of the times, which come after the turns, are not before any other. */
  due: number;
  options: number[];
}

/** What goes to each thread. */
export interface ControlMemory {
  words: SharedArrayBuffer;
  clock: SharedArrayBuffer;
}

export function controlMemory(): ControlMemory {
  return { words: new SharedArrayBuffer(4 * WORDS), clock: new SharedArrayBuffer(8) };
}

/** Whether a choice is "this thread goes on", and not "the time of that wait is up". */
export function isTurn(choice: number): boolean {
  return choice < MAX_THREADS;
}

export function threadOf(choice: number): number {
  return isTurn(choice) ? choice : Math.floor((choice - MAX_THREADS) / MAX_WAITS);
}

/** What a choice costs of the bound: whoever could go on is not let, or whose time it is. */
export function costOf(choice: number, { current, due, options }: Decision): number {
  if (!isTurn(choice)) {
    const isFirst = options.indexOf(choice) < due;
    return isFirst && !options.some(isTurn) ? 0 : 1;
  }
  return current >= 0 && choice !== current ? 1 : 0;
}

export function mix(hash: number, value: number): number {
  let bits = Math.imul(hash ^ value, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

export class Control {
  readonly words: Int32Array;
  readonly #clock: Float64Array;
  /** Whose hand this is in. */
  readonly #me: number;
  /** Adds the shared memory to a hash. */
  hashMemory: (hash: { low: number; high: number }) => void = () => {};

  constructor({ words, clock }: ControlMemory, me: number) {
    this.words = new Int32Array(words);
    this.#clock = new Float64Array(clock);
    this.#me = me;
  }

  get(which: number): number {
    return this.words[which] as number;
  }

  set(which: number, value: number): void {
    this.words[which] = value;
  }

  /** Milliseconds, on the schedule's own axis. */
  get now(): number {
    return this.#clock[0] as number;
  }

  get isBroken(): boolean {
    return this.get(head.broken) === 1;
  }

  /** Before a schedule: the choices that are given. */
  begin(given: readonly number[]): void {
    const { words } = this;
    const threads = this.get(head.threads);
    words.fill(0, THREADS, TEXT);
    for (let t = threads; t < MAX_THREADS; t++) this.setState(t, state.done);
    for (const which of ['end', 'steps', 'decisions', 'broken', 'textLength'] as const) {
      words[head[which]] = 0;
    }
    words[head.order] = words[head.accesses] = 0;
    words[head.given] = given.length;
    words.set(given, GIVEN);
    this.#clock[0] = 1000;
  }

  /** Sleeps until it is this party's turn. @throws {Error} when nobody takes a step. */
  park(): void {
    const { words } = this;
    const go = GO + this.#me * APART;
    while (real.load(words, go) === 0) {
      const ms = this.#me === EXPLORER ? MAX_SILENCE : Number.POSITIVE_INFINITY;
      if (real.wait(words, go, 0, ms) === 'timed-out') {
        throw new Error(
          `Cannot explore: a thread has run for ${MAX_SILENCE / 1000} s without a step on shared memory`,
        );
      }
    }
    real.store(words, go, 0);
  }

  give(party: number): void {
    const go = GO + party * APART;
    real.store(this.words, go, 1);
    real.notify(this.words, go, 1);
  }

  /** Lets whoever is chosen go on; returns when that is this party, now or later. */
  pass(canGoOn: boolean): void {
    let chosen = this.#choose(canGoOn ? this.#me : -1);
    if (this.isBroken) {
      this.#endWith(this.get(head.end));
      return;
    }
    if (chosen === undefined) {
      this.#endWith(this.#allDone() ? ended.done : ended.stuck);
      return;
    }
    if (!isTurn(chosen)) {
      const t = threadOf(chosen);
      const at = this.waitAt(t, (chosen - MAX_THREADS) % MAX_WAITS);
      this.endWait(t, at, wake.late);
      this.#clock[0] = Math.max(this.now, this.get(at + wait.end));
      chosen = t;
    }
    if (chosen !== this.#me) this.#handOver(chosen);
  }

  /** Lets others go on, if any can: it only spins. That is no preemption. */
  letOthers(): void {
    if (this.#options(-1).length > 0) this.pass(false);
  }

  /** Ends the schedule, as one that could have gone on. */
  stop(how: number): void {
    this.set(head.broken, 1);
    this.#endWith(how);
  }

  #endWith(how: number): void {
    this.set(head.end, how);
    if (this.#me !== EXPLORER) this.#handOver(EXPLORER);
  }

  #handOver(party: number): void {
    // Asked before: the words are the other one's once the turn is given away.
    const goes = this.#me !== EXPLORER && this.stateOf(this.#me) === state.done;
    this.give(party);
    if (!goes) this.park();
  }

  /** Lets the explorer look. */
  ask(): void {
    this.set(head.asking, this.#me);
    this.#handOver(EXPLORER);
  }

  #choose(current: number): number | undefined {
    const { words } = this;
    const options = this.#options(current);
    const number = this.get(head.decisions);
    const pauses = number === this.get(head.pauseAt);
    if (options.length < 2 && !(pauses && options.length === 1 && this.#isEnough())) {
      return options[0];
    }
    if (number >= MAX_DECISIONS) return options[0];
    if (pauses) {
      this.set(head.broken, 1);
      this.set(head.end, ended.paused);
    }
    words[head.decisions] = number + 1;
    const at = RECORD + number * RECORD_WORDS;
    words[at + record.current] = current;
    words[at + record.due] = this.#due(options);
    words[at + record.count] = options.length;
    for (let i = 0; i < options.length; i++) {
      words[at + record.options + i] = options[i] as number;
    }
    let chosen: number;
    // Also of the last one that is given: it has to be what it was.
    const hashes = this.get(head.hashed) === 1 && number >= this.get(head.given) - 1;
    if (hashes) this.#hash(at);
    if (number < this.get(head.given)) {
      chosen = words[GIVEN + number] as number;
      if (!options.includes(chosen)) {
        this.set(head.broken, 1);
        this.set(head.end, ended.nondeterministic);
        chosen = options[0] as number;
      }
    } else {
      chosen = this.#pick(options, current);
    }
    words[at + record.chosen] = chosen;
    return chosen;
  }

  /** Whether it has gone on far enough where there was nothing to choose. */
  #isEnough(): boolean {
    const forced = this.get(head.forced);
    if (forced > 0) this.set(head.forced, forced - 1);
    return forced === 0;
  }

  #options(current: number): number[] {
    const options: number[] = [];
    const threads = this.get(head.threads);
    for (let t = 0; t < threads; t++) {
      if (this.stateOf(t) === state.ready && (t !== this.#me || current >= 0)) {
        options.push(t);
      }
    }
    if (options.length > 0 && this.get(head.timeouts) === 0) return options;
    const times: number[] = [];
    for (let t = 0; t < threads; t++) {
      if (this.stateOf(t) === state.done) continue;
      for (let k = 0; k < MAX_WAITS; k++) {
        const at = this.waitAt(t, k);
        if (this.get(at) !== wake.waiting || this.get(at + wait.timed) === 0) continue;
        times.push(MAX_THREADS + t * MAX_WAITS + k);
      }
    }
    if (times.length > 1) times.sort((a, b) => this.#endOf(a) - this.#endOf(b));
    return [...options, ...times].slice(0, MAX_OPTIONS);
  }

  /** How many of the times are not before any other; they are in their order. */
  #due(options: number[]): number {
    const times = options.filter((option) => !isTurn(option));
    return times.filter((time) => this.#endOf(time) === this.#endOf(times[0] as number))
      .length;
  }

  /** When the time of a wait is up. */
  #endOf(option: number): number {
    return this.get(
      this.waitAt(threadOf(option), (option - MAX_THREADS) % MAX_WAITS) + wait.end,
    );
  }

  #pick(options: number[], current: number): number {
    const turns = options.filter(isTurn);
    const first = turns[0];
    if (this.get(head.strategy) === strategy.depthFirst) {
      if (current >= 0) return current;
      // Time goes on to where the next wait ends.
      if (first === undefined) return options[0] as number;
      // The next one in turn, so that of those who spin each gets its own.
      return turns.find((t) => t > this.#me) ?? first;
    }
    if (turns.length === 0 || (turns.length < options.length && this.#random() < 0.05)) {
      const times = options.filter((option) => !isTurn(option));
      return times[Math.floor(this.#random() * times.length)] as number;
    }
    if (this.get(head.strategy) === strategy.random) {
      if (current >= 0 && this.#random() < 0.75) return current;
      return turns[Math.floor(this.#random() * turns.length)] as number;
    }
    for (let i = 0; i < MAX_CHANGE_POINTS; i++) {
      if (current >= 0 && this.get(head.changePoint + i) === this.get(head.steps)) {
        this.set(this.#threadAt(current) + thread.priority, -1 - i);
      }
    }
    const priority = (t: number) => this.get(this.#threadAt(t) + thread.priority);
    return turns.reduce((a, b) => (priority(b) > priority(a) ? b : a));
  }

  /** Of 0 to 1; mulberry32. */
  #random(): number {
    let bits = this.get(head.random) + 0x6d2b79f5;
    this.set(head.random, bits);
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** For random strategies: what they begin with. */
  seed(seed: number, priorities: number[], changePoints: number[]): void {
    this.set(head.random, seed);
    priorities.forEach((value, t) => {
      this.set(this.#threadAt(t) + thread.priority, value);
    });
    this.words.fill(-1, head.changePoint, head.changePoint + MAX_CHANGE_POINTS);
    this.words.set(changePoints, head.changePoint);
  }

  /** Two states with the same hash go on alike: memory, what each has seen, its waits. */
  #hash(at: number): void {
    const hash = { low: 1, high: 2 };
    this.hashMemory(hash);
    let { low, high } = hash;
    const threads = this.get(head.threads);
    for (let t = 0; t < threads; t++) {
      const own = this.#threadAt(t);
      low = mix(low, this.get(own + thread.low) ^ (this.stateOf(t) + 77));
      high = mix(high, this.get(own + thread.high) + this.stateOf(t));
      for (let k = 0; k < MAX_WAITS; k++) {
        const each = this.waitAt(t, k);
        const status = this.get(each);
        if (status === wake.none) continue;
        const rank = status === wake.waiting ? this.#rankOf(each, threads) : 0;
        const value =
          status | (k << 2) | (rank << 6) | (this.get(each + wait.index) << 12);
        low = mix(low, value + this.get(each + wait.region));
        low = mix(low, this.get(each + wait.end));
        high = mix(high, value ^ 0x5bd1e995 ^ this.get(each + wait.region));
      }
    }
    this.words[at + record.low] = mix(low, this.now);
    this.words[at + record.high] = mix(high, this.now + 99);
  }

  /** How many wait on the same word for longer. */
  #rankOf(at: number, threads: number): number {
    let rank = 0;
    for (let t = 0; t < threads; t++) {
      for (let k = 0; k < MAX_WAITS; k++) {
        const other = this.waitAt(t, k);
        if (this.get(other) !== wake.waiting) continue;
        if (this.get(other + wait.region) !== this.get(at + wait.region)) continue;
        if (this.get(other + wait.index) !== this.get(at + wait.index)) continue;
        if (this.get(other + wait.order) < this.get(at + wait.order)) rank++;
      }
    }
    return rank;
  }

  decision(number: number): Decision {
    const at = RECORD + number * RECORD_WORDS;
    const { words } = this;
    const options = at + record.options;
    return {
      current: words[at + record.current] as number,
      chosen: words[at + record.chosen] as number,
      low: words[at + record.low] as number,
      high: words[at + record.high] as number,
      due: words[at + record.due] as number,
      options: [...words.subarray(options, options + (words[at + record.count] ?? 0))],
    };
  }

  #threadAt(t: number): number {
    return THREADS + t * THREAD_WORDS;
  }

  /** Where a thread's wait number `k` stands. */
  waitAt(t: number, k: number): number {
    return this.#threadAt(t) + thread.waits + k * WAIT_WORDS;
  }

  /** The waits of a thread that are under way, or over and not yet noticed. */
  waitsOf(t: number): number[] {
    return Array.from({ length: MAX_WAITS }, (_, k) => this.waitAt(t, k)).filter(
      (at) => this.get(at) !== wake.none,
    );
  }

  stateOf(t: number): number {
    return this.get(this.#threadAt(t));
  }

  private setState(t: number, value: number): void {
    this.set(this.#threadAt(t), value);
  }

  isDone(t: number): boolean {
    return this.stateOf(t) === state.done;
  }

  /** All have ended, or only serve what others still want of their event loops. */
  #allDone(): boolean {
    for (let t = 0; t < this.get(head.threads); t++) {
      if (this.stateOf(t) !== state.done && this.stateOf(t) !== state.serving)
        return false;
    }
    return true;
  }

  /** This thread has ended. */
  leave(): void {
    this.setState(this.#me, state.done);
  }

  /** @param serving whether its function has returned. */
  blockMe(serving = false): void {
    this.setState(this.#me, serving ? state.serving : state.blocked);
    this.pass(false);
    this.setState(this.#me, state.ready);
  }

  /** Puts a wait of this thread into the line of a word; returns where it stands. */
  enterWait(
    isAsync: boolean,
    region: number,
    index: number,
    value: number,
    ms: number,
  ): number {
    let k = isAsync ? 1 : 0;
    while (k < MAX_WAITS && this.get(this.waitAt(this.#me, k)) !== wake.none) k++;
    if (k === MAX_WAITS) {
      throw new Error(`Cannot explore: a thread has more than ${k - 1} waits at once`);
    }
    const at = this.waitAt(this.#me, k);
    this.set(at + wait.region, region);
    this.set(at + wait.index, index);
    this.set(at + wait.value, value);
    this.set(at + wait.order, this.get(head.order));
    this.set(head.order, this.get(head.order) + 1);
    this.set(at + wait.timed, Number.isFinite(ms) ? 1 : 0);
    this.set(at + wait.end, Number.isFinite(ms) ? Math.ceil(this.now + ms) : 0);
    this.set(at, wake.waiting);
    return at;
  }

  endWait(t: number, at: number, how: number): void {
    this.set(at, how);
    if (this.stateOf(t) !== state.done) this.setState(t, state.ready);
  }

  /** Wakes those who have waited longest on a word; tells how many. */
  notify(region: number, index: number, count: number): number {
    let woken = 0;
    for (; woken < count; woken++) {
      let [first, who] = [-1, -1];
      for (let t = 0; t < this.get(head.threads); t++) {
        if (this.stateOf(t) === state.done) continue;
        for (let k = 0; k < MAX_WAITS; k++) {
          const at = this.waitAt(t, k);
          if (this.get(at) !== wake.waiting || this.get(at + wait.index) !== index)
            continue;
          if (this.get(at + wait.region) !== region) continue;
          if (first >= 0 && this.get(at + wait.order) > this.get(first + wait.order))
            continue;
          [first, who] = [at, t];
        }
      }
      if (first < 0) break;
      this.endWait(who, first, wake.notified);
    }
    return woken;
  }

  /** What this thread knows: a hash, in two words. */
  get knowledge(): [low: number, high: number] {
    const own = this.#threadAt(this.#me);
    return [this.get(own + thread.low), this.get(own + thread.high)];
  }

  set knowledge([low, high]: [low: number, high: number]) {
    const own = this.#threadAt(this.#me);
    this.set(own + thread.low, low);
    this.set(own + thread.high, high);
  }

  /** What this thread knows changes by a value. */
  learn(value: number, where: number): void {
    const own = this.#threadAt(this.#me);
    this.set(own + thread.low, mix(this.get(own + thread.low), value ^ (where * 31)));
    this.set(
      own + thread.high,
      mix(this.get(own + thread.high) ^ 0x2545f491, value + where * 131),
    );
  }

  /** Says what is wrong; the first word counts. */
  violate(text: string): void {
    if (this.get(head.textLength) > 0) return;
    const units = text.slice(0, MAX_TEXT);
    for (let i = 0; i < units.length; i++) this.words[TEXT + i] = units.charCodeAt(i);
    this.set(head.textLength, units.length);
  }

  get text(): string {
    return String.fromCharCode(
      ...this.words.subarray(TEXT, TEXT + this.get(head.textLength)),
    );
  }
}

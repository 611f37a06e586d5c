/** What can come next in a schedule, what is chosen, and what is written down of it. */
import { nextState, randomOf } from '../sync/probe.ts';
import {
  type Decision,
  ended,
  GIVEN,
  head,
  MAX_CHANGE_POINTS,
  MAX_DECISIONS,
  MAX_OPTIONS,
  MAX_THREADS,
  MAX_WAITS,
  mix,
  RECORD,
  RECORD_WORDS,
  record,
  state,
  strategy,
  thread,
  wait,
  wake,
} from './layout.ts';
import { type Hash, Waits } from './waits.ts';

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

export class Choices extends Waits {
  /** Adds the shared memory to a hash. */
  hashMemory: (hash: Hash) => void = () => {};

  protected choose(current: number): number | undefined {
    const { words } = this;
    const options = this.options(current);
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

  protected options(current: number): number[] {
    const options: number[] = [];
    const threads = this.get(head.threads);
    for (let t = 0; t < threads; t++) {
      if (this.stateOf(t) === state.ready && (t !== this.me || current >= 0)) {
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
    options.push(...times);
    if (options.length <= MAX_OPTIONS) return options;
    throw new Error(`Cannot explore: more than ${MAX_OPTIONS} things can come next`);
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
      return turns.find((t) => t > this.me) ?? first;
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
        this.set(this.threadAt(current) + thread.priority, -1 - i);
      }
    }
    const priority = (t: number) => this.get(this.threadAt(t) + thread.priority);
    return turns.reduce((a, b) => (priority(b) > priority(a) ? b : a));
  }

  /** Of 0 to 1. */
  #random(): number {
    this.set(head.random, nextState(this.get(head.random)));
    return randomOf(this.get(head.random));
  }

  /** For random strategies: what they begin with. */
  seed(seed: number, priorities: number[], changePoints: number[]): void {
    this.set(head.random, seed);
    priorities.forEach((value, t) => {
      this.set(this.threadAt(t) + thread.priority, value);
    });
    this.words.fill(-1, head.changePoint, head.changePoint + MAX_CHANGE_POINTS);
    this.words.set(changePoints, head.changePoint);
  }

  /** Two states with the same hash go on alike. */
  #hash(at: number): void {
    const hash: Hash = { low: 1, high: 2 };
    this.hashMemory(hash);
    this.hashThreads(hash);
    this.words[at + record.low] = mix(hash.low, this.now);
    this.words[at + record.high] = mix(hash.high, this.now + 99);
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
}

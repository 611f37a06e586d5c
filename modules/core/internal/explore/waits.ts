/**
 * What the threads of a schedule do: their states, their waits, and what each knows. Longer
 * than other files, as all that touches their words is here.
 */
import {
  type ControlMemory,
  head,
  MAX_TEXT,
  MAX_WAITS,
  mix,
  state,
  TEXT,
  THREAD_WORDS,
  THREADS,
  thread,
  WAIT_WORDS,
  wait,
  wake,
} from './layout.ts';

/** A hash in two words. */
export interface Hash {
  low: number;
  high: number;
}

export class Waits {
  readonly words: Int32Array;
  protected readonly clock: Float64Array;
  /** Whose hand this is in. */
  protected readonly me: number;

  constructor({ words, clock }: ControlMemory, me: number) {
    this.words = new Int32Array(words);
    this.clock = new Float64Array(clock);
    this.me = me;
  }

  get(which: number): number {
    return this.words[which] as number;
  }

  set(which: number, value: number): void {
    this.words[which] = value;
  }

  /** Milliseconds, on the schedule's own axis. */
  get now(): number {
    return this.clock[0] as number;
  }

  get isBroken(): boolean {
    return this.get(head.broken) === 1;
  }

  protected threadAt(t: number): number {
    return THREADS + t * THREAD_WORDS;
  }

  /** Where a thread's wait number `k` stands. */
  waitAt(t: number, k: number): number {
    return this.threadAt(t) + thread.waits + k * WAIT_WORDS;
  }

  /** The waits of a thread that are under way, or over and not yet noticed. */
  waitsOf(t: number): number[] {
    return Array.from({ length: MAX_WAITS }, (_, k) => this.waitAt(t, k)).filter(
      (at) => this.get(at) !== wake.none,
    );
  }

  stateOf(t: number): number {
    return this.get(this.threadAt(t));
  }

  protected setState(t: number, value: number): void {
    this.set(this.threadAt(t), value);
  }

  isDone(t: number): boolean {
    return this.stateOf(t) === state.done;
  }

  /** All have ended, or only serve what others still want of their event loops. */
  protected allDone(): boolean {
    for (let t = 0; t < this.get(head.threads); t++) {
      if (this.stateOf(t) !== state.done && this.stateOf(t) !== state.serving)
        return false;
    }
    return true;
  }

  /** This thread has ended. */
  leave(): void {
    this.setState(this.me, state.done);
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
    while (k < MAX_WAITS && this.get(this.waitAt(this.me, k)) !== wake.none) k++;
    if (k === MAX_WAITS) {
      throw new Error(`Cannot explore: a thread has more than ${k - 1} waits at once`);
    }
    const at = this.waitAt(this.me, k);
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
    const line = this.lineOf(region, index).slice(0, count);
    for (const { t, at } of line) this.endWait(t, at, wake.notified);
    return line.length;
  }

  /** Those who wait on a word, the first that came first. */
  private lineOf(region: number, index: number): { t: number; at: number }[] {
    const line: { t: number; at: number }[] = [];
    for (let t = 0; t < this.get(head.threads); t++) {
      for (let k = 0; k < MAX_WAITS && !this.isDone(t); k++) {
        const at = this.waitAt(t, k);
        if (this.get(at) !== wake.waiting) continue;
        if (this.get(at + wait.region) !== region) continue;
        if (this.get(at + wait.index) === index) line.push({ t, at });
      }
    }
    return line.sort((a, b) => this.get(a.at + wait.order) - this.get(b.at + wait.order));
  }

  /** What this thread knows: a hash, in two words. */
  get knowledge(): [low: number, high: number] {
    const own = this.threadAt(this.me);
    return [this.get(own + thread.low), this.get(own + thread.high)];
  }

  set knowledge([low, high]: [low: number, high: number]) {
    const own = this.threadAt(this.me);
    this.set(own + thread.low, low);
    this.set(own + thread.high, high);
  }

  /** What this thread knows changes by a value. */
  learn(value: number, where: number): void {
    const own = this.threadAt(this.me);
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

  /** Adds the threads to a hash: what each has seen, and its waits. */
  protected hashThreads(hash: Hash): void {
    let { low, high } = hash;
    const threads = this.get(head.threads);
    for (let t = 0; t < threads; t++) {
      const own = this.threadAt(t);
      low = mix(low, this.get(own + thread.low) ^ (this.stateOf(t) + 77));
      high = mix(high, this.get(own + thread.high) + this.stateOf(t));
      for (let k = 0; k < MAX_WAITS; k++) {
        const each = this.waitAt(t, k);
        const status = this.get(each);
        if (status === wake.none) continue;
        const [region, index] = [
          this.get(each + wait.region),
          this.get(each + wait.index),
        ];
        const line = status === wake.waiting ? this.lineOf(region, index) : [];
        const rank = line.findIndex(({ at }) => at === each) + 1;
        const value = status | (k << 2) | (rank << 6) | (index << 12);
        low = mix(low, value + region);
        low = mix(low, this.get(each + wait.end));
        high = mix(high, value ^ 0x5bd1e995 ^ region);
      }
    }
    hash.low = low;
    hash.high = high;
  }
}

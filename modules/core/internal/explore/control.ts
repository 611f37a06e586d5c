/**
 * Who may take the next step. Nobody has a thread for it: whoever runs decides at its next
 * step who goes on, so that going on oneself costs no hand-over, and a switch one wake-up.
 */
import { Choices, isTurn, threadOf } from './choices.ts';
import {
  APART,
  EXPLORER,
  ended,
  GIVEN,
  GO,
  head,
  MAX_THREADS,
  MAX_WAITS,
  real,
  state,
  TEXT,
  THREADS,
  wait,
  wake,
} from './layout.ts';

/** How long a thread may run without a step, in ms. */
const MAX_SILENCE = 10_000;

export class Control extends Choices {
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
    this.clock[0] = 1000;
  }

  /** Sleeps until it is this party's turn. @throws {Error} when nobody takes a step. */
  park(): void {
    const { words } = this;
    const go = GO + this.me * APART;
    while (real.load(words, go) === 0) {
      const ms = this.me === EXPLORER ? MAX_SILENCE : Number.POSITIVE_INFINITY;
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
    let chosen = this.choose(canGoOn ? this.me : -1);
    if (this.isBroken) {
      this.#endWith(this.get(head.end));
      return;
    }
    if (chosen === undefined) {
      this.#endWith(this.allDone() ? ended.done : ended.stuck);
      return;
    }
    if (!isTurn(chosen)) {
      const t = threadOf(chosen);
      const at = this.waitAt(t, (chosen - MAX_THREADS) % MAX_WAITS);
      this.endWait(t, at, wake.late);
      this.clock[0] = Math.max(this.now, this.get(at + wait.end));
      chosen = t;
    }
    if (chosen !== this.me) this.#handOver(chosen);
  }

  /** Lets others go on, if any can: it only spins. That is no preemption. */
  letOthers(): void {
    if (this.options(-1).length > 0) this.pass(false);
  }

  /** Ends the schedule, as one that could have gone on. */
  stop(how: number): void {
    this.set(head.broken, 1);
    this.#endWith(how);
  }

  #endWith(how: number): void {
    this.set(head.end, how);
    if (this.me !== EXPLORER) this.#handOver(EXPLORER);
  }

  #handOver(party: number): void {
    // Asked before: the words are the other one's once the turn is given away.
    const goes = this.me !== EXPLORER && this.stateOf(this.me) === state.done;
    this.give(party);
    if (!goes) this.park();
  }

  /** Before others may go on: lets the explorer look, if it wants to. @returns whether all is well. */
  look(): boolean {
    // A thread that has thrown is judged at the next step.
    if (this.get(head.watched) === 0 || this.get(head.textLength) > 0) return true;
    this.set(head.asking, this.me);
    this.#handOver(EXPLORER);
    if (this.get(head.textLength) === 0) return true;
    this.stop(ended.violated);
    return false;
  }

  /** @param serving whether its function has returned. */
  blockMe(serving = false): void {
    this.setState(this.me, serving ? state.serving : state.blocked);
    if (this.look()) this.pass(false);
    this.setState(this.me, state.ready);
  }
}

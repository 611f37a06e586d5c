/**
 * Which schedules are run: all of them, depth first, up to a bound; or some at random.
 * Longer than other files, as a search and its counts are one loop.
 */
import { randomFrom } from '../sync/probe.ts';
import { costOf } from './choices.ts';
import { type Decision, head } from './layout.ts';
import type { End, Runner } from './runner.ts';

/** A way that schedules can end. */
export interface Outcome {
  /** What came out, or what went wrong. */
  outcome: string;
  isFailure: boolean;
  /** How many schedules end so. */
  count: number;
  /** The one of these with the fewest switches that nothing forces. */
  schedule: number[];
}

export interface Search {
  schedules: number;
  complete: boolean;
  outcomes: Outcome[];
  failure?: { end: End; schedule: number[] } | undefined;
}

export interface SearchOptions {
  preemptions: number;
  all: boolean;
  limit: { schedules: number; ms: number };
}

/** A decision on the way of the schedule that is being run. */
interface Branch extends Decision {
  /** The options that were not tried yet. */
  left: number[];
  cost: number;
  key: string;
  /** The outcomes of all that was run behind it: how many of each. */
  tally: Tally;
}

/** How many schedules have which outcome. */
type Tally = Map<number, number>;

let prunes = true;

/** Whether states that were seen are gone through only once: not in tests of just that. */
export function prune(wanted: boolean): void {
  prunes = wanted;
}

/** For so long it keeps the event loop waiting, in ms. */
const SLICE_MS = 50;

export class Searcher<Shared extends object> {
  readonly #runner: Runner<Shared>;
  readonly #options: SearchOptions;
  readonly #end: number;
  #runs = 0;
  #outcomes: Outcome[] = [];
  #costs: number[] = [];
  #failure: { end: End; schedule: number[]; cost: number } | undefined;

  constructor(runner: Runner<Shared>, options: SearchOptions) {
    this.#runner = runner;
    this.#options = options;
    this.#end = performance.now() + options.limit.ms;
  }

  /** With the bounds 0, 1, 2 … one after the other: the simplest failure comes first. */
  async exhaust(): Promise<Search> {
    const { preemptions, all } = this.#options;
    const small = [0, 1, 2, 3].filter((bound) => bound < preemptions);
    let done = true;
    for (const bound of all ? small : [...small, preemptions]) {
      if (!done || this.#failure) break;
      done = await this.#search(bound, false);
    }
    if (!all) return this.#found(this.#runs, done && !this.#failure);
    const failure = this.#failure;
    this.#outcomes = [];
    this.#costs = [];
    done = await this.#search(preemptions, true);
    this.#failure = failure ?? this.#failure;
    const schedules = this.#outcomes.reduce((sum, { count }) => sum + count, 0);
    return this.#found(schedules, done);
  }

  /** At random, with a seed: for what is too much to be exhausted. */
  async sample(strategy: 'random' | 'pct', seed: number): Promise<Search> {
    const random = randomFrom(seed);
    const { names, control } = this.#runner;
    let steps = 40;
    for (let slice = performance.now(); this.#mayGoOn(); ) {
      const priorities = names.map(() => 1 + Math.floor(random() * 1e6));
      const changePoints = [1, 2, 3].map(() => 1 + Math.floor(random() * steps));
      const own = { seed: Math.floor(random() * 2 ** 31), priorities };
      const end = this.#runner.run([], {
        random: strategy === 'pct' ? { ...own, changePoints } : own,
      });
      this.#runs++;
      steps = Math.max(steps, control.get(head.steps));
      const decisions = this.#decisionsFrom(0);
      const cost = decisions.reduce((sum, each) => sum + costOf(each.chosen, each), 0);
      const id = this.#note(
        end,
        decisions.map(({ chosen }) => chosen),
        cost,
      );
      this.#count(new Map([[id, 1]]));
      if (this.#failure && !this.#options.all) break;
      slice = await breathe(slice);
    }
    return this.#found(this.#runs, false);
  }

  #found(schedules: number, complete: boolean): Search {
    const outcomes = this.#outcomes.sort((a, b) => b.count - a.count);
    return { schedules, complete, outcomes, failure: this.#failure };
  }

  #mayGoOn(): boolean {
    return this.#runs < this.#options.limit.schedules && performance.now() < this.#end;
  }

  #decisionsFrom(first: number): Decision[] {
    const { control } = this.#runner;
    const count = control.get(head.decisions);
    return Array.from({ length: Math.max(count - first, 0) }, (_, i) =>
      control.decision(first + i),
    );
  }

  /**
   * All schedules up to a bound. States that were seen are not gone through again.
   *
   * @param counting whether all are to be counted, those behind such states too.
   * @returns whether it came to the end.
   */
  async #search(bound: number, counting: boolean): Promise<boolean> {
    const runner = this.#runner;
    const seen = new Map<string, number | Tally>();
    const path: Branch[] = [];
    for (let slice = performance.now(); ; ) {
      if (!this.#mayGoOn()) {
        for (const { tally } of counting ? path : []) this.#count(tally);
        return false;
      }
      const end = runner.run(
        path.map(({ chosen }) => chosen),
        { hashed: true },
      );
      this.#runs++;
      if (runner.grown) {
        // More tells states apart than was known: all once more.
        runner.grown = false;
        seen.clear();
        path.length = 0;
        for (const outcome of this.#outcomes) outcome.count = 0;
        continue;
      }
      this.#demandSame(path);
      const rest = this.#decisionsFrom(path.length);
      const before = path.at(-1);
      let cost = before ? before.cost + costOf(before.chosen, before) : 0;
      const schedule = [...path, ...rest].map(({ chosen }) => chosen);
      const total = rest.reduce((sum, each) => sum + costOf(each.chosen, each), cost);
      const id = this.#note(end, schedule, total);
      if (!counting) this.#count(new Map([[id, 1]]));
      if (this.#failure && !counting) return true;

      let tally: Tally = new Map([[id, 1]]);
      for (const decision of rest) {
        const left = bound - cost;
        const key = `${decision.low},${decision.high},${decision.current}`;
        const known = prunes ? seen.get(counting ? `${key},${left}` : key) : undefined;
        if (typeof known === 'number' && known >= left) break;
        if (typeof known === 'object') {
          tally = known;
          break;
        }
        if (!counting) seen.set(key, left);
        path.push({
          ...decision,
          left: decision.options.filter((option) => option !== decision.chosen),
          cost,
          key: `${key},${left}`,
          tally: new Map(),
        });
        cost += costOf(decision.chosen, decision);
      }
      const leaf = path.at(-1);
      if (leaf) addTo(leaf.tally, tally);
      else if (counting) this.#count(tally);
      if (!this.#advance(path, bound, counting ? seen : undefined)) return true;
      slice = await breathe(slice);
    }
  }

  /** Goes on to the next schedule; false when there is none. */
  #advance(
    path: Branch[],
    bound: number,
    counted: Map<string, number | Tally> | undefined,
  ): boolean {
    for (let branch = path.at(-1); branch; branch = path.at(-1)) {
      for (let choice = branch.left.shift(); choice !== undefined; ) {
        if (branch.cost + costOf(choice, branch) <= bound) {
          branch.chosen = choice;
          return true;
        }
        choice = branch.left.shift();
      }
      path.pop();
      counted?.set(branch.key, branch.tally);
      const parent = path.at(-1);
      if (parent) addTo(parent.tally, branch.tally);
      else if (counted) this.#count(branch.tally);
    }
    return false;
  }

  #count(tally: Tally): void {
    for (const [id, count] of tally) (this.#outcomes[id] as Outcome).count += count;
  }

  #note(end: End, schedule: number[], cost: number): number {
    const { outcome, message } = end;
    const isFailure = message !== '';
    let id = this.#outcomes.findIndex(
      (each) => each.outcome === outcome && each.isFailure === isFailure,
    );
    if (id < 0) {
      id = this.#outcomes.push({ outcome, isFailure, count: 0, schedule }) - 1;
      this.#costs.push(cost);
    } else if (cost < (this.#costs[id] as number)) {
      (this.#outcomes[id] as Outcome).schedule = schedule;
      this.#costs[id] = cost;
    }
    if (isFailure && (!this.#failure || cost < this.#failure.cost)) {
      this.#failure = { end, schedule, cost };
    }
    return id;
  }

  #demandSame(path: readonly Branch[]): void {
    const { control } = this.#runner;
    const last = path.at(-1);
    if (!last) return;
    const now = control.decision(path.length - 1);
    const isThere = control.get(head.decisions) >= path.length;
    const isSame = isThere && now.low === last.low && now.high === last.high;
    if (isSame && now.options.join() === last.options.join()) return;
    throw new Error(
      `Cannot explore: the same choices have led elsewhere, at decision ${path.length}; a thread does what the schedule does not decide`,
    );
  }
}

function addTo(tally: Tally, more: Tally): void {
  for (const [id, count] of more) tally.set(id, (tally.get(id) ?? 0) + count);
}

/** From time to time, lets the event loop have a turn. */
async function breathe(since: number): Promise<number> {
  if (performance.now() - since < SLICE_MS) return since;
  await new Promise((resolve) => setImmediate(resolve));
  return performance.now();
}

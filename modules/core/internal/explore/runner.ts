/**
 * Runs a scenario's schedules, one at a time, from the thread that explores. Longer than
 * other files by the types of what it takes and gives.
 */
import { show } from '../../print.ts';
import { Packet } from '../message/packet.ts';
import { Control } from './control.ts';
import { answerOf, type Member } from './crew.ts';
import {
  type ControlMemory,
  command,
  EXPLORER,
  ended,
  head,
  strategy,
} from './layout.ts';
import { anew, type Region, Snapshot } from './memory.ts';
import { raceIn } from './races.ts';
import type { StepEvent } from './steps.ts';
import { whoWaits } from './stuck.ts';

/** How a schedule has ended. */
export interface End {
  kind: 'done' | 'paused' | 'stuck' | 'lost wake-up' | 'violated' | 'endless' | 'race';
  /** What is wrong; empty when nothing is. */
  message: string;
  outcome: string;
}

/** What is asked of each schedule. */
export interface Demands<Shared extends object> {
  check?: ((run: { shared: Shared; results: never[] }) => unknown) | undefined;
  always?: ((shared: Shared) => unknown) | undefined;
  outcome?: ((run: { shared: Shared; results: never[] }) => unknown) | undefined;
  races: boolean;
}

export interface RunOptions {
  traced?: boolean;
  hashed?: boolean;
  pauseAt?: number;
  /** Pauses there after so many steps that nobody chooses. Default: at a choice only. */
  forced?: number;
  /** Called when it has ended, and nothing was undone yet. */
  atEnd?: () => void;
  /** Random instead of depth first; with change points, PCT. */
  random?: { seed: number; priorities?: number[]; changePoints?: number[] };
}

/** What an exploration works with. */
export interface Setup<Shared extends object> {
  memory: ControlMemory;
  members: Member[];
  shared: Shared;
  regions: Region[];
  /** For each region, how many of its words are known to change. */
  limits: Int32Array;
  /** Where each thread puts what it returns. */
  results: Int32Array[];
  demands: Demands<Shared>;
  timeouts: boolean;
  maxSteps: number;
}

export class Runner<Shared extends object> {
  readonly control: Control;
  readonly setup: Setup<Shared>;
  readonly #snapshot: Snapshot;
  #broken = false;

  constructor(setup: Setup<Shared>) {
    const { memory, members, regions, demands, timeouts, maxSteps } = setup;
    this.setup = setup;
    this.#snapshot = new Snapshot(
      regions,
      Math.max(...members.map(({ seat }) => seat.slot)) + 1,
    );
    this.control = new Control(memory, EXPLORER);
    this.control.set(head.threads, members.length);
    this.control.set(head.timeouts, Number(timeouts));
    this.control.set(head.maxSteps, maxSteps);
    this.control.set(head.watched, Number(demands.always !== undefined));
  }

  get names(): string[] {
    return this.setup.members.map((_, i) => `Worker-${i + 1}`);
  }

  /** Whether a thread is in an unknown state since. */
  get isBroken(): boolean {
    return this.#broken;
  }

  /** @throws {Error} when the same choices do not lead to the same schedule. */
  run(given: readonly number[], options: RunOptions = {}): End {
    const { control } = this;
    this.#snapshot.restore();
    control.begin(given);
    control.set(head.command, command.run);
    control.set(head.traced, Number(options.traced ?? false));
    control.set(head.hashed, Number(options.hashed ?? false));
    control.set(head.pauseAt, options.pauseAt ?? -1);
    control.set(head.forced, options.forced ?? -1);
    const { random } = options;
    const how = random?.changePoints ? strategy.pct : strategy.random;
    control.set(head.strategy, random ? how : strategy.depthFirst);
    if (random) {
      control.seed(random.seed, random.priorities ?? [], random.changePoints ?? []);
    }
    this.#broken = true;
    control.pass(false);
    while (control.get(head.end) === ended.running) {
      this.#look();
      const asking = control.get(head.asking);
      control.give(asking);
      control.park();
    }
    const end = this.#end();
    options.atEnd?.();
    this.#noteChanges();
    this.#breakOff();
    this.#broken = false;
    return end;
  }

  /** What all threads have told of the last schedule, in its order. */
  async told(): Promise<StepEvent[]> {
    this.control.set(head.command, command.tell);
    const answers = this.setup.members.map((member, t) => {
      const answer = answerOf<StepEvent[]>(member);
      this.control.give(t);
      return answer;
    });
    return (await Promise.all(answers)).flat().sort((a, b) => a.order - b.order);
  }

  /** The threads wait for other jobs. */
  leave(): void {
    this.#snapshot.restore();
    this.control.set(head.command, command.leave);
    this.setup.members.forEach((_, t) => {
      this.control.give(t);
    });
  }

  #look(): void {
    const { always } = this.setup.demands;
    try {
      if (always && always(anew(this.setup.shared)) === false) {
        this.control.violate('what should always hold does not');
      }
    } catch (error) {
      this.control.violate(textOf(error));
    }
  }

  #end(): End {
    const { control } = this;
    const end = control.get(head.end);
    const wrong = (kind: End['kind'], message: string): End => {
      return { kind, message, outcome: message };
    };
    if (end === ended.nondeterministic) {
      throw new Error(
        `Cannot explore: the same choices have led elsewhere, at decision ${control.get(head.decisions)}; a thread does what the schedule does not decide`,
      );
    }
    if (end === ended.paused) return wrong('paused', '');
    if (control.text) return wrong('violated', control.text);
    if (end === ended.endless) {
      return wrong('endless', `no end after ${control.get(head.maxSteps)} steps`);
    }
    if (end === ended.stuck) return this.#stuck();
    const race =
      this.setup.demands.races && raceIn(control, this.setup.regions, this.names);
    if (race) return wrong('race', race);
    return this.#judge();
  }

  #judge(): End {
    const packet = new Packet();
    const results = this.setup.results.map((words) => {
      packet.words = words.slice(0, words[0]);
      return packet.unpack() as never;
    });
    const shared = anew(this.setup.shared);
    const run = { shared, results };
    const { check, outcome } = this.setup.demands;
    let message = '';
    try {
      if (check?.(run) === false) message = 'the check says no';
    } catch (error) {
      message = textOf(error);
    }
    const told = outcome ? inWords(outcome(run)) : results.map(inWords).join(', ');
    return { kind: message ? 'violated' : 'done', message, outcome: told };
  }

  #stuck(): End {
    const { regions, shared } = this.setup;
    const { waits, lost } = whoWaits(this.control, regions, this.names, shared);
    const kind = lost.length > 0 ? 'lost wake-up' : 'stuck';
    const message = `${kind}: ${[...waits, ...lost].join('; ')}`;
    return { kind, message, outcome: message };
  }

  /** What has changed belongs to what tells two states apart. */
  #noteChanges(): void {
    const { limits } = this.setup;
    this.#snapshot.changed().forEach((last, r) => {
      if (last >= (limits[r] as number)) {
        limits[r] = last + 1;
        this.grown = true;
      }
    });
  }

  /** Whether more words have turned out to change since it was last asked. */
  grown = false;

  #breakOff(): void {
    const { control } = this;
    control.set(head.broken, 1);
    for (let t = 0; t < this.setup.members.length; t++) {
      if (control.isDone(t)) continue;
      control.give(t);
      control.park();
    }
  }
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : show(value);
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

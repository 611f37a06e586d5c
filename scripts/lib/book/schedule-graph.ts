/** Takes a scenario's threads through all their schedules, and notes each state only once. */
import type { Replay, Step } from '../../../modules/core/explore.ts';
import {
  exploreAll,
  type Found,
  type Loaded,
  replayTo,
  type Taken,
} from '../explore/scenario.ts';
import { codeOf } from './code-of.ts';
import type { Graph, GraphStep, State } from './graph.ts';

/** More states than these are not for a page: it gets those that come first. */
const MOST_STATES = 1000;

/** @throws {Error} when the graph has other schedules than the explorer finds. */
export async function graphOf(loaded: Loaded): Promise<Graph> {
  const found = await exploreAll(loaded);
  const { reached, steps, first } = await crawl(loaded, found);
  const { schedules, complete, wrong, outcomes } = found;
  const { states, ways } = merged(reached);
  const isWhole = states.every(({ moves, end }) => moves.length > 0 || end);
  if (isWhole && complete && (ways.all !== schedules || ways.wrong !== wrong)) {
    throw new Error(
      `${loaded.lesson.name}: of ${ways.all} schedules in the graph ${ways.wrong} go wrong, the explorer finds ${wrong} of ${schedules}`,
    );
  }
  return {
    goal: loaded.goal,
    threads: first.trace.threads,
    code: loaded.scenario.threads.map((target, i) =>
      codeOf(
        target.name,
        steps.filter(({ thread }) => thread === first.trace.threads[i]),
      ),
    ),
    memory: Object.keys(first.state),
    states,
    start: ways.state,
    schedules,
    isComplete: complete,
    wrong,
    right: outcomes.filter(({ isFailure }) => !isFailure).map(({ outcome }) => outcome),
    ...(ways.shortest ? { shortest: ways.shortest.moves } : {}),
    isWhole,
  };
}

/** A state, and how one gets there. */
interface Place {
  taken: Taken[];
  now: Replay;
}

async function crawl(loaded: Loaded, { outcomes }: Found) {
  const first = await replayTo(loaded, []);
  const places: Place[] = [{ taken: [], now: first }];
  const numbers = new Map([[keyOf(first), 0]]);
  const reached: State[] = [];
  const steps: Step[] = [];
  // The iteration goes on to what is added meanwhile.
  for (const { taken, now } of places) {
    const state: State = { memory: Object.values(now.state), moves: [] };
    reached.push(state);
    if (now.choices.length === 0) {
      const text = now.trace.end.replace(/^=> /, '');
      const isRight = outcomes.some(
        ({ outcome, isFailure }) => !isFailure && (outcome || 'done') === text,
      );
      state.end = { text, isWrong: !isRight };
    }
    if (places.length >= MOST_STATES) continue;
    const isForced = now.choices.length === 1;
    for (const { choice, thread, isTimeout } of now.choices) {
      const place = { taken: [...taken, { choice, isForced }] };
      const then = await replayTo(loaded, place.taken);
      const news = then.trace.steps.slice(now.trace.steps.length);
      steps.push(...news);
      const key = keyOf(then);
      const to = numbers.get(key) ?? places.push({ ...place, now: then }) - 1;
      numbers.set(key, to);
      const { threads } = then.trace;
      state.moves.push({
        thread: threads.indexOf(thread),
        ...(isTimeout ? { isTimeout } : {}),
        steps: news.map((step) => stepOf(step, threads)),
        to,
      });
    }
  }
  return { reached, steps, first };
}

function stepOf({ thread, text, line }: Step, threads: string[]): GraphStep {
  return { thread: threads.indexOf(thread), text, ...(line ? { line } : {}) };
}

/**
 * Two schedules have led to the same state when what is shared looks the same, the same can
 * come next, and each thread has seen the same. Who had to wait, and has gone on since, is
 * where it would be without that; who still waits stands in a line.
 */
function keyOf({ trace: { threads, steps }, state, choices }: Replay): string {
  const own = threads.map((name) => steps.filter(({ thread }) => thread === name));
  const isWait = ({ text }: Step) => text.startsWith('waits ');
  const seen = own.map((each) =>
    each
      .filter((step) => !isWait(step) || step === each.at(-1))
      .map(({ text, line }) => [text, line]),
  );
  const last = own.flatMap((each) => each.at(-1) ?? []);
  const line = steps.filter((step) => isWait(step) && last.includes(step));
  // Of a queue one sees how many items there are, not which.
  const put = steps.filter(({ deeds }) => deeds.some(({ event }) => event === 'put'));
  const inOrder = [line, put].map((some) => some.map(({ thread }) => thread));
  return JSON.stringify([state, choices, seen, inOrder]);
}

/** From a state on: how many schedules, how many of them go wrong, and the shortest of these. */
interface Ways {
  /** The number of the state, where those that go on alike are one. */
  state: number;
  all: number;
  wrong: number;
  shortest?: Path | undefined;
}

/** Moves by their numbers, and who makes them. */
interface Path {
  moves: number[];
  threads: number[];
}

/** Makes one of all states from which everything goes on alike. */
function merged(states: readonly State[]): { states: State[]; ways: Ways } {
  const merged: State[] = [];
  const numbers = new Map<string, number>();
  const known = new Map<number, Ways>();
  const waysFrom = (number: number): Ways => {
    const ways = known.get(number) ?? through(states[number] as State);
    known.set(number, ways);
    return ways;
  };
  const through = ({ memory, moves, end }: State): Ways => {
    const further = moves.map(({ to }) => waysFrom(to));
    const isWrong = end?.isWrong ?? false;
    const paths = further.flatMap(({ shortest }, move): Path[] => {
      const thread = moves[move]?.thread as number;
      return shortest
        ? [{ moves: [move, ...shortest.moves], threads: [thread, ...shortest.threads] }]
        : [];
    });
    if (isWrong) paths.push({ moves: [], threads: [] });
    const state: State = {
      memory,
      moves: moves.map((move, i) => ({ ...move, to: further[i]?.state as number })),
      ...(end ? { end } : {}),
    };
    const key = JSON.stringify(state);
    const number = numbers.get(key) ?? merged.push(state) - 1;
    numbers.set(key, number);
    return {
      state: number,
      all: further.reduce((sum, { all }) => sum + all, Number(end !== undefined)),
      wrong: further.reduce((sum, { wrong }) => sum + wrong, Number(isWrong)),
      shortest: paths.sort((a, b) => lengthOf(a) - lengthOf(b))[0],
    };
  };
  return { ways: waysFrom(0), states: merged };
}

/** Of two that are as long, the one with fewer switches is the shorter one. */
function lengthOf({ threads }: Path): number {
  const switches = threads.filter((thread, i) => i > 0 && thread !== threads[i - 1]);
  return threads.length + switches.length / 1000;
}

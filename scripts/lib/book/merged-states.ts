/** Makes graphs small, and counts what is in them. */
import type { State } from './graph.ts';

/** From a state on. */
export interface Ways {
  /** The number of the state, where those that go on alike are one. */
  state: number;
  /** How many schedules there are, and how many of them go wrong. */
  all: number;
  wrong: number;
  /** The shortest of these: one for each thread with which they begin, in order. */
  shortest: Path[];
}

/** Moves by their numbers, and who makes them. */
interface Path {
  moves: number[];
  threads: number[];
}

/** Makes one of all states from which everything goes on alike. */
export function merged(reached: readonly State[]): { states: State[]; ways: Ways } {
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const known = new Map<State, Ways>();
  const waysFrom = (before: State): Ways => {
    const { moves, end } = before;
    const seen = known.get(before);
    if (seen) return seen;
    const further = moves.map(({ to }) => waysFrom(reached[to] as State));
    const state = {
      ...before,
      moves: moves.map((move, i) => ({ ...move, to: further[i]?.state as number })),
    };
    const key = JSON.stringify(state);
    const number = numbers.get(key) ?? states.push(state) - 1;
    numbers.set(key, number);
    const ways = {
      state: number,
      all: further.reduce((sum, { all }) => sum + all, Number(end !== undefined)),
      wrong: further.reduce(
        (sum, { wrong }) => sum + wrong,
        Number(end?.isWrong ?? false),
      ),
      shortest: end?.isWrong
        ? [{ moves: [], threads: [] }]
        : shortestThrough(state, further),
    };
    known.set(before, ways);
    return ways;
  };
  return { ways: waysFrom(reached[0] as State), states };
}

function shortestThrough({ moves }: State, further: readonly Ways[]): Path[] {
  const paths = moves.flatMap(({ thread }, i) =>
    (further[i]?.shortest ?? []).map((rest) => ({
      moves: [i, ...rest.moves],
      threads: [thread, ...rest.threads],
    })),
  );
  paths.sort((a, b) => lengthOf(a) - lengthOf(b));
  const first = ({ threads }: Path) => threads[0];
  return paths.filter(
    (path, i) => paths.findIndex((other) => first(other) === first(path)) === i,
  );
}

/** Of two that are as long, the one with fewer switches is the shorter one. */
function lengthOf({ threads }: Path): number {
  const switches = threads.filter((thread, i) => i > 0 && thread !== threads[i - 1]);
  return threads.length + switches.length / 1000;
}

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
import { merged } from './merged-states.ts';

/** More states than these are not for a page: it gets those that come first. */
const MOST_STATES = 1000;

/** @throws {Error} when the graph has other schedules than the explorer finds. */
export async function graphOf(loaded: Loaded): Promise<Graph> {
  const found = await exploreAll(loaded);
  const { reached, steps, first } = await crawl(loaded, found);
  const { schedules, complete, wrong, outcomes } = found;
  const { states, ways } = merged(reached);
  const [shortest] = ways.shortest;
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
    ...(shortest ? { shortest: shortest.moves } : {}),
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
    const state: State = { memory: Object.values(now.state).map(withoutType), moves: [] };
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

/** `[1, 2]` for `Int32Array [1, 2]`: which numbers they are is seen in the code. */
function withoutType(text: string): string {
  return text.replace(/^\w+Array (?=\[)/, '');
}

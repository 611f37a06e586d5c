/** The graphs of schedules that the book has, and what it says about them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Graph } from '../../scripts/lib/book/graph.ts';
import { graphOf } from '../../scripts/lib/book/schedule-graph.ts';
import {
  endingOf,
  placeAfter,
  sentenceOf,
  situationOf,
  tallyOf,
} from '../../scripts/lib/book/theme/schedule.ts';
import { loadScenario } from '../../scripts/lib/explore/scenario.ts';
import { selectLesson } from '../../scripts/lib/lessons.ts';

async function graph(name: string, options = {}): Promise<Graph> {
  return graphOf(await loadScenario(await selectLesson([name]), options));
}

/** The moves of threads, one after the other. */
function follow(shown: Graph, threads: number[]): number[] {
  const taken: number[] = [];
  for (const thread of threads) {
    const { state } = placeAfter(shown, taken);
    taken.push(state.moves.findIndex((move) => move.thread === thread));
  }
  return taken;
}

test('each state is there only once, and all schedules are', async () => {
  const shown = await graph('04a/race-condition');
  const { states, start, schedules, wrong, isWhole, shortest = [] } = shown;
  assert.equal([schedules, wrong, isWhole], [6, 4, true]);
  // A schedule for each way from the start to an end.
  const count = (number: number): number => {
    const { moves = [], end } = states[number] ?? {};
    return end ? 1 : moves.reduce((sum, { to }) => sum + count(to), 0);
  };
  assert.is(count(start), 6);
  assert.is(new Set(states.map((state) => JSON.stringify(state))).size, states.length);
  assert.is(states.length, 12);
  assert.equal(
    placeAfter(shown, shortest).steps.map((step) => sentenceOf(shown, step)),
    [
      'Worker-1 reads counter[0]: 0',
      'Worker-2 reads counter[0]: 0',
      'Worker-2 writes counter[0]: 0 → 1',
      'Worker-1 writes counter[0]: 1 → 1',
    ],
  );
});

test('says where each thread is, and what it waits for', async () => {
  const shown = await graph('04a/lock-ordering');
  const situations = (threads: number[]) => {
    const place = placeAfter(shown, follow(shown, threads));
    return [0, 1].map((thread) => situationOf(place, thread, shown.code[thread] ?? []));
  };
  const [first, second] = situations([0, 1]);
  assert.is(second?.text, 'waits for ada');
  assert.match(first?.text ?? '', /^is at line \d+$/);
  const here = shown.code[0]?.find(({ number }) => number === first?.line);
  assert.match(here?.text ?? '', 'bob.hold()');
  // Two locks, four accesses; then the locks are given back where their block ends.
  const end = situations([0, 0, 0, 0, 0, 0])[0];
  assert.is(end?.text, `leaves the block that ends at line ${end?.line}`);
  assert.is(shown.code[0]?.find(({ number }) => number === end?.line)?.text, '}');
});

test('tells how it ends, and what there was to expect', async () => {
  const race = await graph('04a/race-condition');
  const right = placeAfter(race, follow(race, [0, 0, 1, 1]));
  const tally = '4 of 6 schedules go wrong.';
  assert.is(endingOf(race, right), `All ends well: counter: 2. ${tally}`);
  assert.is(
    endingOf(race, placeAfter(race, race.shortest ?? [])),
    `It was made to lose an update: expected counter: 2, got counter: 1. ${tally}`,
  );
  assert.is(endingOf(race, placeAfter(race, [])), undefined);

  const deadlock = await graph('04a/deadlock');
  assert.match(
    endingOf(deadlock, placeAfter(deadlock, deadlock.shortest ?? [])) ?? '',
    /^It was made to deadlock: Worker-1 holds lock_a, waits for lock_b; Worker-2 holds lock_b, waits for lock_a\. 4 of 16/,
  );
  const signal = await graph('04a/condition-variable', { broken: true });
  assert.match(
    endingOf(signal, placeAfter(signal, signal.shortest ?? [])) ?? '',
    /^It was made to lose a signal: Worker-2 waits for changed/,
  );
  const ordered = await graph('04a/lock-ordering');
  assert.is(ordered.shortest, undefined);
  assert.is(tallyOf(ordered), 'It cannot be broken: none of 16 schedules goes wrong.');
});

test('what is cut off says so', () => {
  const cut: Graph = {
    goal: 'go wrong',
    threads: ['Worker-1'],
    code: [[]],
    memory: [],
    states: [{ memory: [], moves: [] }],
    start: 0,
    schedules: 100_000,
    isComplete: false,
    wrong: 0,
    right: [],
    isWhole: false,
  };
  const place = placeAfter(cut, []);
  assert.match(endingOf(cut, place) ?? '', /goes on, but not here/);
  assert.is(situationOf(place, 0, []).text, 'goes on');
  assert.match(tallyOf(cut), /^None of the first 100,000 schedules goes wrong/);
});

test.run();

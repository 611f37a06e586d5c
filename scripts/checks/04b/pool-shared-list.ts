/**
 * What is asked of modules/04b/exercises/pool-shared-list.ts.
 *
 * Solved: solutions/04b/pool-shared-list.ts
 * Solved in other ways: test/fixtures/right/04b/pool-shared-list/
 * Solved wrongly: test/fixtures/wrong/04b/pool-shared-list/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-shared-list.*.diff
 * The starter as it was: scripts/starters/04b/pool-shared-list.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';
import { WATCHED, watched } from '../../lib/watched-main.ts';

const NUMBERS = 10;
const WORKERS = 5;

/** Others, in another order; and what is in the list differs from what was computed. */
const OTHERS = {
  'const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];':
    'const NUMBERS = [10, 3, 7, 1, 9, 2, 8, 4, 6, 0];',
  '  await squares.append(square);': '  await squares.append(square + 1000);',
  ...WATCHED,
};
const LIST = [10, 3, 7, 1, 9, 2, 8, 4, 6, 0].map((n) => n * n + 1000);

export default {
  hints: [
    'await using manager = await Manager.start(); and then manager.list<number>() makes the list. Give it to the workers like any other argument.',
    'A call of a list that a manager keeps is a message and an answer: await it, or return its promise, or the task is done before the square is in the list.',
    'await squares.toArray() brings a copy of the whole list. Numbers are sorted by toSorted((a, b) => a - b).',
  ],
  requirements: [
    {
      says: 'All five workers add squares, two each, and main adds none',
      holds: ({ trace }) => {
        const inMain = added(trace).filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return `main added ${inMain} of them itself`;
        const workers = trace.threads.filter(({ thread }) => thread !== 0);
        if (workers.length !== WORKERS) return `there were ${workers.length} workers`;
        const counts = workers.map(
          (worker) => added(trace).filter(({ by }) => by === worker).length,
        );
        if (counts.some((count) => count !== NUMBERS / WORKERS))
          return `they called add() ${counts.join(', ')} times`;
        const squares = new Set(added(trace).map(({ level }) => level)).size;
        return squares === NUMBERS || `they added ${squares} different ones`;
      },
      why: 'A pool helps only as far as its workers do the work, and all of them.',
      next: 'In addSquare(), call add(); and hand all ten tasks at once to a pool of five.',
    },
    {
      says: 'It is one list, which a Manager keeps',
      holds: ({ run }) => {
        const [, longest] = /a worker saw: (\d+)/.exec(run.stdout) ?? [];
        return Number(longest) === NUMBERS || `the longest one had ${longest}`;
      },
      why: 'An array is copied for each task, and what a worker adds to its copy nobody else sees.',
      next: 'Make one list with manager.list(), and hand it to all tasks.',
    },
    {
      says: 'A task ends when its square is in the list',
      holds: ({ trace }) => {
        const naps = trace.naps().length + trace.timers.length - added(trace).length;
        if (naps > 0) return `something else slept ${naps} times`;
        const done = trace.of('', 'wake').length;
        return done === NUMBERS || `${NUMBERS - done} ended before`;
      },
      why: 'Whoever awaits the tasks relies on it that all is done then, however long it takes.',
      next: 'Await add(), or return its promise.',
    },
    {
      says: 'Main prints the numbers that are in the list, in order',
      with: OTHERS,
      holds: ({ run }) => {
        const { calls } = watched(run);
        const appends = calls.filter(({ method }) => method === 'append');
        const lists = new Set(appends.map(({ object }) => object)).size;
        if (appends.length !== NUMBERS)
          return `${appends.length} were in a list at the end`;
        if (lists !== 1) return `there were ${lists} lists`;
        const [, line = ''] = /In main, sorted: \[(.*)\]/.exec(run.stdout) ?? [];
        const list = LIST.toSorted((a, b) => a - b).join(', ');
        return line === list || `it was [${list}], but printed was [${line}]`;
      },
      why: 'What main knows beforehand, or works out again, is not what the workers did.',
      next: 'Wait for all tasks, then read the list with toArray(), and sort it by number.',
    },
    {
      says: 'The pool is closed, and then the manager',
      with: OTHERS,
      holds: ({ run }) => {
        const { left, atEnds } = watched(run);
        if (left > 0) return `the pool was not closed: ${left} workers were still there`;
        const [workers] = atEnds;
        if (workers === undefined) return 'the manager was not ended';
        return workers === 0 || `${workers} workers were there when the manager ended`;
      },
      why: 'A worker whose manager is gone talks to nobody, and its next call fails.',
      next: 'Make the manager before the pool, both with await using: the last one made ends first.',
    },
  ],
} satisfies Checks;

/** add() begins with a nap, of a length that tells the square. */
function added(trace: Trace): Step[] {
  const squares = Array.from({ length: NUMBERS }, (_, i) => 110 - (i + 1) ** 2);
  return trace.naps(...squares);
}

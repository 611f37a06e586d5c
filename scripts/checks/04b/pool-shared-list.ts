/**
 * What is asked of modules/04b/exercises/pool-shared-list.ts.
 *
 * Solved: solutions/04b/pool-shared-list.ts
 * Solved wrongly: test/fixtures/wrong/04b/pool-shared-list/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-shared-list.*.diff
 * The starter as it was: scripts/starters/04b/pool-shared-list.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const NUMBERS = 10;
const WORKERS = 5;

export default {
  hints: [
    'await using manager = await Manager.start(); and then manager.list<number>() makes the list. Give it to the workers like any other argument.',
    'A call of a list that a manager keeps is a message and an answer: await it, or return its promise, or the task is done before the square is in the list.',
    'await squares.toArray() brings a copy of the whole list. Numbers are sorted by toSorted((a, b) => a - b).',
  ],
  requirements: [
    {
      says: 'The workers add all ten squares to a list of a manager',
      holds: ({ trace }) => {
        const inMain = trace.naps().length - added(trace).length;
        if (inMain > 0) return `main added ${inMain} of them itself`;
        const squares = new Set(added(trace).map(({ level }) => level)).size;
        return squares === NUMBERS && added(trace).length === NUMBERS
          ? true
          : `they called add() for ${squares} squares`;
      },
      next: 'In addSquare(), call add() with the list that main got from manager.list().',
    },
    {
      says: 'There are five workers, and each adds two',
      holds: ({ trace }) => {
        const workers = trace.threads.filter(({ thread }) => thread !== 0);
        if (workers.length !== WORKERS) return `there were ${workers.length} workers`;
        const counts = workers.map(
          (worker) => added(trace).filter(({ by }) => by === worker).length,
        );
        return counts.every((count) => count === NUMBERS / WORKERS)
          ? true
          : `they added ${counts.join(', ')}`;
      },
      next: 'Hand over all ten tasks at once to a pool of exactly five.',
    },
    {
      says: 'Each task waits until its square is in the list',
      holds: ({ trace }) => {
        const done = trace.of('', 'wake').length;
        return done === NUMBERS ? true : `${NUMBERS - done} were done before`;
      },
      next: 'Await add(), or return its promise.',
    },
    {
      says: 'It is one list: whoever adds the last square sees all ten',
      holds: ({ run }) => {
        const [, longest] = /a worker saw: (\d+)/.exec(run.stdout) ?? [];
        return Number(longest) === NUMBERS ? true : `the longest one had ${longest}`;
      },
      next: 'Make one list with manager.list(), and hand it to all tasks.',
    },
    {
      says: 'Main prints the whole list, in order',
      holds: ({ run }) => {
        const [, line = ''] = /In main, sorted: \[(.*)\]/.exec(run.stdout) ?? [];
        const squares = Array.from({ length: NUMBERS }, (_, i) => (i + 1) ** 2);
        return line === squares.join(', ') ? true : `it printed [${line}]`;
      },
      next: 'Wait for all tasks, then read the list with toArray(), and sort it.',
    },
  ],
} satisfies Checks;

/** add() begins with a nap, of a length that tells the square. */
function added(trace: Trace): Step[] {
  return trace.naps().filter(({ by }) => by.thread !== 0);
}

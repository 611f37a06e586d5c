/**
 * What is asked of modules/04c/exercises/own-async-tasks.ts.
 *
 * Solved: solutions/04c/own-async-tasks.ts
 * Solved wrongly: test/fixtures/wrong/04c/own-async-tasks/
 * Solved, and then spoilt: test/fixtures/mutants/04c/own-async-tasks.*.diff
 * The starter as it was: scripts/starters/04c/own-async-tasks.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const WAITS = [200, 400, 600];
const DISHES = ['potatoes', 'salad', 'fish'];

export default {
  hints: [
    'Calling an async function begins it, and gives a promise of what it will return. The function goes on after its await by itself, while you do something else.',
    'Call all three first, and keep the three promises in an array. An await between two calls would hold up the second.',
    'Promise.all(promises) waits for all of them, and gives their results in the order of the promises.',
  ],
  requirements: [
    {
      says: 'Three tasks wait, each for its own time',
      holds: ({ trace }) => {
        const naps = trace.naps();
        const threads = naps.filter(({ by }) => by.thread !== 0).length;
        if (threads > 0) return `${threads} of them had a thread of their own`;
        const waits = naps.map(({ level = 0 }) => level).sort((a, b) => a - b);
        return waits.join() === WAITS.join()
          ? true
          : `there were waits of ${waits.join(', ') || 'no'} ms`;
      },
      next: 'Write the salad and the fish after the model of the potatoes, and call all three.',
    },
    {
      says: 'All three wait at the same time',
      holds: ({ trace }) =>
        trace.mostAsleep() === WAITS.length
          ? true
          : `at most ${trace.mostAsleep()} waited at once`,
      next: 'Call all three before the first await, and wait with await sleep(), which lets the others on.',
    },
    {
      says: 'What they return is served when all are ready',
      holds: ({ run }) => {
        const [, after] = /after (\d+\.\d+) s/.exec(run.stdout) ?? [];
        if (!after) return 'nothing was served';
        return Number(after) >= 0.6 ? true : `it was served after ${after} s`;
      },
      next: 'serve(await Promise.all(tasks)): without the await there are no results yet.',
    },
    {
      says: 'The results stand in the order of the calls',
      holds: ({ run }) => {
        const [, list = ''] = /Served: \[(.*)\]/.exec(run.stdout) ?? [];
        const served = list.replaceAll("'", '');
        return served === DISHES.join(', ') ? true : `it was ${served || 'nothing'}`;
      },
      next: 'Do not collect them as they get ready: Promise.all keeps the order of its promises.',
    },
  ],
} satisfies Checks;

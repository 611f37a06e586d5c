/**
 * What is asked of modules/04c/exercises/own-async-tasks.ts.
 *
 * Solved: solutions/04c/own-async-tasks.ts
 * Solved in other ways: test/fixtures/right/04c/own-async-tasks/
 * Solved wrongly: test/fixtures/wrong/04c/own-async-tasks/
 * Solved, and then spoilt: test/fixtures/mutants/04c/own-async-tasks.*.diff
 * The starter as it was: scripts/starters/04c/own-async-tasks.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';

const WAITS = [200, 400, 600];
const DISHES = ['Potatoes', 'Salad', 'Fish'];

export default {
  hints: [
    'Calling an async function begins it, and gives a promise of what it will return. The function goes on after its await by itself, while you do something else.',
    'Call all three first, and keep the three promises. An await between two calls would hold up the second.',
    'Promise.all(promises) waits for all of them, and gives their results in the order of the promises.',
  ],
  requirements: [
    {
      says: 'Each of the three waits for its own time, with sleep(), on the event loop',
      holds: ({ trace }) => {
        const naps = trace.naps();
        const threads = naps.filter(({ by }) => by.thread !== 0).length;
        if (threads > 0) return `${threads} of them had a thread of their own`;
        const waits = naps.map(({ level = 0 }) => level).sort((a, b) => a - b);
        return waits.join() === WAITS.join()
          ? true
          : `there were waits of ${waits.join(', ') || 'no'} ms`;
      },
      why: 'A task that waits needs nothing but a place on the event loop: neither a thread, nor somebody who looks after it.',
      next: 'Write the salad and the fish after the model of the potatoes, and call all three.',
    },
    {
      says: 'All three wait at the same time',
      holds: ({ trace }) =>
        trace.mostAsleep() === WAITS.length
          ? true
          : `at most ${trace.mostAsleep()} waited at once`,
      why: 'Waits that overlap take as long as the longest of them; one after another, they add up.',
      next: 'Call all three before the first await, and wait with await sleep(), which lets the others on.',
    },
    {
      says: 'serve() is called once, when all three are ready',
      holds: ({ run }) => servedReady(run),
      why: 'Whoever goes on without waiting for a task has no result of it, and does not hear of its errors.',
      next: 'Wait for all the promises that the calls gave you, and serve then.',
    },
    {
      says: 'It gets the strings in the order potatoes, salad, fish, whichever is ready first',
      holds: ({ run }) => {
        const expected = 'potatoes, salad, fish';
        return served(run) === expected ? true : `it was ${served(run) || 'nothing'}`;
      },
      why: 'Which task is ready first may change from day to day; which result is whose must not.',
      next: 'Do not collect them as they get ready: Promise.all keeps the order of its promises.',
    },
    {
      says: 'Other potatoes are served as well',
      with: {
        'await sleep(600);': 'await sleep(300);',
        "return 'potatoes';": "return 'new potatoes';",
      },
      holds: ({ run }) => {
        const ready = servedReady(run);
        if (ready !== true) return `when the potatoes took 300 ms, ${ready}`;
        return served(run) === 'new potatoes, salad, fish'
          ? true
          : `the potatoes returned 'new potatoes', and served was ${served(run)}`;
      },
      why: 'What a task returns, and when, is known when it is ready, and not beforehand.',
      next: 'Serve what the three promises give, and wait for each of them.',
    },
  ],
} satisfies Checks;

/** The strings that were served. */
function served({ stdout }: Run): string {
  const [, list = ''] = /^Served: \[(.*)\]/m.exec(stdout) ?? [];
  return list.replaceAll("'", '');
}

function servedReady({ stdout }: Run): true | string {
  const [before = '', ...after] = stdout.split(/^Served: .*$/m);
  if (after.length !== 1) return `it was served ${after.length} times`;
  const early = DISHES.find((dish) => !before.includes(`${dish}: ready`));
  return early ? `it was served before '${early}: ready'` : true;
}

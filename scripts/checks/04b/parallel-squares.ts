/**
 * What is asked of modules/04b/exercises/parallel-squares.ts.
 *
 * Solved: solutions/04b/parallel-squares.ts
 * Solved in other ways: test/fixtures/right/04b/parallel-squares/
 * Solved wrongly: test/fixtures/wrong/04b/parallel-squares/
 * Solved, and then spoilt: test/fixtures/mutants/04b/parallel-squares.*.diff
 * The starter as it was: scripts/starters/04b/parallel-squares.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const NUMBERS = 10;
const WORKERS = 5;

/** A number that takes long, so that the others are done before it. */
const SLOW = { number: 21, ms: 1500 };
const OTHERS = [SLOW.number, 3, 15, 2, 17, 14, 9, 16, 18, 20];
/** The nap of a task that has come to a worker, and may still have to wait there. */
const COME_MS = 1;

/**
 * Cubes in place of squares, but only of workers. And the program does not stop when one of
 * them calls main(), and says, at its end, how many it has not ended.
 */
const WATCHED = {
  'const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];': `const NUMBERS = [${OTHERS}];
    let workersLeft = 0;
    process.on('worker', (worker) => {
      if (workersLeft++ === 0) process.once('exit', () => console.log('Left:', workersLeft));
      worker.once('exit', () => workersLeft--);
    });`,
  'if (!isMainThread) revive<Barrier>': `sleepSync(${COME_MS});
    if (!isMainThread) revive<Barrier>`,
  'square: n * n': 'square: isMainThread ? 0 : n ** 3',
  'sleepSync(110 - 10 * n);': `sleepSync(n === ${SLOW.number} ? ${SLOW.ms} : 10);`,
  "if (!isMainThread) throw new Error('A worker has called main(): where is the guard?');":
    "if (!isMainThread) throw print('A worker has called main()');",
};

export default {
  hints: [
    'await using pool = new Piscina<number, Result>({ filename: import.meta.url, name: "square", minThreads: WORKERS, maxThreads: WORKERS, workerData, ...workerOptions }); is closed at the end of main.',
    'pool.run(n) hands one number over and gives a promise. Make the promises of all numbers first, with map, and then await Promise.all(promises): its results stand in the order of the promises.',
    'The guard is the last line: if (isMain(import.meta)) await main();',
  ],
  requirements: [
    {
      says: 'A Piscina pool of five workers computes the squares, each once, and main none',
      holds: ({ trace }) => {
        const naps = trace.naps();
        const inMain = naps.filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return `main computed ${inMain} of them itself`;
        // One that has nothing more to do may be replaced by another one.
        const workers = new Set(naps.map(({ by }) => by)).size;
        if (workers !== WORKERS) return `there were ${workers} workers`;
        const numbers = new Set(naps.map(({ level }) => level)).size;
        return naps.length === NUMBERS && numbers === NUMBERS
          ? true
          : `${naps.length} squares were computed, of ${numbers} numbers`;
      },
      why: 'What main computes, it computes alone; and a square that is computed twice is work for nothing.',
      next: 'Make a Piscina pool with the name of the function, and call pool.run for each number.',
    },
    {
      says: 'All ten tasks are handed over at once',
      with: WATCHED,
      holds: ({ trace }) => {
        const end = trace
          .of('', 'wake')
          .find(({ level, by }) => level === SLOW.ms && by.thread !== 0);
        if (!end) return `no worker computed the square of ${SLOW.number}`;
        const come = trace.naps(COME_MS).filter(({ at }) => at < end.at).length;
        return come > WORKERS
          ? true
          : `while one was slow, ${come} had been handed over, and four workers had none`;
      },
      why: 'A worker that is ready takes the next task only if it is there already.',
      next: 'Call pool.run for all numbers before you wait for a result.',
    },
    {
      says: 'What the workers computed is printed in the order of NUMBERS',
      with: WATCHED,
      holds: ({ run }) => {
        const [, line = ''] = /Squares: \[(.*)\]/.exec(run.stdout) ?? [];
        const cubes = OTHERS.map((n) => n ** 3).join(', ');
        return (
          line === cubes ||
          `with cubes of ${OTHERS.join(', ')}, [${line}] was printed, not [${cubes}]`
        );
      },
      why: 'Small numbers take longest here: as they come, the squares are in another order.',
      next: 'Await the promises in the order in which you made them; Promise.all does.',
    },
    {
      says: 'main() is called by the program only, and not by its workers',
      with: WATCHED,
      holds: ({ run }) =>
        run.stdout.includes('A worker has called main()')
          ? 'a worker called it, too'
          : true,
      why: 'Each worker imports this file, and would start workers in turn.',
      next: 'Call main only if this file is the program: isMain(import.meta) tells.',
    },
    {
      says: 'The pool is closed at the end',
      with: WATCHED,
      holds: ({ run }) => {
        const [, left] = /^Left: (\d+)$/m.exec(run.stdout) ?? [];
        if (!left) return 'there was none';
        return left === '0' || `${left} of its workers were still there`;
      },
      why: 'Workers that nobody ends keep their memory for as long as the program runs.',
      next: 'await using closes a pool at the end of its block; close() does when you call it.',
    },
  ],
} satisfies Checks;

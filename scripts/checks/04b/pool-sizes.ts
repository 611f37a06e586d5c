/**
 * What is asked of modules/04b/exercises/pool-sizes.ts.
 *
 * Solved: solutions/04b/pool-sizes.ts
 * Solved in other ways: test/fixtures/right/04b/pool-sizes/
 * Solved wrongly: test/fixtures/wrong/04b/pool-sizes/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-sizes.*.diff
 * The starter as it was: scripts/starters/04b/pool-sizes.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';
import { WATCHED, watched } from '../../lib/watched-main.ts';

const NUMBERS = 10;
const SIZES = [2, 4, 8];

/** How long it takes in the other run, in milliseconds: till all are up, and a square. */
const SLOW = { start: 400, square: 40 };
const napped = (ms: number) =>
  `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});`;

/** Other sizes, slow steps, and other squares: so that the times say what they contain. */
const OTHERS = {
  '  meet.wait({ timeout: 15_000 });': `  meet.wait({ timeout: 15_000 }); ${napped(SLOW.start)}`,
  '  return n * n;': `  ${napped(SLOW.square)} return n * n + 500;`,
  '  for (const size of [2, 4, 8]) {':
    '  for (const size of [3, 2]) { const began = performance.now();',
  "    print('  Squares:', squares);":
    "    print('  Whole:', performance.now() - began); print('  Start:', startMs); print('  Job:', jobMs); print('  Squares:', squares);",
  ...WATCHED,
};
const OTHER_SIZES = [3, 2];
/** How inexact a clock may be. */
const TOLERANCE = 20;

export default {
  hints: [
    'await using pool = new Piscina({ filename: import.meta.url, minThreads: size, maxThreads: size, ...workerOptions }); is closed at the end of measure().',
    'await map(pool, import.meta, arrive, Array(size).fill(meet)) calls arrive() once for each worker. None of them returns before all are up, and each tells which worker it was.',
    'starmap(pool, import.meta, square, NUMBERS.map((n): [number, SharedValue] => [n, done])) brings the squares in the order of the numbers. Start the clock of the job right before it.',
  ],
  requirements: [
    {
      says: 'The workers of each pool compute ten squares',
      holds: ({ trace }) => {
        const counts = jobs(trace).map((job) => job.length);
        if (counts.length !== SIZES.length)
          return `workers computed squares in ${counts.length} of ${SIZES.length} pools`;
        return (
          counts.every((count) => count === NUMBERS) ||
          `they computed ${counts.join(', ')}`
        );
      },
      why: 'What a pool gains or costs can be seen only when its workers do the work.',
      next: 'In measure(), let the pool call square(), with starmap() of core/pool-map.ts.',
    },
    {
      says: 'Each pool has as many workers as measure() is told, all of which are up before the squares',
      holds: ({ trace }) => {
        let before = 0;
        const sizes = jobs(trace).map(([first]) => {
          const up = workersAt(trace, first?.at ?? 0);
          const size = up - before;
          before = up;
          return size;
        });
        return (
          sizes.join() === SIZES.join() ||
          `before the first square they had ${sizes.join(', ')}`
        );
      },
      why: 'Workers start one after the other: who begins at once measures their start, or has one do all.',
      next: 'Set minThreads and maxThreads to the number of workers, and await all calls of arrive().',
    },
    {
      says: 'The squares are those that square() returns, in the order of NUMBERS',
      with: OTHERS,
      holds: ({ run }) => {
        const squares = Array.from({ length: NUMBERS }, (_, i) => (i + 1) ** 2 + 500);
        const lines = run.stdout.match(/(?<=Squares: \[).*(?=\])/g) ?? [];
        const wrong = lines.find((line) => line !== squares.join(', '));
        return (
          wrong === undefined || `in place of [${squares.join(', ')}] it was [${wrong}]`
        );
      },
      why: 'Results that do not come from the workers say nothing of the pool.',
      next: 'Return what starmap() returns: it keeps the order of the numbers.',
    },
    {
      says: 'Two clocks tell how long it took until all workers were up, and how long the squares took',
      with: OTHERS,
      holds: ({ run }) => {
        const [starts, works] = [
          timesOf(run.stdout, 'Start'),
          timesOf(run.stdout, 'Job'),
        ];
        const start = Math.min(...starts);
        if (start < SLOW.start - TOLERANCE)
          return `all were up after ${SLOW.start} ms or more, and the clock said ${start.toFixed()} ms`;
        const job = Math.min(...works);
        const least = SLOW.square * NUMBERS;
        if (job < least - TOLERANCE)
          return `the squares took ${least} ms or more, and the clock said ${job.toFixed()} ms`;
        const wholes = timesOf(run.stdout, 'Whole');
        const over = wholes.findIndex(
          (whole, i) => (starts[i] ?? 0) + (works[i] ?? 0) > whole + TOLERANCE,
        );
        return (
          over < 0 ||
          `both clocks counted the same time: ${starts[over]?.toFixed()} and ${works[over]?.toFixed()} ms, of ${wholes[over]?.toFixed()} ms`
        );
      },
      why: 'A pool is started once and used often: what it costs, and what it does, are two things.',
      next: 'Read the first clock after the calls of arrive(), and start the second one only then.',
    },
    {
      says: 'Each pool is closed before measure() returns',
      with: OTHERS,
      holds: ({ run }) => {
        const { most, left } = watched(run);
        if (left > 0) return `${left} workers were still there at the end`;
        const largest = Math.max(...OTHER_SIZES);
        return (
          most === largest || `there were ${most} workers at once: those of two pools`
        );
      },
      why: 'The workers of the pool before would still be there, and take part of the processor.',
      next: 'Make the pool in measure() with await using, or await its close() there.',
    },
  ],
} satisfies Checks;

/** For each pool what its workers have counted, a step for each square, in order of time. */
function jobs(trace: Trace): Step[][] {
  const counted = trace.of('SharedValue', 'write').filter(({ by }) => by.thread !== 0);
  const ids = [...new Set(counted.map(({ id }) => id))];
  return ids.map((id) => counted.filter((step) => step.id === id));
}

/** How many workers there have been until then. */
function workersAt(trace: Trace, moment: number): number {
  return trace.threads.filter(
    ({ thread, events }) => thread !== 0 && (events[0]?.at ?? moment) < moment,
  ).length;
}

function timesOf(stdout: string, what: string): number[] {
  return [...stdout.matchAll(new RegExp(`${what}: (.*)$`, 'gm'))].map(([, ms]) =>
    Number(ms),
  );
}

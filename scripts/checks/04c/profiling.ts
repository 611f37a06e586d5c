/**
 * What is asked of modules/04c/exercises/profiling.ts.
 *
 * Solved: solutions/04c/profiling.ts
 * Solved wrongly: test/fixtures/wrong/04c/profiling/
 * Solved, and then spoilt: test/fixtures/mutants/04c/profiling.*.diff
 * The starter as it was: scripts/starters/04c/profiling.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const SHOPS = 3;
const DUPLICATES = '10, 10, 10';
/** How long it takes to fetch the orders: of a shop with many, of one with few. */
const MANY = 120;
const FEW = 0.2;

export default {
  hints: [
    "const session = new Session(); session.connect(); await session.post('Profiler.enable') and 'Profiler.start', the work, const { profile } = await session.post('Profiler.stop'); session.disconnect(). Each thread does that for itself: a session sees the thread that made it.",
    'Add up the hitCount of all nodes with the same functionName, in a Map. The share is that sum, divided by the sum of all.',
    'For each order, duplicates() looks through all of them. What remembers numbers so that one can ask for one of them at once?',
  ],
  requirements: [
    {
      says: 'Threads make the reports of all shops, before and after',
      holds: ({ trace }) => {
        const made = reports(trace).filter(({ by }) => by.thread !== 0).length;
        return made === 2 * SHOPS ? true : `${made} reports were made in threads`;
      },
      next: 'Leave makeReports() and report() as they are.',
    },
    {
      says: 'The profile of each thread names its hot spot',
      holds: ({ run }) => {
        const spots = hotSpots(run, 'Before').toSorted();
        return spots.join() === 'duplicates,forecast,forecast'
          ? true
          : `Before: ${spots.join(', ') || 'there is none'}`;
      },
      next: 'Profile the work in the thread that does it, and count the samples of each function.',
    },
    {
      says: 'The thread that holds up the others is found',
      holds: ({ run, trace }) => {
        const [slowest] = reports(trace).filter(({ level }) => level === MANY);
        const [, named] = /^Bottleneck: .* of (\w+)$/m.exec(run.stdout) ?? [];
        if (named === undefined) return 'none is named';
        return named === slowest?.by.name
          ? true
          : `it is ${slowest?.by.name}, and not ${named}`;
      },
      next: 'Give back how many samples the hot spot has: the most are in the slowest thread.',
    },
    {
      says: "After, the duplicates are nobody's hot spot",
      holds: ({ run }) => {
        const spots = hotSpots(run, 'After');
        return spots.join() === 'forecast,forecast,forecast'
          ? true
          : `After: ${spots.join(', ') || 'there is none'}`;
      },
      next: 'Go through the orders once, and remember what you have seen in a Set.',
    },
    {
      says: 'And as many duplicates are found as before',
      holds: ({ run }) => {
        const [, found] = /^Duplicates after: \[(.*)\]$/m.exec(run.stdout) ?? [];
        return found === DUPLICATES ? true : `they found ${found}, not ${DUPLICATES}`;
      },
      next: 'How many orders are left when each number is taken once?',
    },
  ],
} satisfies Checks;

/** Each report begins with a nap. */
function reports(trace: Trace): Step[] {
  return trace
    .of('', 'sleep')
    .filter(({ level, by }) => by.thread !== 0 && (level === MANY || level === FEW));
}

/** The functions that are named under a title. */
function hotSpots(run: Run, title: string): string[] {
  const [, lines = ''] =
    new RegExp(`^${title}:\\n((?: {2}.*\\n)*)`, 'm').exec(run.stdout) ?? [];
  return [...lines.matchAll(/^ {2}\w+: (.+), \d+ %/gm)].map(([, name = '']) => name);
}

/**
 * What is asked of modules/04a/exercises/thread-management.ts.
 *
 * Solved: solutions/04a/thread-management.ts
 * Solved wrongly: test/fixtures/wrong/04a/thread-management/
 * Solved, and then spoilt: test/fixtures/mutants/04a/thread-management.*.diff
 * The starter as it was: scripts/starters/04a/thread-management.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const DURATIONS = { Kettle: 600, Toaster: 500, Oven: 700 };

export default {
  hints: [
    'new Thread(import.meta, { target: work, args: [ms], name }) makes a thread; it does nothing before start().',
    'Inside work, currentThread().name is the name of the thread that runs it, and sleepSync(ms) puts this thread to sleep and no other.',
    'Two loops: for (const thread of threads) thread.start(); and then, in a loop of its own, await thread.join();',
  ],
  requirements: [
    {
      says: 'There are three threads with the names of the three things',
      holds: ({ trace }) => {
        const names = trace.of('', 'start').map(({ name }) => name);
        const missing = Object.keys(DURATIONS).filter((name) => !names.includes(name));
        if (names.length === 0) return 'no thread was started';
        if (missing.length > 0) return `nobody is called ${missing.join(' or ')}`;
        return names.length === 3 ? true : `${names.length} threads were started`;
      },
      next: 'Make one Thread for each entry of DURATIONS, with its name, and start it.',
    },
    {
      says: 'Each thread sleeps for its own time',
      holds: ({ trace }) => {
        for (const [name, ms] of Object.entries(DURATIONS)) {
          const events = trace.threads.find((thread) => thread.name === name)?.events;
          const naps = events?.filter(({ event }) => event === 'sleep') ?? [];
          const [nap] = naps;
          if (!nap || naps.length > 1) return `${name} slept ${naps.length} times`;
          if (nap.level !== ms) return `${name} slept ${nap.level} ms, not ${ms}`;
        }
        return true;
      },
      next: 'Call sleepSync(ms) in work, between the two lines that it prints.',
    },
    {
      says: 'All three are on at the same time',
      holds: ({ trace }) =>
        trace.mostAlive === 3 ? true : `at most ${trace.mostAlive} were alive at once`,
      next: 'Start all of them first; join in a second loop.',
    },
    {
      says: 'main waits for the ends of the threads, and not for some time',
      holds: ({ trace }) =>
        trace.naps().some(({ by }) => by.thread === 0) ? 'main slept' : true,
      next: 'Await join() of every thread: it takes as long as the thread does.',
    },
  ],
} satisfies Checks;

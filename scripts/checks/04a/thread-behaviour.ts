/**
 * What is asked of modules/04a/exercises/thread-behaviour.ts.
 *
 * Solved: solutions/04a/thread-behaviour.ts
 * Solved in other ways: test/fixtures/right/04a/thread-behaviour/
 * Solved wrongly: test/fixtures/wrong/04a/thread-behaviour/
 * Solved, and then spoilt: test/fixtures/mutants/04a/thread-behaviour.*.diff
 * The starter as it was: scripts/starters/04a/thread-behaviour.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { ThreadTrace, Trace } from '../../lib/trace.ts';

const WORKERS = 3;
/** How long nap() sleeps. */
const NAP_MS = 300;

/** Two threads, which return a hundred times what they have seen. */
const others = {
  'const WORKERS = 3;': 'const WORKERS = 2;',
  'return goingOn.size;': 'return 100 * goingOn.size;',
  'return together;': 'return 100 * together;',
};

export default {
  hints: [
    'oneByOne shows what the work wants: a counter, a SharedValue of 0, a barrier, for as many as there are, and room for the steps. In threads that is new Barrier(WORKERS) and one noSteps(), the same for all three.',
    'new Thread(import.meta, { target: work, args: [inside, all, steps] }): start all three, then await Promise.all(threads.map((thread) => thread.join())).',
    'In Python one thread at a time computes, as it has the GIL. Here there is none. A thread that sleeps needs neither a GIL nor a core.',
  ],
  requirements: [
    {
      says: 'inThreads runs the work in three threads',
      holds: ({ trace }) => {
        const started = trace.of('', 'start').length;
        if (started === 0) return 'no thread was started';
        // Both kinds of work count who is inside.
        const working = workers(trace).filter(counts);
        const asleep = working.filter(naps).length;
        const computing = working.length - asleep;
        return computing === WORKERS && asleep === WORKERS
          ? true
          : `of ${started} threads ${computing} computed and ${asleep} slept`;
      },
      why: 'Only work that is done in threads shows what threads do for it.',
      next: 'In inThreads, make three threads with the work as their target.',
    },
    {
      says: 'The three of a kind are at work at the same time',
      holds: ({ trace }) =>
        trace.mostAlive === WORKERS
          ? true
          : `at most ${trace.mostAlive} were alive at once`,
      why: 'Threads that wait for each other to end are no faster than one.',
      next: 'Start all three before you join one, and join them before you return.',
    },
    {
      says: 'inThreads returns what its threads have returned',
      with: others,
      holds: ({ run }) => {
        const counts = [...run.stdout.matchAll(/inThreads: (\S+) at once/g)];
        const seen = counts.map(([, count]) => count);
        if (seen.join() === '200,200') return true;
        return seen.every((count) => count?.endsWith('00')) && seen.length === 2
          ? `of two, they saw ${seen.map((count) => Number(count) / 100).join(' and ')} at once`
          : `with two threads that return 200, it is ${seen.join(' and ') || 'nothing'}`;
      },
      why: 'What is printed has to be what the threads saw, and not what one expects of them.',
      next: 'Hand the same SharedValue, the same Barrier(WORKERS) and the same steps to all three, and return the results of the joins.',
    },
    {
      says: 'The table says whether threads shorten it in Python',
      holds: ({ run }) => answers(run.stdout, 'In Python', 'false,true'),
      why: 'Who knows threads from Python expects of them here what holds there.',
      next: 'Think of the GIL: what does a thread have to hold to compute, and what to sleep?',
    },
    {
      says: 'The table says whether threads shorten it here',
      holds: ({ run }) => answers(run.stdout, 'here', 'true,true'),
      why: 'Here each thread has a heap of its own, and nothing that only one may hold.',
      next: 'Both lines of "at once" say 3; with free cores, the times say the same.',
    },
  ],
} satisfies Checks;

function workers(trace: Trace): ThreadTrace[] {
  return trace.threads.filter(({ thread }) => thread !== 0);
}

function counts({ events }: ThreadTrace): boolean {
  return events.some(({ event, kind }) => event === 'write' && kind === 'SharedValue');
}

function naps({ events }: ThreadTrace): boolean {
  return events.some(({ event, level }) => event === 'sleep' && level === NAP_MS);
}

function answers(stdout: string, where: string, right: string): true | string {
  const given = [...stdout.matchAll(new RegExp(`${where}: (\\w+)`, 'g'))];
  const words = given.map(([, word]) => word);
  if (words.length !== 2 || words.includes('undefined')) return 'one is missing';
  return words.join() === right ? true : 'not both are right';
}

/**
 * What is asked of modules/04a/exercises/thread-behaviour.ts.
 *
 * Solved: solutions/04a/thread-behaviour.ts
 * Solved wrongly: test/fixtures/wrong/04a/thread-behaviour/
 * Solved, and then spoilt: test/fixtures/mutants/04a/thread-behaviour.*.diff
 * The starter as it was: scripts/starters/04a/thread-behaviour.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { ThreadTrace, Trace } from '../../lib/trace.ts';

const WORKERS = 3;

export default {
  hints: [
    'oneByOne shows what the work wants: a counter, a SharedValue of 0, a barrier, for as many as there are, and room for the steps. In threads that is new Barrier(WORKERS) and one noSteps(), the same for all three.',
    'new Thread(import.meta, { target: work, args: [inside, all, steps] }): start all three, then await Promise.all(threads.map((thread) => thread.join())).',
    'In Python one thread at a time computes, as it has the GIL. Here there is none. A thread that sleeps needs neither a GIL nor a core.',
  ],
  requirements: [
    {
      says: 'Three threads compute, and three sleep',
      holds: ({ trace }) => {
        const started = trace.of('', 'start').length;
        if (started === 0) return 'no thread was started';
        const asleep = workers(trace).filter(naps).length;
        const computing = workers(trace).length - asleep;
        return computing === WORKERS && asleep === WORKERS
          ? true
          : `${computing} computed and ${asleep} slept`;
      },
      next: 'In inThreads, make three threads with the work as their target.',
    },
    {
      says: 'The three of a kind are at work at the same time',
      holds: ({ trace }) =>
        trace.mostAlive === WORKERS
          ? true
          : `at most ${trace.mostAlive} were alive at once`,
      next: 'Start all three before you join one, and join them before you return.',
    },
    {
      says: 'Each of them sees the others at work',
      holds: ({ run }) => {
        const counts = [...run.stdout.matchAll(/inThreads: (\S+) at once/g)].map(
          ([, count]) => count,
        );
        return counts.join() === `${WORKERS},${WORKERS}`
          ? true
          : `it is ${counts.join(' and ') || 'not printed'}`;
      },
      next: 'Hand the same SharedValue, the same Barrier(WORKERS) and the same steps to all three, and return the results of the joins.',
    },
    {
      says: 'They count under the lock of the one number that they share',
      holds: ({ trace }) => {
        const writes = trace
          .of('SharedValue', 'write')
          .filter(({ by }) => by.thread !== 0);
        if (writes.length !== 4 * WORKERS) return `they wrote ${writes.length} times`;
        if (writes.some((step) => trace.locksAt(step).length === 0)) return 'without it';
        const numbers = new Set(writes.map(({ id }) => id)).size;
        return numbers === 2 ? true : `there were ${numbers} numbers`;
      },
      next: 'One SharedValue for the three that compute, one for the three that sleep.',
    },
    {
      says: 'The answers for Python are right',
      holds: ({ run }) => answers(run.stdout, 'In Python', 'false,true'),
      next: 'Think of the GIL: what does a thread have to hold to compute, and what to sleep?',
    },
    {
      says: 'The answers for here are right',
      holds: ({ run }) => answers(run.stdout, 'here', 'true,true'),
      next: 'Both lines of "at once" say 3; with free cores, the times say the same.',
    },
  ],
} satisfies Checks;

function workers(trace: Trace): ThreadTrace[] {
  return trace.threads.filter(({ thread }) => thread !== 0);
}

function naps({ events }: ThreadTrace): boolean {
  return events.some(({ event, level }) => event === 'sleep' && level === 300);
}

function answers(stdout: string, where: string, right: string): true | string {
  const given = [...stdout.matchAll(new RegExp(`${where}: (\\w+)`, 'g'))];
  const words = given.map(([, word]) => word);
  if (words.length !== 2 || words.includes('undefined')) return 'one is missing';
  return words.join() === right ? true : 'not both are';
}

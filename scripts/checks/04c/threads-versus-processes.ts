/**
 * What is asked of modules/04c/exercises/threads-versus-processes.ts.
 *
 * Solved: solutions/04c/threads-versus-processes.ts
 * Solved in other ways: test/fixtures/right/04c/threads-versus-processes/
 * Solved wrongly: test/fixtures/wrong/04c/threads-versus-processes/
 * Solved, and then spoilt: test/fixtures/mutants/04c/threads-versus-processes.*.diff
 * The starter as it was: scripts/starters/04c/threads-versus-processes.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce } from '../../lib/trace.ts';

/** How many workers a crew has, one time after the other; two are enough to tell. */
const COUNTS = [1, 2];
/** What the workers of two kinds do in all: each waits, and computes. */
const JOBS = 12;

/** The sizes, in MB; to that of a process the end of its pid is added. */
const [AT_FIRST, LATER, PROCESS] = [100, 117, 50];

/** The server sees those that compute, too; and all sizes are known. */
const WATCHED = {
  'for (const count of [1, 2, 3]) {': `for (const count of [${COUNTS}]) {`,
  'if (url) await ask(url);': 'if (url) await ask((lastUrl = url));',
  'for (let n = 2; n < 150_000; n++) if (isPrime(n)) primes++;': 'await ask(lastUrl);',
  'const memory = () => process.memoryUsage().rss / 2 ** 20;': [
    "let [lastUrl, looks] = ['', 0];",
    `const ownSize = () => ${PROCESS} + (process.pid % 1000);`,
    `const isFirst = () => isMain(import.meta) && looks++ === 0;`,
    `const memory = () => process.send ? ownSize() : isFirst() ? ${AT_FIRST} : ${LATER};`,
  ].join(' '),
};

export default {
  hints: [
    'team.run([url]) gives a promise: ask all teams for theirs before you await one, with Promise.all(teams.map(…)).',
    'pids.has(process.pid) tells whether the work was done in this process, that is, in threads. Then memory() - before is what they cost.',
    'Nothing of another process is to be seen from here: add up what each of `done` says of its own memory.',
  ],
  requirements: [
    {
      says: 'All workers of a crew wait at the same time, and then all compute at the same time',
      with: WATCHED,
      holds: ({ trace }) => {
        const steps = trace.of('Request');
        const done = steps.length / 2;
        if (done !== JOBS) return `they did that ${done} times in all, and not ${JOBS}`;
        for (const workers of COUNTS) {
          for (const kind of ['threads', 'processes']) {
            for (const did of ['waited', 'computed']) {
              const most = mostAtOnce(steps.splice(0, 2 * workers));
              if (most < workers) return `of ${workers} ${kind}, ${most} ${did} at once`;
            }
          }
        }
        return true;
      },
      why: 'Workers that have their turns one after another take as long as one of them alone would: that measures neither threads nor processes.',
      next: 'Ask all teams to run the job before you await the first result.',
    },
    {
      says: 'The memory of threads is what this process has grown by, since they live in it',
      with: WATCHED,
      holds: ({ run }) => {
        const sizes = memoryOf('threads', run.stdout);
        const wrong = sizes.findIndex((size) => size !== LATER - AT_FIRST);
        if (sizes.length === COUNTS.length && wrong < 0) return true;
        return `in a process of ${LATER} MB that began with ${AT_FIRST}, ${
          wrong < 0 ? 'it is not printed' : `${wrong + 1} threads took ${sizes[wrong]} MB`
        }`;
      },
      why: 'Each thread tells the size of the whole process: to add that up counts the same memory again and again.',
      next: 'Take the size of this process once, less what it was before.',
    },
    {
      says: 'The memory of processes is what they themselves have, all together',
      with: WATCHED,
      holds: ({ run, trace }) => {
        const pids = new Set(trace.threads.map(({ pid }) => pid));
        pids.delete(trace.mainPid);
        const own = [...pids].map((pid) => PROCESS + (pid % 1000));
        const sizes = memoryOf('processes', run.stdout);
        if (sizes.length !== COUNTS.length) return 'it is not printed';
        const size = sizes.at(-1);
        return own.length === COUNTS.length && size === own.reduce((a, b) => a + b)
          ? true
          : `${own.length} processes with ${own.join(', ') || 'no'} MB took ${size} MB`;
      },
      why: 'A process has a memory of its own: seen from its parent it seems to cost nothing.',
      next: 'Add up what each result tells of the process that it comes from.',
    },
  ],
} satisfies Checks;

/** What the program says that more and more of a kind take, in MB. */
function memoryOf(kind: string, stdout: string): number[] {
  const rows = stdout.matchAll(new RegExp(`\\d ${kind}:\\n.*\\n.*, (-?[\\d.]+) MB`, 'g'));
  return [...rows].map(([, megabytes]) => Number(megabytes));
}

/**
 * What is asked of modules/04c/exercises/threads-versus-processes.ts.
 *
 * Solved: solutions/04c/threads-versus-processes.ts
 * Solved wrongly: test/fixtures/wrong/04c/threads-versus-processes/
 * Solved, and then spoilt: test/fixtures/mutants/04c/threads-versus-processes.*.diff
 * The starter as it was: scripts/starters/04c/threads-versus-processes.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce } from '../../lib/trace.ts';

const MOST = 3;
/** No process that has loaded this program is smaller, in MB. */
const LEAST = 40;

export default {
  hints: [
    'team.run([url]) gives a promise: ask all teams for theirs before you await one, with Promise.all(teams.map(…)).',
    'pids.has(process.pid) tells whether the work was done in this process, that is, in threads. Then memory() - before is what they cost.',
    'Nothing of another process is to be seen from here: add up what each of `done` says of its own memory.',
  ],
  requirements: [
    {
      says: 'Three threads of this process and three other processes do the work',
      holds: ({ trace }) => {
        const main = trace.mainPid;
        const threads = trace.threads.filter(
          ({ pid, thread }) => pid === main && thread !== 0,
        ).length;
        if (threads !== MOST) return `there were ${threads} threads`;
        const processes = trace.processes - 1;
        return processes === MOST ? true : `there were ${processes} processes`;
      },
      next: 'Leave hire and main as they were: each crew grows to three.',
    },
    {
      says: 'All workers of a crew wait at the same time',
      holds: ({ trace }) => {
        const requests = trace.of('Request');
        const asked = requests.length / 2;
        if (asked !== 12) return `the servers got ${asked} requests`;
        for (const workers of [1, 2, 3]) {
          for (const kind of ['threads', 'processes']) {
            const most = mostAtOnce(requests.splice(0, 2 * workers));
            if (most !== workers) return `of ${workers} ${kind}, ${most} waited at once`;
          }
        }
        return true;
      },
      next: 'Ask all teams to run the job before you await the first result.',
    },
    {
      says: 'The memory of processes is what they themselves have',
      holds: ({ run }) => {
        for (const [i, megabytes] of memoryOf('processes', run.stdout).entries()) {
          if (megabytes < (i + 1) * LEAST)
            return `${i + 1} processes take ${megabytes} MB`;
        }
        return memoryOf('processes', run.stdout).length === MOST
          ? true
          : 'it is not printed';
      },
      next: 'Their memory is not part of this process: add up what they say.',
    },
    {
      says: 'The memory of threads is what this process has grown by',
      holds: ({ run }) => {
        const [threads, processes] = ['threads', 'processes'].map((kind) =>
          memoryOf(kind, run.stdout).at(-1),
        );
        if (threads === undefined || processes === undefined) return 'it is not printed';
        return 1.5 * threads < processes
          ? true
          : `3 threads take ${threads} MB, and 3 processes ${processes} MB`;
      },
      next: 'Threads live in this process: count it once, and only what it has grown by.',
    },
  ],
} satisfies Checks;

/** What the program says that one, two and three of a kind take, in MB. */
function memoryOf(kind: string, stdout: string): number[] {
  const rows = stdout.matchAll(new RegExp(`\\d ${kind}:\\n.*\\n.*, (-?[\\d.]+) MB`, 'g'));
  return [...rows].map(([, megabytes]) => Number(megabytes));
}

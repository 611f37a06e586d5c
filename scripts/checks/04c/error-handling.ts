/**
 * What is asked of modules/04c/exercises/error-handling.ts.
 *
 * Solved: solutions/04c/error-handling.ts
 * Solved wrongly: test/fixtures/wrong/04c/error-handling/
 * Solved, and then spoilt: test/fixtures/mutants/04c/error-handling.*.diff
 * The starter as it was: scripts/starters/04c/error-handling.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Step, Trace } from '../../lib/trace.ts';

export default {
  hints: [
    'AbortSignal.timeout(limit) aborts when the time is up; AbortSignal.any([a, b]) aborts when the first of them does. Hand that one to the job: fetch and the pool know what to do.',
    'In the catch, ask the signal: if it has not aborted, the job has failed by itself.',
    'A combined signal has the reason of the one that aborted first, the very same object: compare it with the reason of the timeout. The error will not do, since fetch throws the reason, and the pool an AbortError for both.',
  ],
  requirements: [
    {
      says: 'An error is reported, and stops no other job',
      holds: ({ run, trace }) => {
        const [broken] = requests(trace, 'release', '/broken');
        if (broken?.level !== 500) return 'the broken page was never asked for';
        return (
          ended(run, 'news', 'done') ??
          ended(run, 'broken page', 'failed', 'status 500') ??
          ended(run, 'no input', 'failed', 'nothing to compute') ??
          true
        );
      },
      next: 'Catch what the job throws, and return a report of it.',
    },
    {
      says: 'A job that takes too long is stopped, and reported',
      holds: ({ run, trace }) => {
        const [silent] = requests(trace, 'release', '/silent');
        if (silent && silent.level !== 0) {
          return 'the silent page was answered to its end';
        }
        return (
          ended(run, 'silent page', 'timed out', '500 ms') ??
          ended(run, 'long sum', 'timed out', '600 ms') ??
          true
        );
      },
      next: 'Run it with the signal of AbortSignal.timeout(limit), and ask that signal afterwards.',
    },
    {
      says: 'A job that somebody stops is stopped, and reported with the reason',
      holds: ({ run, trace }) => {
        const report =
          ended(run, 'archive', 'cancelled', 'the user pressed stop') ??
          ended(run, 'forecast', 'cancelled', 'the user pressed stop');
        if (report) return report;
        const [archive] = requests(trace, 'release', '/archive');
        if (!archive) return 'the archive was never asked for';
        return archive.level === 0 ? true : 'the archive was answered to its end';
      },
      next: 'Run it with AbortSignal.any([stop, timeout]), and say whose reason it was.',
    },
    {
      says: 'No thread computes to its end what nobody wants',
      holds: ({ trace }) => {
        const begun = trace.of('Event', 'set').filter(({ by }) => by.thread !== 0).length;
        if (begun === 0) return 'no thread began to compute';
        const done = trace.of('', 'wake').filter(({ by }) => by.thread !== 0).length;
        return done === 0 ? true : `${done} of ${begun} did`;
      },
      next: 'Hand the signal to the job: the pool ends the thread.',
    },
  ],
} satisfies Checks;

/** What is wrong with a job's report; undefined when nothing is. */
function ended(run: Run, name: string, how: string, detail = ''): string | undefined {
  const report = run.stdout.split('\n').find((line) => line.startsWith(`${name}: `));
  if (!report) return `there is no report on '${name}'`;
  return report.includes(how) && report.includes(detail) ? undefined : report;
}

function requests(trace: Trace, event: 'acquire' | 'release', path: string): Step[] {
  return trace.of('Request', event).filter(({ name }) => name === `GET ${path}`);
}

/**
 * What is asked of modules/04c/exercises/error-handling.ts.
 *
 * Solved: solutions/04c/error-handling.ts
 * Solved in other ways: test/fixtures/right/04c/error-handling/
 * Solved wrongly: test/fixtures/wrong/04c/error-handling/
 * Solved, and then spoilt: test/fixtures/mutants/04c/error-handling.*.diff
 * The starter as it was: scripts/starters/04c/error-handling.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Step, Trace } from '../../lib/trace.ts';

/** Everything else comes out of settle() then. */
const OTHERS = {
  'const STATUS = 500;': 'const STATUS = 404;',
  "const MISTAKE = 'nothing to compute';": "const MISTAKE = 'no numbers';",
  'const LIMITS = { page: 500, sum: 600 };': 'const LIMITS = { page: 2500, sum: 700 };',
  "const REASON = 'the user pressed stop';": "const REASON = 'the office is closed';",
};
/** With a limit of 2500 ms, it may be asked for late, and does not end earlier than so. */
const PATIENCE = 1000;
/** Who waits no longer than so looks again and again. */
const POLL = 100;

export default {
  hints: [
    'AbortSignal.timeout(limit) aborts when the time is up; AbortSignal.any([a, b]) aborts when the first of them does. Hand that one to the job: fetch and the pool know what to do.',
    'In the catch, ask the signal: if it has not aborted, the job has failed by itself.',
    'A combined signal has the reason of the one that aborted first, the very same object: compare it with the reason of the timeout. The error will not do, since fetch throws the reason, and the pool an AbortError for both.',
  ],
  requirements: [
    {
      says: 'settle() never throws',
      with: OTHERS,
      holds: ({ run, trace }) => {
        const [broken] = requests(trace, 'release', '/broken');
        if (broken?.level !== 404) return 'the broken page was never asked for';
        return (
          unlike(run, 'news: done, all is well') ??
          unlike(run, 'broken page: failed, Error: status 404') ??
          unlike(run, 'no input: failed, RangeError: no numbers') ??
          true
        );
      },
      why: 'Promise.all gives up at the first error: what became of the other jobs would be lost.',
      next: 'Catch what the job throws, and return a report of it.',
    },
    {
      says: 'A job that takes longer than its limit is stopped where it is done',
      with: OTHERS,
      holds: ({ run, trace }) => {
        const [silent] = requests(trace, 'release', '/silent');
        if (!silent) return 'the silent page was never asked for';
        if (silent.level !== 0) return 'the silent page was answered to its end';
        const report =
          unlike(run, 'silent page: timed out after 2500 ms') ??
          unlike(run, 'long sum: timed out after 700 ms');
        if (report) return report;
        const [asked] = requests(trace, 'acquire', '/silent');
        const ms = Math.round(silent.at - (asked?.at ?? 0));
        if (ms < PATIENCE) return `the silent page had ${ms} ms, and its limit is 2500`;
        return computedToTheEnd(trace) ?? true;
      },
      why: 'A wait that is given up takes nothing back: the request and the thread would go on, and cost what they cost.',
      next: 'Run it with the signal of AbortSignal.timeout(limit), and ask that signal afterwards.',
    },
    {
      says: 'A job that somebody stops is stopped in the same way',
      with: OTHERS,
      holds: ({ run, trace }) => {
        const [archive] = requests(trace, 'release', '/archive');
        if (!archive) return 'the archive was never asked for';
        const report =
          unlike(run, 'archive: cancelled, the office is closed') ??
          unlike(run, 'forecast: cancelled, the office is closed');
        if (report) return report;
        if (archive.level !== 0) return 'the archive was answered to its end';
        const polls = [...trace.timers, ...trace.naps()].filter(
          ({ by, level = 0 }) => by.thread === 0 && level > 0 && level < POLL,
        );
        if (polls.length > 0) return `it looks again every ${polls[0]?.level} ms`;
        return computedToTheEnd(trace) ?? true;
      },
      why: 'Who presses stop wants the work to end, and to read afterwards why it did.',
      next: 'Run it with AbortSignal.any([stop, timeout]), and say whose reason it was.',
    },
    {
      says: 'A job that has ended leaves nothing behind',
      holds: ({ run }) => {
        const [, left] = /^Listeners left: (\d+)$/m.exec(run.stdout) ?? [];
        return left === '0' ? true : `there were ${left ?? 'untold'} listeners left`;
      },
      why: 'A stop signal may live as long as the program: with a listener for each job it grows, and holds all they know.',
      next: 'AbortSignal.any needs no listener; one of your own goes away in a finally block, like the timer.',
    },
  ],
} satisfies Checks;

/** What is said of a job in place of this; undefined when it is this. */
function unlike({ stdout }: Run, report: string): string | undefined {
  const [name] = report.split(':');
  const found = stdout.split('\n').find((line) => line.startsWith(`${name}: `));
  if (found === report) return undefined;
  return found
    ? `where it should be '${report}', it is '${found}'`
    : `there is no report on '${name}'`;
}

function requests(trace: Trace, event: 'acquire' | 'release', path: string): Step[] {
  return trace.of('Request', event).filter(({ name }) => name === `GET ${path}`);
}

function computedToTheEnd(trace: Trace): string | undefined {
  const inPool = ({ by }: Step) => by.thread !== 0;
  if (!trace.of('Event', 'set').some(inPool)) return 'no thread began to compute';
  const done = trace.of('', 'wake').filter(inPool).length;
  return done === 0 ? undefined : `${done} computed to the end what nobody wants`;
}

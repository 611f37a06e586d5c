/**
 * What is asked of modules/04a/exercises/fair-read-write-lock.ts.
 *
 * Solved: solutions/04a/fair-read-write-lock.ts
 * Solved in other ways: test/fixtures/right/04a/fair-read-write-lock/
 * Solved wrongly: test/fixtures/wrong/04a/fair-read-write-lock/
 * Solved, and then spoilt: test/fixtures/mutants/04a/fair-read-write-lock.*.diff
 * The starter as it was: scripts/starters/04a/fair-read-write-lock.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { ThreadTrace } from '../../lib/trace.ts';

/** How long main sleeps when all have come. */
const NAP_MS = 1000;
/** Somebody may just have come, or been woken by who came: a few looks are all right. */
const LOOKS = 6;
/** What many looks are made of. */
const EVENTS = 100;

const LINE = 'WRRWRRRW';
const OTHER_LINE = 'RRWRWWRR';
const others = { "const LINE = 'WRRWRRRW';": `const LINE = '${OTHER_LINE}';` };

export default {
  hints: [
    'Who comes draws a ticket: a number that is one more for the next one. A second number says whose turn it is to come in.',
    'A reader comes in when it is its turn and no writer is in; a writer when it is its turn and nobody is in. Then it is the turn of the next ticket.',
    'Whatever changes one of these numbers does so under the lock of the condition, and calls notifyAll(): also who comes in, as the next one may be a reader, too.',
  ],
  requirements: [
    {
      says: 'A writer is alone',
      holds: ({ run }) => wereAlone(run),
      why: 'Who reads while somebody writes may see a half of what is written.',
      next: 'Note who is in, in SharedValues that change under the lock, and let a writer wait until nobody is.',
    },
    {
      says: 'Readers that stand next to each other in the line are in at the same time',
      holds: ({ run }) => wereTogether(run),
      why: 'Readers do not disturb each other: with one at a time, a plain Lock would do.',
      next: 'When a reader has come in, wake the next one in the line: it may be a reader, too.',
    },
    {
      says: 'Nobody comes in before somebody who came earlier',
      holds: ({ run }) => inOrder(run, LINE),
      why: 'Who may be overtaken again and again starves.',
      next: 'Let each have a number in the line, and wait until all before it have come in.',
    },
    {
      says: 'Whoever has to wait sleeps until somebody wakes it',
      holds: ({ trace }) => {
        const visitors = trace.threads.filter(({ thread }) => thread !== 0);
        if (trace.naps().some(({ by }) => by.thread !== 0)) {
          return 'one slept for a while, and then looked';
        }
        const main = trace.threads.find(({ thread }) => thread === 0);
        const napped = (wanted: string) =>
          main?.events.find(({ event, level }) => event === wanted && level === NAP_MS)
            ?.at;
        const [from = 0, to = 0] = [napped('sleep'), napped('wake')];
        for (const visitor of visitors) {
          const { looks, events } = activity(visitor, from, to);
          if (looks > LOOKS) return `one looked ${looks} times while nothing changed`;
          if (events > EVENTS) return `one looked without a pause while nothing changed`;
        }
        return true;
      },
      why: 'Who looks again and again takes the processor from those who read and write.',
      next: 'Wait with waitFor() of the condition, without a timeout; who changes something calls notifyAll().',
    },
    {
      says: 'All this is so of other lines, too',
      with: others,
      holds: ({ run }) => {
        const found = [wereAlone(run), wereTogether(run), inOrder(run, OTHER_LINE)];
        const wrong = found.find((one) => one !== true);
        return wrong ? `of the line ${OTHER_LINE}: ${wrong}` : true;
      },
      why: 'A lock has to be right whoever comes, and not only when a writer comes first.',
      next: 'Go through this line by hand: who has to wait, for whom, and who wakes it?',
    },
  ],
  explored: {
    says: 'In every schedule, writers are alone',
    size: 'two readers and a writer',
    smaller: { "const LINE = 'WRRWRRRW';": "const LINE = 'RRW';" },
    holds: ({ results }) =>
      (results as ({ isRight: boolean } | undefined)[]).every((visit) => visit?.isRight)
        ? true
        : 'somebody was in at the same time as the writer',
  },
} satisfies Checks;

function wereAlone({ stdout }: Run): true | string {
  return /^Writers were alone: true$/m.test(stdout)
    ? true
    : 'somebody was in at the same time as a writer';
}

function wereTogether({ stdout }: Run): true | string {
  return /^Readers were together: true$/m.test(stdout)
    ? true
    : 'one of them did not come in before another one had left';
}

function inOrder({ stdout }: Run, line: string): true | string {
  const lines = [...stdout.matchAll(/^(Reader|Writer) (\d+) is in$/gm)];
  const visitors = lines.map(([, kind, n]) => ({ kind, n: Number(n) }));
  if (visitors.length !== line.length) return `${visitors.length} came in`;
  for (const [i, late] of visitors.entries()) {
    const isWrong = ({ n }: { n: number }) =>
      n > late.n && line.slice(late.n - 1, n).includes('W');
    const first = visitors.slice(0, i).find(isWrong);
    if (first) return `${first.kind} ${first.n} came in before ${late.kind} ${late.n}`;
  }
  return true;
}

/** What a thread did in this time. */
function activity({ events }: ThreadTrace, from: number, to: number) {
  const meanwhile = events.filter(({ at }) => at > from && at < to);
  const looks = meanwhile.filter(({ event }) => event === 'wait' || event === 'acquire');
  return { looks: looks.length, events: meanwhile.length };
}

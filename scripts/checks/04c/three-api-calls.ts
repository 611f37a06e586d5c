/**
 * What is asked of modules/04c/exercises/three-api-calls.ts.
 *
 * Solved: solutions/04c/three-api-calls.ts
 * Solved in other ways: test/fixtures/right/04c/three-api-calls/
 * Solved wrongly: test/fixtures/wrong/04c/three-api-calls/
 * Solved, and then spoilt: test/fixtures/mutants/04c/three-api-calls.*.diff
 * The starter as it was: scripts/starters/04c/three-api-calls.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const CALLS = 3;

/** An API with other delays, which says something else. */
const OTHER_API = {
  "{ '/weather': 600, '/news': 200, '/trains': 400 }":
    "{ '/mail': 100, '/news': 500, '/trains': 300 }",
  'response.end(`the ': 'response.end(`no ',
};

export default {
  hints: [
    'call(url) is an async function: it sends its request and waits at its first await, while whoever called it goes on. Call it for all three urls before you await one.',
    'urls.map(call) gives three promises, and Promise.all waits for them and puts the answers into their order.',
    'The line with "start" goes before fetch, the one with "end" behind the await that has the answer.',
  ],
  requirements: [
    {
      says: 'The API is asked for each of the three once, and has all three requests in hand at once',
      holds: ({ trace }) => {
        const asked = trace.of('Request', 'acquire').map(({ name }) => name);
        const answered = trace
          .of('Request', 'release')
          .filter(({ level }) => level === 200).length;
        if (asked.length !== CALLS || answered !== CALLS)
          return `it was asked ${asked.length} times and answered ${answered}`;
        const different = new Set(asked).size;
        if (different !== CALLS) return `it was asked for ${different} of the three`;
        const most = trace.mostInside('Request');
        return most === CALLS ? true : `it had at most ${most}`;
      },
      why: 'Nobody needs the weather to ask for the news: who waits for one answer before the next question waits for the sum of all delays.',
      next: 'Make all three calls, each of which gives a promise, before you await one of them.',
    },
    {
      says: 'Each call prints that it starts, before its request',
      holds: ({ run }) => {
        const started = new Set(pathsOf('start', run.stdout)).size;
        if (started !== CALLS) return `${started} of ${CALLS} said so`;
        const lines: string[] = run.stdout.match(/: (start|end)$/gm) ?? [];
        const early = lines.indexOf(': end');
        return early < 0 || early >= CALLS
          ? true
          : `one had ended when ${early} had said that they start`;
      },
      why: 'The lines show that all three are on their way before the first answer comes.',
      next: 'Print the line with "start" in call, before the request is sent.',
    },
    {
      says: 'Each call prints that it ends, as soon as its own answer is there',
      with: OTHER_API,
      holds: ({ trace, run }) => {
        const ended = pathsOf('end', run.stdout).join(', ');
        if (ended !== '/mail, /trains, /news')
          return `where /mail takes 100 ms, /news 500 and /trains 300, they ended as ${ended || 'none'}`;
        // Each answer of the API is one.
        const own = trace.naps().length - CALLS + trace.timers.length;
        return own === 0 ? true : `the calls slept, ${own} times in all`;
      },
      why: 'A call that ends only with the slowest keeps back an answer which somebody could use already.',
      next: 'Print the line with "end" in call, behind the await that has the whole answer.',
    },
    {
      says: 'The answers printed are those of the API, in the order of the calls',
      with: OTHER_API,
      holds: ({ run }) => {
        const [, answers = ''] = /^Answers: \[(.*)\]$/m.exec(run.stdout) ?? [];
        return answers === "'no mail', 'no news', 'no trains'"
          ? true
          : `asked for /mail, /news and /trains, they were: ${answers || 'none'}`;
      },
      why: 'Who asks for the weather, the news and the trains wants to know which answer is which, whichever comes first.',
      next: 'Await all three promises in the order of the calls, and keep what each of them gives.',
    },
  ],
} satisfies Checks;

/** The paths of the calls that have said so, in the order of their lines. */
function pathsOf(word: 'start' | 'end', stdout: string): (string | undefined)[] {
  const lines = stdout.matchAll(new RegExp(`^(/\\w+): ${word}$`, 'gm'));
  return [...lines].map(([, path]) => path);
}

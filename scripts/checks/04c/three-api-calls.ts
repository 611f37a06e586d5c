/**
 * What is asked of modules/04c/exercises/three-api-calls.ts.
 *
 * Solved: solutions/04c/three-api-calls.ts
 * Solved wrongly: test/fixtures/wrong/04c/three-api-calls/
 * Solved, and then spoilt: test/fixtures/mutants/04c/three-api-calls.*.diff
 * The starter as it was: scripts/starters/04c/three-api-calls.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const CALLS = 3;

export default {
  hints: [
    'call(url) is an async function: it sends its request and waits at its first await, while whoever called it goes on. Call it for all three urls before you await one.',
    'urls.map(call) gives three promises, and Promise.all waits for them and puts the answers into their order.',
    'The line with "start" goes before fetch, the one with "end" behind the await that has the answer.',
  ],
  requirements: [
    {
      says: 'The API is asked three times, and answers',
      holds: ({ trace }) => {
        const answered = trace
          .of('Request', 'release')
          .filter(({ level }) => level === 200).length;
        const asked = trace.of('Request', 'acquire').length;
        return asked === CALLS && answered === CALLS
          ? true
          : `it was asked ${asked} times and answered ${answered}`;
      },
      next: 'Ask for the weather, the news and the trains once each, with fetch, and await each answer before the program ends.',
    },
    {
      says: 'The API has all three requests in hand at once',
      holds: ({ trace }) => {
        const most = trace.mostInside('Request');
        return most === CALLS ? true : `it had at most ${most}`;
      },
      next: 'Do not await a call before you have made the next: Promise.all(urls.map(call)).',
    },
    {
      says: 'Each call says when it starts, and all start before one ends',
      holds: ({ run }) => {
        const lines: string[] = run.stdout.match(/: (start|end)$/gm) ?? [];
        const starts = lines.filter((line) => line === ': start').length;
        if (starts !== CALLS) return `${starts} of ${CALLS} said so`;
        const early = lines.indexOf(': end');
        return early < 0 || early >= CALLS
          ? true
          : `one ended after ${early} had started`;
      },
      next: 'Print the line with "start" in call, before fetch.',
    },
    {
      says: 'They end in the order of their delays',
      holds: ({ run }) => {
        const ended = [...run.stdout.matchAll(/^\/(\w+): end$/gm)].map(
          ([, name]) => name,
        );
        return ended.join() === 'news,trains,weather'
          ? true
          : `it was ${ended.join(', ') || 'not to be seen'}`;
      },
      next: 'Print the line with "end" in call, as soon as its own answer is there.',
    },
    {
      says: 'The answers stand in the order of the calls',
      holds: ({ run }) => {
        const [, answers = ''] = /Answers: \[(.*)\]/.exec(run.stdout) ?? [];
        return answers === "'the weather', 'the news', 'the trains'"
          ? true
          : `they are: ${answers || 'none'}`;
      },
      next: 'Await Promise.all, whose results stand in the order of its promises.',
    },
  ],
} satisfies Checks;

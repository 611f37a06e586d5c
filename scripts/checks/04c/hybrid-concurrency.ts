/**
 * What is asked of modules/04c/exercises/hybrid-concurrency.ts.
 *
 * Solved: solutions/04c/hybrid-concurrency.ts
 * Solved in other ways: test/fixtures/right/04c/hybrid-concurrency/
 * Solved wrongly: test/fixtures/wrong/04c/hybrid-concurrency/
 * Solved, and then spoilt: test/fixtures/mutants/04c/hybrid-concurrency.*.diff
 * The starter as it was: scripts/starters/04c/hybrid-concurrency.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Step, Trace } from '../../lib/trace.ts';

// The naps of the work, by which it is known, and of the pulse.
const REQUESTS = [200, 500];
const DRIVER = 300;
const BLOCK = 2;
const PULSE = 10;

const BLOCKS = 4;
const PROCESSES = 2;
const NAMES = ['News', 'Mail', 'Scale', 'Primes'];

/** The five calls, as they are called in a run in which they meet. */
const CALLS = {
  'request-200': 'a request',
  'request-500': 'a request',
  driver: 'the driver',
  'primes-0': 'a process',
  'primes-800000': 'a process',
};

/** Nobody goes on before all five calls have begun, or much time has passed. */
const MEETING = `
import { readdirSync as list, writeFileSync as note } from 'node:fs';
const place = new URL('.', import.meta.url);
function meets(name: string): () => boolean {
  note(new URL('met-' + name, place), '');
  const end = performance.now() + 12_000;
  return () => {
    const here = list(place).filter((file) => file.startsWith('met-'));
    if (here.length < 5 && performance.now() < end) return false;
    if (here.length >= 5) return true;
    print('Here: ' + here);
    for (let i = 0; i < 5; i++) note(new URL('met-nobody-' + i, place), '');
    return true;
  };
}`;
const OTHERS = {
  'const beats: number[] = [];': `const beats: number[] = [];${MEETING}`,
  'await sleep(ms);':
    "for (const met = meets('request-' + ms); !met(); ) await sleep(5);",
  'sleepSync(300);': "for (const met = meets('driver'); !met(); ) sleepSync(5);",
  'let primes = 0;':
    "let primes = 0; for (const met = meets('primes-' + from); !met(); ) sleepSync(5);",
  "return 'page';": "return 'leaf';",
  'return { value: 42, begun, ended: now() };':
    'return { value: 7, begun, ended: now() };',
  'return { value: primes, begun, ended: now() };':
    'return { value: from + 1, begun, ended: now() };',
};

export default {
  hints: [
    'A thread for the driver: const thread = new Thread(import.meta, { target: readScale }); thread.start(); and thread.join() is a promise of what it returns.',
    'await using pool = await startProcesses(import.meta, countPrimes, 2); makes the pool, and pool.run([0, 800_000]) is a promise of both results. The pool ends with its block.',
    'Promise.all([track(…), track(…), track(…), track(…)]) with a promise in each: all four are made before the first await.',
  ],
  requirements: [
    {
      says: 'The two requests wait at the same time, on the event loop of main',
      holds: ({ trace }) => {
        const waits = trace.naps(...REQUESTS);
        const onLoop = waits.filter((nap) => isMain(trace, nap)).length;
        if (onLoop !== 2 || waits.length !== 2) return `${onLoop} of 2 waited there`;
        const [first, second] = waits as [Step, Step];
        return second.at < wake(trace, first) ? true : 'one waited after the other';
      },
      why: 'What only waits costs nothing on the event loop, and waits that overlap take as long as the longest.',
      next: 'Call fetchPage twice before you await, and nothing that blocks in between.',
    },
    {
      says: 'The driver blocks a thread, and not main',
      holds: ({ trace }) => {
        const calls = trace.naps(DRIVER);
        if (calls.length !== 1) return `it was called ${calls.length} times`;
        const [call] = calls as [Step];
        if (isMain(trace, call)) return 'main called it, and everything stood still';
        return call.by.pid === trace.mainPid ? true : 'a process of its own called it';
      },
      why: 'A call that blocks holds up whatever else is on its event loop; in a thread it holds up only itself.',
      next: 'Make readScale the target of a Thread, start it, and take the promise of its join().',
    },
    {
      says: 'Two processes count the primes, one from 0 and one from 800,000',
      holds: ({ trace }) => {
        const blocks = trace.naps(BLOCK);
        const here = blocks.filter(({ by }) => by.pid === trace.mainPid);
        if (here.some((block) => isMain(trace, block))) return 'main counted';
        if (here.length > 0) return 'threads of this process counted';
        const counts = byProcess(blocks);
        if (counts.length !== PROCESSES) return `${counts.length} counted`;
        const [first = 0, second = 0] = counts.map(({ length }) => length);
        return first === BLOCKS && second === BLOCKS
          ? true
          : `one counted ${first} blocks of numbers, and one ${second}`;
      },
      why: 'What computes keeps a core busy: two processes use two cores, and leave the event loop of main alone.',
      next: 'startProcesses(import.meta, countPrimes, 2), and give its run both numbers at once.',
    },
    {
      says: 'All four are in hand at once, each of them tracked',
      holds: ({ run }) => {
        const [before = ''] = run.stdout.split(/^\w+: done$/m);
        const late = NAMES.find((name) => !before.includes(`${name}: begun\n`));
        return late ? `'${late}' was not begun before something else was done` : true;
      },
      why: 'Together they take as long as the longest of them, and each has its own place where it disturbs nobody.',
      next: 'Begin all four, and only then await: Promise.all with four tracked promises.',
    },
    {
      says: 'The pulse beats while the driver blocks and while the processes compute',
      holds: ({ trace }) => {
        const beats = trace.of('', 'wake').filter(({ level }) => level === PULSE);
        const beat = (from: number, to: number) =>
          beats.some((step) => isMain(trace, step) && from < step.at && step.at < to);
        for (const call of trace.naps(DRIVER)) {
          if (!beat(call.at, wake(trace, call))) return 'it stood still with the driver';
        }
        for (const blocks of byProcess(trace.naps(BLOCK))) {
          const [first, last] = [blocks[0]?.at ?? 0, blocks.at(-1)?.at ?? 0];
          if (!beat(first, last)) return 'it stood still while they computed';
        }
        return true;
      },
      why: 'A beat is all that a program does for others meanwhile: answer requests, draw, notice that it is to stop.',
      next: 'Let the pulse begin before the work and stop after it, and wait only with await.',
    },
    {
      says: 'None of the four waits for another one, however long each takes',
      with: OTHERS,
      holds: ({ run }) => {
        const [, here] = /^Here: (.*)$/m.exec(run.stdout) ?? [];
        if (here === undefined) return true;
        const late = Object.entries(CALLS).find(
          ([call]) => !here.includes(`met-${call}`),
        );
        return `${late?.[1]} did not begin before another one was done`;
      },
      why: 'Who is tracked, but waits for somebody else, is not in hand: the two take as long as both together.',
      next: 'Call the four one after the other, with no await or then between two of them.',
    },
    {
      says: 'The results are what came out of the work',
      with: OTHERS,
      holds: ({ run }) => {
        const expected = 'leaf, leaf, 7 kg, 800002 primes';
        const seen = results(run);
        return seen === expected ? true : `they should be ${expected}, and were ${seen}`;
      },
      why: 'A program that prints what it knew beforehand prints it also when the work has failed.',
      next: 'Take the results out of the promises of the four.',
    },
  ],
} satisfies Checks;

function results({ stdout }: Run): string {
  const [, seen = 'none'] = /^Results: (.*)$/m.exec(stdout) ?? [];
  return seen;
}

function byProcess(steps: Step[]): Step[][] {
  const pids = new Set(steps.map(({ by }) => by.pid));
  return [...pids].map((pid) => steps.filter(({ by }) => by.pid === pid));
}

/** When a nap ended; for ever, if it did not. */
function wake(trace: Trace, { by, level, at }: Step): number {
  const end = trace
    .of('', 'wake')
    .find((step) => step.by === by && step.level === level && step.at > at);
  return end?.at ?? Number.POSITIVE_INFINITY;
}

function isMain(trace: Trace, { by }: Step): boolean {
  return by.thread === 0 && by.pid === trace.mainPid;
}

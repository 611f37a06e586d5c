/**
 * Every tool refuses what it cannot do in one line that says what to do, with exit code 2.
 *
 *   npm run test:refusals
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from '../modules/core/print.ts';
import { type Check, carryOut } from '../scripts/lib/checks.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { runScript } from '../scripts/lib/usage.ts';
import { isRefusal, runToolIn } from './scripts/processes.ts';

/** What a tool is asked for, after its name, and what it has to say. */
type Case = [command: string[], says: RegExp, env?: Record<string, string>];

await runScript(async () => {
  stopProgramsOnSignals();
  const folder = await mkdtemp(join(tmpdir(), 'refusals-'));
  try {
    const { passed, failed } = await carryOut(
      casesIn(folder).map((one) => () => refuses(...one)),
      { failuresOnly: true },
    );
    print(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true });
  }
});

function casesIn(folder: string): Case[] {
  const inAFile = (name: string) => join('package.json', name);
  const unknownLesson = /^There is no lesson '04b\/pol'.*04b\/pool/;
  return [
    [['run', '--colour'], /^Unknown option '--colour'; --help shows/],
    [['run', '04b/pol'], unknownLesson],
    [
      ['run', '03b/exporters', '--repeat', '0'],
      /^--repeat takes a whole number .* '0'$/m,
    ],
    [
      ['run', '--runtime', 'perl'],
      /^There is no runtime 'perl': use node, deno, bun, or/,
    ],
    [['run', '--runtime', 'package.json'], /^package\.json is no Node: name the program/],
    [
      ['run', '--runtime', 'bun', '03b/exporters'],
      /^bun is not installed; install it, or run 'npx tsx/,
      { PATH: '/nowhere' },
    ],

    [['list', 'no-such-word'], /: try fewer words$/m],

    [['copy'], /^Name a lesson and a folder; --help shows how$/m],
    [['copy', '04b/pol', folder], unknownLesson],
    [['copy', '04b', folder], /^'04b' is more than one lesson: name one of them$/m],
    [
      ['copy', '04b/pool', inAFile('app')],
      /^Cannot write package\.json\/app\/\S+: .*; choose another/,
    ],

    [['check', '04a/no-such'], /^There is no exercise '04a\/no-such'; --list shows all/],
    [['check', '04a/synchronisation', '--seeds', 'x'], /^--seeds takes a whole number/],
    [['check', '04a/synchronisation', '--reset'], /^--reset asks first/],

    [['timeline', '04b/pol'], unknownLesson],
    [['timeline'], /^Name a lesson; --help shows how$/m],
    [['timeline', '04b'], /^'04b' is more than one lesson: name one of them$/m],
    [
      ['timeline', '03b/exporters', '--from', 'x'],
      /^--from takes milliseconds, received 'x'$/m,
    ],
    [
      ['timeline', '--gallery', '04b/pool'],
      /^There is no picture '04b\/pool'\. There are: race, /,
    ],
    [
      ['timeline', '03b/exporters', '--svg', inAFile('timeline.svg')],
      /^Cannot write package\.json\/\S+: .*; choose another place$/m,
    ],

    [['bench', 'no-such'], /^There is no benchmark 'no-such'\. There are: .*locks/],

    [['test', '04b/pool'], /^Unexpected argument '04b\/pool'.*; --help shows/],
  ];
}

async function refuses(
  [tool = '', ...args]: string[],
  says: RegExp,
  env: Record<string, string> = {},
): Promise<Check> {
  const start = performance.now();
  let report = '';
  try {
    isRefusal(await runToolIn({ env }, tool, ...args), says);
  } catch (error) {
    report = (error as Error).message;
  }
  return {
    name: [tool, ...args].join(' '),
    ms: performance.now() - start,
    passed: Number(!report),
    failed: Number(!!report),
    report,
    output: '',
  };
}

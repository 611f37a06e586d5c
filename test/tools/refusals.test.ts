import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import { root } from '../../scripts/lib/lessons.ts';
import { isRefusal, runTool, runToolIn } from './processes.ts';

const test = suite<{ folder: string }>('refusals');

test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'refusals-'));
});

test.after(async ({ folder }) => {
  await rm(folder, { recursive: true, force: true });
});

type Case = [args: string[], says: RegExp];

async function refuses(tool: string, ...cases: Case[]): Promise<void> {
  await Promise.all(
    cases.map(async ([args, says]) => isRefusal(await runTool(tool, ...args), says)),
  );
}

const unknownOption: Case = [['--colour'], /^Unknown option '--colour'; --help shows/];
const unknownLesson: Case = [['04b/pol'], /^There is no lesson '04b\/pol'.*04b\/pool/];

test('run', async () => {
  await refuses(
    'run',
    unknownOption,
    unknownLesson,
    [['03b/exporters', '--repeat', '0'], /^--repeat takes a whole number .* '0'$/m],
    [['--runtime', 'perl'], /^There is no runtime 'perl': use node, deno, bun, or/],
    [['--runtime', 'package.json'], /^package\.json is no Node: name the program/],
  );
});

// One that portable.ts has fetched is found, too.
const notFetched = existsSync(resolve(root, '.cache/runtimes')) ? test.skip : test;

notFetched('a runtime that is not installed', async () => {
  const nowhere = { env: { PATH: '/nowhere' } };
  const run = await runToolIn(nowhere, 'run', '--runtime', 'bun', '03b/exporters');
  isRefusal(run, /^bun is not installed; install it, or run 'npx tsx/);
});

test('list', async () => {
  await refuses(
    'list',
    [['no-such-word'], /^No lesson mentions 'no-such-word'; npm start shows what/],
    [['queue', 'no-such-word'], /^No lesson mentions 'queue no-.*: try fewer words$/m],
    [['semafore'], /^No lesson mentions 'semafore': did you mean 04a\/semaphore\?$/m],
  );
});

test('copy', async ({ folder }) => {
  const inAFile = join('package.json', 'app');
  const list = join(folder, 'list');
  mkdirSync(list);
  writeFileSync(join(list, 'package.json'), '[]');
  await refuses(
    'copy',
    [[], /^Name a lesson and a folder; --help shows how$/m],
    [['04b/pol', folder], /^There is no lesson '04b\/pol'.*04b\/pool/],
    [['04b', folder], /^'04b' is more than one lesson: name one of them$/m],
    [['04b/pool', inAFile], /^Cannot write package\.json\/app\/\S+: .*; choose another/],
    [['04b/pool', list], /package\.json is not a package's JSON: mend it first$/m],
  );
});

test('check', async () => {
  await refuses(
    'check',
    [['04a/no-such'], /^There is no exercise '04a\/no-such'; --list shows all/],
    [['04a/synchronisation', '--seeds', 'x'], /^--seeds takes a whole number/],
    [['04a/synchronisation', '--reset'], /^--reset asks first/],
  );
});

test('timeline', async () => {
  const inAFile = join('package.json', 'timeline.svg');
  await refuses(
    'timeline',
    unknownLesson,
    [[], /^Name a lesson; --help shows how$/m],
    [['04b'], /^'04b' is more than one lesson: name one of them$/m],
    [['03b/exporters', '--from', 'x'], /^--from takes milliseconds, received 'x'$/m],
    [['--gallery', '04b/pool'], /^There is no picture '04b\/pool'\. There are: race, /],
    [
      ['04a/start-join', '--svg', inAFile],
      /^Cannot write package\.json\/\S+: .*; choose another place$/m,
    ],
  );
});

test('explore', async () => {
  const inAFile = join('package.json', 'schedule.svg');
  await refuses(
    'explore',
    unknownOption,
    unknownLesson,
    [[], /^Name a lesson; --help shows how$/m],
    [['04a'], /^'04a' is more than one lesson: name one of them$/m],
    [['04a/event'], /^04a\/event has no scenario to explore\. These .*04a\/deadlock/],
    [['04a/deadlock', 'x.svg'], /^Name a lesson; --help shows how$/m],
    [
      ['04a/deadlock', '--svg', inAFile],
      /^Cannot write package\.json\/\S+: .*; choose another place$/m,
    ],
  );
});

test('bench', async () => {
  const says = /^There is no benchmark 'no-such'\. There are: .*locks/;
  await refuses('bench', [['no-such'], says]);
});

test('test', async () => {
  await refuses('test', unknownOption, [
    ['golden', '04b/pol-x'],
    /^No test and no lesson begins with '04b\/pol-x': name 04a\/lock, for one/,
  ]);
});

test.run();

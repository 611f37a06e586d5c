import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sleep } from '../../modules/core/time.ts';
import { root } from '../../scripts/lib/lessons.ts';
import { type Living, livingProcesses } from '../../scripts/lib/processes.ts';
import { demandNode } from '../../scripts/lib/usage.ts';
import { ChangedCopy } from '../changed-copy.ts';
import { diesSoon, isRefusal, runToolIn } from './processes.ts';

interface Result {
  stdout: string;
  stderr: string;
  code: number | null;
}

function start(...args: string[]) {
  const script = resolve(root, 'scripts/run.ts');
  const tsx = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--import', tsx, script, ...args], {
    cwd: root,
  });
  const result: Result = { stdout: '', stderr: '', code: null };
  child.stdout.on('data', (text) => {
    result.stdout += text;
  });
  child.stderr.on('data', (text) => {
    result.stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ ...result, code }));
  return { child, ended };
}

function run(...args: string[]): Promise<Result> {
  return start(...args).ended;
}

test('lessons are found by name, number, path and glob, each once', async () => {
  const { stdout, code } = await run(
    '03b/exporters',
    '03b.2',
    'modules/03b/exporters.ts',
    'modules/03b/exp*.ts',
  );
  assert.match(
    stdout,
    /^✓ 03b\/exporters \d+\.\d\d s\nEach of these changes would fail it:\n( {2}\S.*\n)+1 passed, 0 failed\nNext: 03b\.3 structural-typing\n/,
  );
  assert.is(code, 0);
});

test('--repeat runs each lesson several times, and says in a line how it went', async () => {
  const { stdout } = await run('exporters', '--repeat', '3');
  assert.match(stdout, /^✓ 03b\/exporters \(3 of 3\) \d+\.\d\d s\n/);
  assert.match(stdout, /\n3 passed, 0 failed\n$/);
});

test('what is wrong with files and tables is told, and the other lessons run', async () => {
  using copy = new ChangedCopy('.', ['scripts', 'modules/core', 'modules/03b']);
  const cwd = copy.folder;
  const path = (file: string) => join(cwd, 'modules/03b', file);
  const lesson = readFileSync(path('exporters.ts'), 'utf8');
  const malformed = lesson.replace('// Output:\n', '// Output:\n// <itn>\n');
  writeFileSync(path('exporters.ts'), malformed);
  copyFileSync(path('runtime-guard.ts'), path('unlisted.ts'));
  const readme = readFileSync(path('README.md'), 'utf8');
  writeFileSync(path('README.md'), readme.replace('| 03b.4', '| 03b.9'));

  const all = await runToolIn({ cwd }, 'run', '03b');
  assert.equal([all.code, all.stderr], [1, '']);
  assert.match(
    all.stdout,
    /^✗ 03b\/exporters .*\n {4}modules\/03b\/exporters\.ts:\d+: .*itn/m,
  );
  assert.match(all.stdout, /^✓ 03b\/runtime-guard /m);
  assert.match(all.stdout, /^✗ modules\/03b\/README\.md .*\n.*in its place is 03b\.4/m);
  assert.match(all.stdout, /^ {4}modules\/03b\/unlisted\.ts has no row/m);
  assert.match(all.stdout, /^6 passed, 2 failed$/m);

  const one = await runToolIn({ cwd }, 'run', '03b/unlisted');
  isRefusal(
    one,
    /^modules\/03b\/unlisted\.ts has no row in .*: add \| 03b\.8 \| \[unlisted\]/,
  );

  const { stdout } = await runToolIn({ cwd }, 'run', '--renumber');
  assert.is(stdout, 'modules/03b/README.md\n');
  assert.is(readFileSync(path('README.md'), 'utf8'), readme);
});

test('--verbose shows what the lesson prints', async () => {
  const { stdout } = await run('03b/exporters', '--verbose');
  assert.match(stdout, /Exporting data to CSV: \[1, 2, 3\]/);
});

test('Ctrl-C stops the lesson that runs, and its children', async () => {
  const { child, ended } = start('04b/start-join');
  const pids = await descendants(child.pid, /[\\/]core[\\/]process\.ts/);
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  assert.is(code, 130);
  assert.not.match(stdout, /passed/);
  for (const pid of pids) assert.ok(await diesSoon(pid), `process ${pid} lives`);
});

/** The pids of a process's descendants, once one with such a command is among them. */
async function descendants(pid: number | undefined, command: RegExp): Promise<number[]> {
  for (;;) {
    const found = below(Number(pid), livingProcesses());
    if (found.some((one) => command.test(one.command)))
      return found.map(({ pid }) => pid);
    await sleep(10);
  }
}

function below(pid: number, all: Living[]): Living[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...below(child.pid, all)]);
}

test('a Node that is too old', () => {
  assert.throws(() => demandNode('v18.20.8'), /too old: install 20\.18 or later/);
  assert.throws(() => demandNode('20.17.0'), /too old/);
  for (const version of ['20.18.1', 'v22.0.0', '26.10.0']) demandNode(version);
});

test.run();

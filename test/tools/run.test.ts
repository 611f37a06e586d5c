import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sleep } from '../../modules/core/time.ts';
import { root } from '../../scripts/lib/lessons.ts';
import { type Living, livingProcesses } from '../../scripts/lib/processes.ts';
import { demandNode } from '../../scripts/lib/usage.ts';
import { diesSoon } from './processes.ts';

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
    /^✓ 03b\/exporters \d+\.\d\d s\nIt would be red:\n( {2}\S.*\n)+1 passed, 0 failed\n$/,
  );
  assert.is(code, 0);
});

test('--repeat runs each lesson several times', async () => {
  const { stdout } = await run('03b/exporters', '--repeat', '3');
  assert.match(stdout, /\n3 passed, 0 failed\n$/);
});

test('--verbose shows what the lesson prints', async () => {
  const { stdout } = await run('03b/exporters', '--verbose');
  assert.match(stdout, /Exporting data to CSV: \[1, 2, 3\]/);
});

test('Ctrl-C stops the lesson that runs, and its children', async () => {
  const { child, ended } = start('04b/start-join');
  const pids = await descendants(child.pid, /process.boot\.ts/);
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

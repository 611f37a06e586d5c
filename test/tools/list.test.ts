import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runTool } from './processes.ts';

test('lists the lessons module by module, as plain text', async () => {
  const { stdout, stderr, code } = await runTool('list');
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, /^04a · Threads and synchronisation$/m);
  assert.match(stdout, /^ {2}04a\.1 +start-join +nothing runs before start\(\)/m);
  assert.not.ok(stdout.includes('\u001b') || stdout.includes('`'));
});

test('finds lessons by all of the words, in rows and headers', async () => {
  const { stdout } = await runTool('list', 'multiprocessing.Pool');
  assert.match(stdout, /04b\.\d+ +pool /);
  const { stdout: both } = await runTool('list', 'queue', 'sentinel');
  for (const line of both.split('\n')) assert.not.match(line, /start-join/);
});

test('prints JSON with --json', async () => {
  const { stdout } = await runTool('list', '--json', '04b/pool');
  const [lesson] = JSON.parse(stdout);
  assert.is(lesson.name, '04b/pool');
});

test.run();

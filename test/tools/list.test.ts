import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allLessons } from '../../scripts/lib/lessons.ts';
import { runTool, runToolIn } from './processes.ts';

test('says where to start and what there is, as plain text', async () => {
  const { stdout, stderr, code } = await runTool('list');
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, /^Start here: 8 lessons/);
  assert.match(stdout, /^ {2}8 {2}05\.\d+ +scraper /m);
  assert.match(stdout, /^ {2}04a {2}Threads and synchronisation: \d+ lessons/m);
  assert.not.ok(stdout.includes('\u001b') || stdout.includes('`'));
});

test('lists the lessons of a module', async () => {
  const { stdout } = await runTool('list', '04a');
  assert.match(stdout, /^04a · Threads and synchronisation$/m);
  assert.match(stdout, /^ {2}04a\.1 +start-join +nothing runs before start\(\)/m);
  assert.not.match(stdout, /04b\.1 /);
});

test('finds lessons by words, the best ones first', async () => {
  const { stdout } = await runTool('list', 'pool');
  assert.match(stdout, /^ {2}04b\.\d+ +pool /);
});

test('is as wide as COLUMNS says, where there is no terminal', async () => {
  for (const [columns, width] of [
    ['60', 60],
    ['', 80],
  ] as const) {
    const { stdout } = await runToolIn({ env: { COLUMNS: columns } }, 'list', '04b');
    const widest = Math.max(...stdout.split('\n').map(({ length }) => length));
    assert.ok(widest <= width && widest > width - 20, `${columns}: ${widest}`);
  }
});

test('prints JSON with --json', async () => {
  const { stdout } = await runTool('list', '--json', '04b/pool');
  const [lesson] = JSON.parse(stdout);
  assert.is(lesson.name, '04b/pool');
});

test('prints JSON where npm has taken the --json', async () => {
  const { stdout } = await runToolIn({ env: { npm_config_json: 'true' } }, 'list');
  const lessons = allLessons().filter(({ number }) => number !== '');
  assert.is(JSON.parse(stdout).length, lessons.length);
});

test.run();

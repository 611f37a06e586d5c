import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runTool } from './processes.ts';

test('draws a lesson in a pipe, without colours', async () => {
  const { stdout, stderr, code } = await runTool('timeline', '04a/semaphore');
  assert.equal([code, stderr], [0, '']);
  for (const lane of ['MainThread', 'Thread-1 (job)', 'Thread-4 (job)', 'semaphore']) {
    assert.match(stdout, new RegExp(`^${lane.replace(/[()]/g, '\\$&')} `, 'm'));
  }
  assert.not(stdout.includes('\u001b'));
  for (const line of stdout.split('\n')) assert.ok(line.length <= 130, line);
  assert.match(stdout, /^This is what the gallery shows of it; --whole shows all\.$/m);
});

test('writes a lesson as SVG and JSON', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'timeline-'));
  const [svg, json] = [join(folder, 'a.svg'), join(folder, 'a.json')];
  const run = await runTool('timeline', '04c/gather', '--svg', svg, '--json', json);
  assert.equal([run.code, run.stderr], [0, '']);
  assert.match(await readFile(svg, 'utf8'), /^<svg [\s\S]*<\/svg>\n?$/);
  const { traceEvents } = JSON.parse(await readFile(json, 'utf8'));
  const slices = traceEvents.filter(({ cat }: { cat: string }) => cat === 'sleep');
  assert.is(new Set(slices.map(({ tid }: { tid: number }) => tid)).size, 4);
  await rm(folder, { recursive: true });
});

test('tells of the tasks of pools and processes', async () => {
  const pool = await runTool('timeline', '04b/pool', '--text');
  assert.equal([pool.code, pool.stderr], [0, '']);
  const tasks = [...pool.stdout.matchAll(/^At \d.*, Worker \d+ ran square\b/gm)];
  assert.ok(tasks.length > 1, pool.stdout);
  const process = await runTool('timeline', '04b/start-join', '--whole', '--text');
  assert.match(process.stdout, /^At \d.*, process 1 ran task for \d/m);
  assert.match(process.stdout, /^At \d.*, process 1 slept \d/m);
});

test.run();

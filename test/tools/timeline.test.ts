import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runTool } from './processes.ts';

test('draws a lesson in a pipe, without colours', async () => {
  const { stdout, stderr, code } = await runTool('timeline', '04a/semaphore');
  assert.equal([code, stderr], [0, '']);
  for (const lane of ['MainThread', 'Thread-1 (job)', 'Thread-4 (job)', 'Semaphore 1']) {
    assert.match(stdout, new RegExp(`^${lane.replace(/[()]/g, '\\$&')} `, 'm'));
  }
  assert.not(stdout.includes('\u001b'));
  for (const line of stdout.split('\n')) assert.ok(line.length <= 130, line);
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

test.run();

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runTool, runToolIn } from './processes.ts';

test('says how many schedules go wrong, in 80 columns and without colours', async () => {
  const { stdout, stderr, code } = await runTool('explore', '04a/race-condition');
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, /^04a\/race-condition: 6 schedules; 4 go wrong\.$/m);
  assert.match(stdout, /^=> counter: 1; the check says no$/m);
  assert.not(stdout.includes('\u001b'));
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
});

test('counts the ways to end', async () => {
  const { stdout, stderr, code } = await runTool(
    'explore',
    '04a/every-schedule',
    '--all',
  );
  assert.equal([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^32 {2}✗ counter is 2\n32 {2}✗ counter is 3\n 6 {2}✓ counter is 4$/m,
  );
});

test('explores the scenario with a fault, where there is one', async () => {
  const [bank, race] = await Promise.all([
    runTool('explore', '04a/bank-account', '--broken', '--all'),
    runTool('explore', '04a/race-condition', '--broken'),
  ]);
  assert.equal([bank.code, bank.stderr], [0, '']);
  assert.match(bank.stdout, /^480 {2}✗ drawn: 25 and 25$/m);
  assert.is(race.code, 2);
  assert.match(race.stderr, /04a\/race-condition has no scenario with a fault/);
});

test('prints all of it as JSON', async () => {
  const { stdout, stderr, code } = await runTool('explore', '04a/deadlock', '--json');
  assert.equal([code, stderr], [0, '']);
  const { lesson, schedules, wrong, failure } = JSON.parse(stdout);
  assert.equal([lesson, schedules, wrong], ['04a/deadlock', 16, 4]);
  const { code: line, ...step } = failure.trace.steps[0];
  assert.match(line, /^using _first/);
  assert.equal(step, {
    thread: 'Worker-1',
    text: 'takes lock_a',
    file: 'modules/04a/scenarios/deadlock.ts',
    line: 11,
    deeds: [{ event: 'acquire', kind: 'Lock', name: 'lock_a' }],
  });
});

test('draws a schedule into a file, or prints the picture', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'explore-'));
  const svg = join(folder, 'deadlock.svg');
  const [file, output] = await Promise.all([
    runTool('explore', '04a/deadlock', '--svg', svg),
    runTool('explore', '--svg', '04a/deadlock'),
  ]);
  assert.equal([file.code, file.stderr, file.stdout], [0, '', `Wrote ${svg}\n`]);
  assert.equal([output.code, output.stderr], [0, '']);
  const drawn = await readFile(svg, 'utf8');
  assert.match(drawn, /^<svg [\s\S]*<\/svg>\n?$/);
  assert.is(output.stdout.trimEnd(), drawn.trimEnd());
  await rm(folder, { recursive: true });
});

/** What the tool has shown after each answer. */
async function stepThrough(lesson: string, ...answers: string[]): Promise<string[]> {
  const input = answers.map((answer) => `${answer}\n`).join('');
  const { stdout, stderr, code } = await runToolIn(
    { input },
    'explore',
    lesson,
    '--step',
  );
  assert.equal([code, stderr], [0, '']);
  return stdout.split(`--- ${lesson}\n`).slice(1);
}

test('lets one be the scheduler, and take it back', async () => {
  const views = await stepThrough(
    '04a/race-condition',
    ...['1', '2', '2', '', 'u', 'u', '1', 'q'],
  );
  assert.is(views.length, 8);
  const [start, one, both, written, lost, again, back, other] = views;
  assert.match(start ?? '', /No step was taken yet\.\n\ncounter {2}Int32Array \[0\]/);
  assert.match(
    start ?? '',
    /^2 {2}Worker-2 {2}:9 {2}const seen = counter\[0\] \?\? 0;$/m,
  );
  assert.match(one ?? '', /^1 {2}Worker-1 {2}:10 {2}counter\[0\] = seen \+ 1;$/m);
  assert.match(
    written ?? '',
    /^1 {2}Worker-1 {2}:10 .*\n- {2}Worker-2 is done\nEnter to/m,
  );
  assert.match(lost ?? '', /=> counter: 1; the check says no[\s\S]*That was all\./);
  const shown = (view = '') => view.slice(0, view.indexOf(', q to quit'));
  assert.is(shown(again), shown(written));
  assert.is(shown(back), shown(both));
  assert.match(other ?? '', /writes counter\[0\]: 0 → 1[\s\S]*Worker-1 is done/);
});

test('shows who holds what, and who waits', async () => {
  const views = await stepThrough('04a/bank-account', '1', '2', '', '');
  assert.match(views[2] ?? '', /^lock {5}<locked Lock 'lock' owner='Worker-1'>$/m);
  assert.match(views[2] ?? '', /^- {2}Worker-2 waits for lock$/m);
  assert.match(views[3] ?? '', /^balance {2}Int32Array \[5\]$/m);
  assert.match(views[4] ?? '', /^balance {2}Int32Array \[15\]$/m);
});

test('goes on after an answer that is none, and ends with its input', async () => {
  const views = await stepThrough('04a/race-condition', '3', 'u', '', 'go', '1');
  assert.is(views.length, 6);
  for (const [i, answer] of ['3', 'u', '', 'go'].entries()) {
    assert.ok(views[i + 1]?.includes(`'${answer}' is no answer to that.`), views[i + 1]);
  }
  assert.match(views[5] ?? '', /reads counter\[0\]: 0/);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check } from '../../scripts/lib/check.ts';
import { inRounds, together } from '../../scripts/lib/repeat.ts';

const runs = (...reports: string[]): Check[] =>
  reports.map((report) => ({
    name: '04a/lock',
    ms: 10,
    passed: report ? 0 : 1,
    failed: report ? 1 : 0,
    report,
    output: '',
  }));

test('runs that all pass are one line, with how many there were', () => {
  const { name, passed, failed, report } = together(runs('', '', ''));
  assert.equal([name, passed, failed, report], ['04a/lock (3 of 3)', 3, 0, '']);
});

test('failures that differ only in numbers are shown once', () => {
  const { name, report, failed } = together(runs('lost 12', 'lost 7', 'lost 8'));
  assert.equal([name, failed], ['04a/lock (0 of 3)', 3]);
  assert.is(report, '3 of 3, all like this:\nlost 12');
});

test('of those that pass now and then, it says how often they fail', () => {
  const { name, report } = together(runs('', 'lost 7', '', 'lost 8'));
  assert.is(name, '04a/lock (2 of 4)');
  assert.is(report, '2 of 4, all like this:\nlost 7');
});

test('different failures are shown one below the other, the most frequent first', () => {
  const { report } = together(runs('hangs', 'lost 7', 'lost 8', ''));
  assert.is(report, '2 of 4 like this:\nlost 7\n1 of 4 like this:\nhangs');
});

test('rounds are put together in their order; a single run stays as it is', async () => {
  async function* stream() {
    yield* runs('', 'a', 'b', 'b');
  }
  const names: string[] = [];
  for await (const { report } of inRounds(stream(), 2)) names.push(report);
  assert.equal(names, ['1 of 2, all like this:\na', '2 of 2, all like this:\nb']);
  const single: string[] = [];
  for await (const { name } of inRounds(stream(), 1)) single.push(name);
  assert.equal(single, Array(4).fill('04a/lock'));
});

test.run();

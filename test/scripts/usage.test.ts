import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countOption, shardOption, UsageError } from '../../scripts/lib/usage.ts';

test('shards are parts of a list that together are the whole', () => {
  const list = [...'abcdefg'];
  const parts = ['1/3', '2/3', '3/3'].map((text) => list.filter(shardOption(text)));
  assert.equal(parts, [[...'adg'], [...'be'], [...'cf']]);
  assert.equal(list.filter(shardOption(undefined)), list);
  for (const text of ['', '0/2', '3/2', '1', '1/0', '-1/2', '1.5/2', '1/2/3']) {
    assert.throws(
      () => shardOption(text),
      (error: Error) => error instanceof UsageError,
    );
  }
});

test('a count is a whole number of at least 1', () => {
  assert.is(countOption('jobs', '12', 3), 12);
  assert.is(countOption('jobs', undefined, 3), 3);
  for (const text of ['', '0', '-1', '1.5', 'two']) {
    assert.throws(
      () => countOption('jobs', text, 3),
      (error: Error) => error instanceof UsageError,
    );
  }
});

test.run();

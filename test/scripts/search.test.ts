import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allLessons } from '../../scripts/lib/lessons.ts';
import { search } from '../../scripts/lib/search.ts';

const lessons = allLessons().filter(({ number }) => number !== '');
const find = (...words: string[]) => search(words, lessons).map(({ name }) => name);

test('the lesson of that very name comes first', () => {
  assert.is(find('pool')[0], '04b/pool');
  assert.is(find('04b/pool')[0], '04b/pool');
  assert.is(find('Semaphore')[0], '04a/semaphore');
  assert.equal(find('start-join').slice(0, 2), ['04a/start-join', '04b/start-join']);
});

test('names come before descriptions, and rows before headers', () => {
  const found = find('queue');
  const isNamed = found.map((name) => /\/(.*-)?queue/.test(name));
  assert.is(isNamed.lastIndexOf(true) + 1, isNamed.indexOf(false));
  assert.ok(isNamed.includes(false));
});

test('a word is found by its beginning, not by its middle', () => {
  assert.ok(find('sem').includes('04a/semaphore'));
  assert.equal(find('emaphore'), []);
  assert.equal(find('eadlock'), []);
});

test('the parts of a Python name are words', () => {
  assert.ok(find('multiprocessing.Pool').includes('04b/pool'));
  assert.ok(find('executor').includes('04b/process-pool-executor'));
  assert.ok(find('async').includes('04b/pool-apply-async'));
});

test('all of the words have to be there', () => {
  const both = find('queue', 'sentinel');
  assert.ok(both.includes('04b/process-producer-consumer'));
  assert.not(both.includes('04b/process-queue'));
  assert.equal(find('queue', 'no-such-word'), []);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allLessons, startHere } from '../../scripts/lib/lessons.ts';
import { named, testName } from '../../scripts/lib/tests.ts';

test('a name is the beginning of a path, or of a part of it', () => {
  const { tests, lessons } = named(['04a/lock-c', 'golden']);
  assert.equal(tests, ['test/scripts/golden.test.ts']);
  assert.ok(lessons.some(({ name }) => name === '04a/lock-counter'));
  assert.ok(lessons.every(({ name }) => name.startsWith('04a/lock-c')));
  assert.equal(named(['golden']).lessons, []);
  assert.throws(() => named(['olden']), /^No test and no lesson begins with 'olden'/);
});

test('a module has its lessons and solutions, a number one lesson', () => {
  const { tests, lessons } = named(['04a']);
  assert.equal(tests, []);
  assert.equal(
    lessons,
    allLessons().filter(({ module }) => module === '04a'),
  );
  const [first] = startHere();
  assert.ok(first);
  assert.equal(named([first.number]).lessons, [first]);
});

test('what is named is there, slow or not, and each thing once', () => {
  const { tests } = named(['core/process', 'test/core/process.slow.test.ts']);
  assert.equal(tests, ['test/core/process.slow.test.ts']);
  assert.is(testName('test/core/process.slow.test.ts'), 'core/process');
});

test.run();

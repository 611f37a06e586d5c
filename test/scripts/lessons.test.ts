import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allExercises, type Exercise } from '../../scripts/lib/exercises.ts';
import { readOutputBlock } from '../../scripts/lib/golden.ts';
import {
  allLessons,
  allModules,
  exercisesOf,
  lessonsOf,
  nextAfter,
  problemsOf,
  root,
  selectLesson,
  selectLessons,
  signposts,
  startHere,
} from '../../scripts/lib/lessons.ts';
import { UsageError } from '../../scripts/lib/usage.ts';

const only = async (word: string) =>
  (await selectLessons([word])).map(({ name }) => name);

async function refuses(word: string, says: RegExp): Promise<void> {
  const error = await selectLessons([word]).catch((error: unknown) => error);
  assert.ok(error instanceof UsageError);
  assert.match(error.message, says);
}

for (const module of allModules()) {
  test(`${module}: the tables list each file of the folder, numbered, and no other`, () => {
    assert.equal(problemsOf(module), []);
  });

  test(`${module}: each exercise has a row, and its starter names the same lessons`, () => {
    const starters = allExercises().filter(({ name }) => name.startsWith(`${module}/`));
    const rows = exercisesOf(module);
    assert.equal(
      rows.map(({ name }) => name).sort(),
      starters.map(({ name }) => name).sort(),
    );
    const names = lessonsOf(module).map(({ name }) => name);
    for (const { name, writes, after } of rows) {
      assert.ok(writes && after.length > 0, name);
      assert.equal(
        after.filter((lesson) => !names.includes(lesson)),
        [],
        name,
      );
      const { starter } = starters.find((exercise) => exercise.name === name) as Exercise;
      const header = readFileSync(resolve(root, starter), 'utf8').replaceAll(
        /\n \*\s+/g,
        ' ',
      );
      assert.ok(header.includes(`Prepared by: ${after.join(', ')}.`), starter);
    }
  });
}

test('every lesson and solution ends in an Output block', () => {
  for (const { file } of allLessons()) {
    assert.ok(existsSync(resolve(root, file)), file);
    assert.ok(readOutputBlock(readFileSync(resolve(root, file), 'utf8')), file);
  }
});

test('what is next is what comes next in the tables, from module to module', () => {
  const lessons = allModules().flatMap(lessonsOf);
  for (const [i, lesson] of lessons.entries()) {
    assert.equal(nextAfter(lesson), lessons[i + 1]);
  }
  const [solution] = allLessons().filter(({ number }) => number === '');
  assert.ok(solution);
  assert.is(nextAfter(solution), undefined);
});

test('a lesson says what is next, and which exercises it is the last step to', async () => {
  const lesson = await selectLesson(['04a/start-join']);
  const [next = '', onPath = ''] = signposts(lesson, nextAfter(lesson));
  assert.match(next, /^Next: 04a\.2 [\w-]+$/);
  assert.match(onPath, /^Next on the path: 04a\.\d+ race-condition$/);
  const all = allLessons()
    .flatMap((one) => signposts(one, undefined))
    .filter((line) => line.startsWith('Now you: '));
  assert.is(all.length, allModules().flatMap(exercisesOf).length);
  for (const module of allModules()) {
    for (const { name, after } of exercisesOf(module)) {
      const last = await selectLesson([after.at(-1) ?? '']);
      const line = `Now you: npx tsx scripts/check.ts ${name}`;
      assert.ok(signposts(last, undefined).includes(line), name);
    }
  }
});

test('the path to begin with is eight lessons, each there', () => {
  assert.is(startHere().length, 8);
});

test('the last part of a name is enough where only one lesson has it', async () => {
  assert.equal(await only('semaphore'), ['04a/semaphore']);
  assert.equal(await only('pool'), ['04b/pool']);
  // A solution of the same name does not count.
  assert.equal(await only('producer-consumer'), ['04a/producer-consumer']);
  assert.equal(await only('prime-processor'), ['solutions/04b/prime-processor']);
  // One of the two is on the path to begin with.
  assert.equal(await only('start-join'), ['04a/start-join']);
  await refuses('', /^An empty word names no lesson$/);
});

test('names are suggested when they are near, and only then', async () => {
  await refuses(
    'semafore',
    /^There is no lesson 'semafore': did you mean 04a\/semaphore\?$/,
  );
  await refuses('04b/pol', /: did you mean 04b\/pool\?$/);
  await refuses('lock', /: did you mean 04a\/lock-/);
  await refuses(
    '04a/synchronisation',
    /: did you mean solutions\/04a\/synchronisation\?$/,
  );
  await refuses('xyzzy', /^There is no lesson 'xyzzy'; npm start shows what there is$/);
});

test.run();

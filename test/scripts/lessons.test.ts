import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allExercises, type Exercise } from '../../scripts/lib/exercises.ts';
import { readOutputBlock } from '../../scripts/lib/golden.ts';
import { allLessons, exercisesOf, lessonsOf, root } from '../../scripts/lib/lessons.ts';

const modules = readdirSync(resolve(root, 'modules')).filter((name) => /^\d/.test(name));

for (const module of modules) {
  const lessons = lessonsOf(module);

  test(`${module}: the table numbers its lessons from 1, without a gap`, () => {
    const expected = lessons.map((_, i) => `${module}.${i + 1}`);
    assert.equal(
      lessons.map(({ number }) => number),
      expected,
    );
  });

  test(`${module}: the table lists each file of the folder, and no other`, () => {
    const files = readdirSync(resolve(root, 'modules', module))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `modules/${module}/${name}`);
    assert.equal(lessons.map(({ file }) => file).sort(), files.sort());
  });

  test(`${module}: each row says what the lesson shows and names its counterpart`, () => {
    for (const { name, shows, python } of lessons) {
      assert.ok(shows && python, name);
    }
  });

  test(`${module}: each exercise has a row, and its starter names the same lessons`, () => {
    const starters = allExercises().filter(({ name }) => name.startsWith(`${module}/`));
    const rows = exercisesOf(module);
    assert.equal(
      rows.map(({ name }) => name).sort(),
      starters.map(({ name }) => name).sort(),
    );
    const names = lessons.map(({ name }) => name);
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

test.run();

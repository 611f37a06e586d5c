/** The exercises' texts: what is asked of a program is what its starter says. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  allExercises,
  type Checks,
  cardOf,
  checksOf,
  type Exercise,
} from '../../scripts/lib/exercises.ts';
import { allLessons, root } from '../../scripts/lib/lessons.ts';

const read = (file: string) => readFileSync(resolve(root, file), 'utf8');

/** The comment at its top, without stars and line breaks. */
function headerOf({ starter }: Exercise): string {
  const [header = ''] = /(?<=^\/\*\*)[\s\S]*?(?=\*\/)/.exec(read(starter)) ?? [];
  return header.replaceAll(/\s*\n \*(?: |(?=\n))/g, '\n');
}

/** The numbered items of its header, each in one line. */
function listOf(exercise: Exercise): string[] {
  const items = /^\d+\. .*(?:\n {3}.*)*/gm;
  return [...headerOf(exercise).matchAll(items)].map(([item]) =>
    item.replace(/^\d+\. /, '').replaceAll(/\n\s*/g, ' '),
  );
}

function saysOf({ requirements, explored }: Checks): string[] {
  return [...requirements, ...(explored ? [explored] : [])].map(({ says }) => says);
}

for (const exercise of allExercises()) {
  const { name } = exercise;
  const checksReady = checksOf(exercise);

  test(`${name}: the starter lists what is checked, in the same words and order`, async () => {
    const asked = saysOf(await checksReady);
    // What stands behind a colon is explanation.
    const listed = listOf(exercise).map((item, i) => {
      const says = asked[i] ?? '';
      const [head, rest = ''] = [item.slice(0, says.length), item.slice(says.length)];
      const isSame = head.toLowerCase() === says.toLowerCase() && /^[:;.]/.test(rest);
      return isSame ? says : item;
    });
    assert.equal(listed, asked);
  });

  test(`${name}: no lesson has its name, whose mutants would be its own`, () => {
    const names = allLessons().map((lesson) => lesson.name);
    assert.not.ok(names.includes(name));
  });

  test(`${name}: the starter says how hard it is, and how long it takes`, () => {
    const [, level, minutes] =
      /^How hard: (\w+), about (\d+) minutes\.$/m.exec(headerOf(exercise)) ?? [];
    assert.is(level, cardOf(exercise).level);
    assert.ok(Number(minutes) % 5 === 0);
  });

  test(`${name}: where other values are tried, starter and solution say so`, async () => {
    const { requirements, explored } = await checksReady;
    const tried = [...requirements.map((one) => one.with), explored?.smaller];
    const lines = new Set(tried.flatMap((one) => Object.keys(one ?? {})));
    for (const file of [exercise.starter, exercise.solution.file]) {
      for (const line of lines) {
        assert.is(read(file).split(line).length, 2, `${file}: ${line}`);
      }
    }
    const isSaid = /checker also tries others/.test(read(exercise.starter));
    assert.is(isSaid, lines.size > 0);
  });

  test(`${name}: each requirement says why it matters, and what is next`, async () => {
    for (const { says, why, next } of (await checksReady).requirements) {
      assert.match(why, /^[A-Z].*[.?!]$/, says);
      assert.match(next, /.[.?!;]$/, says);
    }
  });
}

test.run();

/** Mutants of lessons: what counts as caught, and what proves nothing. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, selectLesson } from '../../scripts/lib/lessons.ts';
import { quickNode } from '../../scripts/lib/runtimes.ts';
import { ChangedCopy } from '../changed-copy.ts';
import { whyItIsNotCaught } from '../lesson-mutants.ts';

const lesson = await selectLesson(['03a/required-by-compiler']);

/** Why that lesson does not turn red with a change, or '' if it does. */
async function why(
  change: (text: string) => string,
  { file = lesson.file, limit }: { file?: string; limit?: number } = {},
): Promise<string> {
  const text = readFileSync(resolve(root, file), 'utf8');
  const diff = createTwoFilesPatch(file, file, text, change(text));
  return whyItIsNotCaught(lesson, { what: 'Other.', diff }, quickNode(), { limit });
}

const first =
  (line: string) =>
  (text: string): string =>
    text.replace('import ', `${line}\nimport `);

test('A change that changes nothing of note stays green', async () => {
  assert.match(await why(first('// Why.')), /^Run 1 of 3 passed\. Other\.$/);
});

test('Another output, an error, and in 03 a broken type are caught', async () => {
  assert.is(await why(first("console.log('more');")), '');
  assert.is(await why(first("throw new Error('no');")), '');
  assert.is(await why(first("export const one: number = 'one';")), '');
});

test('A mutant that runs until its time is up proves nothing', async () => {
  assert.match(
    await why(first('for (;;);'), { limit: 2000 }),
    /was killed after 2 s, and proves nothing/,
  );
});

test('A diff is refused that does not fit, or is not about the lesson', async () => {
  const unfit = `--- ${lesson.file}\n+++ ${lesson.file}\n@@ -1,1 +1,1 @@\n-no\n+yes\n`;
  for (const [diff, reason] of [
    [unfit, /does not fit/],
    ['', /changes nothing/],
    [unfit.replaceAll('.ts', '.gone.ts'), /does not fit/],
  ] as const) {
    const error = await whyItIsNotCaught(lesson, { what: 'x', diff }, quickNode()).catch(
      ({ message }: Error) => message,
    );
    assert.match(error, reason);
  }
  assert.match(
    await why(first('// Why.'), { file: 'modules/core/print.ts' }),
    /not the lesson's own/,
  );
  assert.match(
    await why((text) => text.replace('// Twice: aa bb', '// Twice: a b')),
    /changes the Output block/,
  );
  assert.match(
    await whyItIsNotCaught(lesson, { what: '--- x', diff: unfit }, quickNode()),
    /begin with what is taken away/,
  );
});

test('a copy changes nothing of what it only links to', () => {
  using copy = new ChangedCopy('.', ['modules/03a'], ['modules/core']);
  const file = 'modules/core/print.ts';
  const before = readFileSync(resolve(root, file), 'utf8');
  const [line = ''] = before.split('\n');
  const diff = `--- ${file}\n+++ ${file}\n@@ -1,1 +1,1 @@\n-${line}\n+// Why.\n`;
  assert.throws(() => copy.change(diff), /it changes modules\/core\/print.ts itself/);
  assert.is(readFileSync(resolve(root, file), 'utf8'), before);
});

test.run();

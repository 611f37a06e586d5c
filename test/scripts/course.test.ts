import { stripVTControlCharacters } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  foundTable,
  headerText,
  moduleTable,
  overview,
} from '../../scripts/lib/course.ts';
import {
  allLessons,
  allModules,
  lessonsOf,
  selectLesson,
} from '../../scripts/lib/lessons.ts';
import { wrap } from '../../scripts/lib/wrap.ts';

const lessons = allLessons().filter(({ number }) => number !== '');

/** Longer than a line at 40 characters, with some longer words. */
const text = 'a URL.render_as_string() of some_quite_long_name, and what follows it';

test('lines break between words, and hold as many as fit', () => {
  assert.equal(wrap(text, 40), [
    'a URL.render_as_string() of',
    'some_quite_long_name, and what follows',
    'it',
  ]);
  assert.equal(wrap('  indented', 40), ['  indented']);
  assert.equal(wrap('a_word_that_is_longer b', 10), ['a_word_that_is_longer', 'b']);
});

for (const width of [60, 80, 140]) {
  test(`nothing is wider than ${width} characters`, () => {
    const texts = [overview(width), foundTable(lessons, width)];
    texts.push(...allModules().map((module) => moduleTable(module, width)));
    texts.push(...lessons.map((lesson) => headerText(lesson, width)));
    for (const line of texts.flatMap((shown) =>
      stripVTControlCharacters(shown).split('\n'),
    )) {
      assert.ok(line.length <= width, line);
    }
  });

  test(`no word is broken at ${width} characters`, () => {
    for (const module of allModules()) {
      const words = new Set(
        stripVTControlCharacters(moduleTable(module, width)).split(/\s+/),
      );
      for (const { shows, python } of lessonsOf(module)) {
        const cells = `${shows} ${python.replace('–', '')}`.replaceAll('`', '');
        for (const word of cells.split(' ')) {
          assert.ok(word === '' || words.has(word), `${module}: ${word}`);
        }
      }
    }
  });
}

test('the path of eight comes first, then each module with its number of lessons', () => {
  const lines = stripVTControlCharacters(overview(80)).split('\n');
  assert.is(lines[0], 'Start here: 8 lessons, half an hour');
  assert.match(lines[1] ?? '', /^ {2}1 {2}04a\.1 +start-join +nothing runs before/);
  for (const module of allModules()) {
    const row = lines.find((line) => line.startsWith(`  ${module} `)) ?? '';
    assert.match(row, new RegExp(`: ${lessonsOf(module).length} lessons`));
  }
});

test('a header is laid out anew, but its paragraphs stay', async () => {
  const header = headerText(await selectLesson(['04b/pool']), 60);
  assert.match(header, /^Pool\.map — .*\n(.*\n)*\nIn Python: .*\nHere: /);
});

test.run();

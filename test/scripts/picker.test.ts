import { stripVTControlCharacters } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lessonsOf, startHere } from '../../scripts/lib/lessons.ts';
import { pick } from '../../scripts/lib/picker.ts';

/** What a person who gives these answers sees, and which lessons run for them. */
async function follow(answers: string[], lessons = lessonsOf('none')) {
  const ran: string[] = [];
  let seen = '';
  const show = (text: string) => {
    seen += `${stripVTControlCharacters(text)}\n`;
  };
  await pick(lessons, {
    width: 80,
    print: show,
    ask: async (question) => {
      show(question);
      return answers.shift();
    },
    run: async ({ name, number }) => {
      ran.push(name);
      show(`<${number} runs>`);
    },
  });
  return { ran, seen };
}

test('Enter goes all the way along the path of eight, and no further', async () => {
  const path = startHere().map(({ name }) => name);
  const { ran, seen } = await follow(['', '', '', '', '', '', '', '', '', 'q']);
  assert.equal(ran, path);
  assert.is(path.length, 8);
  assert.match(seen, /That was the last of the 8/);
});

test('a lesson is shown by its header before it runs, and what is next after it', async () => {
  const { seen } = await follow(['pool', 'q']);
  assert.match(
    seen,
    /04b\.\d+ pool\n\nPool\.map — [\s\S]*In Python: [\s\S]*npx tsx modules\/04b\/pool\.ts\n\n<04b\.\d+ runs>\n\nNext: 04b\.\d+ [\w-]+\n/,
  );
});

test('a digit is a lesson of the path, and Enter the one after it there', async () => {
  const path = startHere().map(({ name }) => name);
  const { ran } = await follow(['2', '', 'q']);
  assert.equal(ran, path.slice(1, 3));
});

test('after a lesson that was named, Enter is the next one of its module', async () => {
  const [, second, third] = lessonsOf('04b');
  const { ran } = await follow([second?.number ?? '', '', 'q']);
  assert.equal(ran, [second?.name, third?.name]);
});

test('a module shows its lessons, and a word those that it finds', async () => {
  const module = await follow(['06', '', 'q']);
  assert.match(module.seen, /06 · Beyond one machine\n[\s\S]*? {2}06\.1 /);
  assert.equal(module.ran, [lessonsOf('06')[0]?.name]);
  const word = await follow(['semaph', '', 'q']);
  assert.equal(word.ran, ['04a/semaphore']);
});

test('what was asked for comes first', async () => {
  const { ran } = await follow(['', 'q'], lessonsOf('03b').slice(2));
  assert.equal(ran, [lessonsOf('03b')[2]?.name]);
});

test('a word that says nothing is said so, and Ctrl-D is an end', async () => {
  const { seen, ran } = await follow(['xyzzy']);
  assert.match(seen, /There is no lesson 'xyzzy'; npm start shows what there is/);
  assert.equal(ran, []);
});

test.run();

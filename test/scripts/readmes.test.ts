import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checksOf, type Exercise } from '../../scripts/lib/exercises.ts';
import { root } from '../../scripts/lib/lessons.ts';
import { commandsIn, filesIn, readmes, readReadme } from './readmes/commands.ts';
import { howToRun } from './readmes/how.ts';

const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

for (const readme of readmes) {
  const text = readReadme(readme);

  test(`${readme}: what it links to is there`, () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to = '']) => to);
    for (const link of links.filter((link) => !/^https?:/.test(link))) {
      assert.ok(existsSync(resolve(root, dirname(readme), link)), link);
    }
  });

  test(`${readme}: the tests know how to run its commands`, () => {
    for (const command of commandsIn(text)) {
      assert.ok(
        howToRun(command),
        `'${command}' is not in test/scripts/readmes/how.ts: say there how it is run`,
      );
    }
  });

  test(`${readme}: its commands name files and scripts that are there`, () => {
    for (const command of commandsIn(text)) {
      for (const file of filesIn(command)) {
        // The lesson that a reader is told to write.
        if (file.includes('my-topic')) continue;
        assert.ok(existsSync(resolve(root, file)), command);
      }
      const [, script] = /^npm run (?:-s )?(\S+)/.exec(command) ?? [];
      assert.ok(!script || scripts[script], command);
    }
  });
}

test('README.md quotes the lesson and the checker as they are', async () => {
  const text = readReadme('README.md').replaceAll(/\s+/g, ' ');
  const lesson = readReadme('modules/04a/race-condition.ts');
  const code = /^export function addUnsafely[\s\S]*?^}/m.exec(lesson)?.[0] ?? '';
  const golden = lesson.slice(lesson.indexOf('// Output:\n')).split('// ').slice(2);
  const { requirements } = await checksOf({ name: '04a/list-add-remove' } as Exercise);
  const [missing, ...met] = requirements.slice(0, 3).reverse();
  const pool = readReadme('modules/04b/pool.ts');
  const quoted = [
    pool.slice(pool.indexOf('// Output:\n')),
    code,
    golden.join(''),
    ...met.map(({ says }) => `✓ ${says}`),
    `✗ ${missing?.says}: it was read without the lock`,
    `Why: ${missing?.why}`,
    `Next: ${missing?.next}`,
  ];
  for (const words of quoted) {
    assert.ok(words.trim());
    assert.ok(text.includes(words.replaceAll(/\s+/g, ' ').trim()), words);
  }
});

test('finds commands in blocks, fenced and indented, and between words', () => {
  const text = `
Run \`npm start\`, or \`npx tsx
scripts/run.ts\`; \`npx tsx\` and \`node:fs\` are only words.

    npm ci && npm test
    npm start -- \\
      --json   # the list

\`\`\`
LESSON_CHAOS=7 npx tsx lesson.ts
\`\`\`

\`\`\`ts
node.append(1);
bun test
\`\`\`
`;
  assert.equal(commandsIn(text), [
    'npm start',
    'npx tsx scripts/run.ts',
    'npm ci',
    'npm test',
    'npm start -- --json',
    'LESSON_CHAOS=7 npx tsx lesson.ts',
  ]);
});

test('does not know any command that comes along', () => {
  assert.is(howToRun('npx tsx scripts/new-tool.ts'), undefined);
});

test.run();

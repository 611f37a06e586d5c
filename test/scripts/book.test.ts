import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type Rollup } from 'vite';
import { Addresses } from '../../scripts/lib/book/addresses.ts';
import { remembered } from '../../scripts/lib/book/colours.ts';
import { readDeclarations } from '../../scripts/lib/book/declarations.ts';
import { readDocComment } from '../../scripts/lib/book/doc-comment.ts';
import { withoutTexts } from '../../scripts/lib/book/metadata.ts';
import { inWords, outputHtml } from '../../scripts/lib/book/output.ts';
import { fenced } from '../../scripts/lib/book/page.ts';
import { prose } from '../../scripts/lib/book/prose.ts';
import { linked, sentence } from '../../scripts/lib/book/readme-page.ts';
import { githubSlug } from '../../scripts/lib/book/slug.ts';
import { unusedProperties, used } from '../../scripts/lib/book/unused-properties.ts';

function linkedIn(file: string, markdown: string) {
  const problems: string[] = [];
  const text = linked(markdown, file, new Addresses(), problems);
  return { text, problems };
}

test('links lead to the pages of what they name', () => {
  const text = [
    '[a](race-condition.ts) [b](exercises/synchronisation.ts) [c](../core/lock.ts)',
    '[d](../README.md#gallery) [e](#here) [f](https://nodejs.org/) [g](scenarios)',
    '![h](../gallery/race.svg) [i](../../solutions/04b/notebook-question.ts)',
  ].join('\n');
  const pages = [
    '[a](/04a/race-condition.html) [b](/04a/exercises/synchronisation.html) [c](/core/lock.html)',
    '[d](/map.html#gallery) [e](#here) [f](https://nodejs.org/) [g](/source/modules/04a/scenarios.html)',
    '![h](/gallery/race.svg) [i](/04b/exercises/notebook-question.html#solution)',
  ].join('\n');
  assert.equal(linkedIn('modules/04a/README.md', text), { text: pages, problems: [] });
});

test('a lesson or picture that a README names, and is not there, is a problem by name', () => {
  const text = 'See\n[it](gone.ts), ![a picture](../gallery/gone.svg).';
  assert.equal(linkedIn('modules/04a/README.md', text).problems, [
    'modules/04a/README.md:2 names gone.ts, but there is no modules/04a/gone.ts',
    'modules/04a/README.md:2 names ../gallery/gone.svg, but there is no modules/gallery/gone.svg',
  ]);
});

test('what looks like a link in a program is none', () => {
  const text = '```ts\n[a](gone.ts)\n```\n\n    [b](gone.ts)';
  assert.equal(linkedIn('README.md', text), { text, problems: [] });
});

test('files without a chapter get a page, and folders one with all of theirs', () => {
  const addresses = new Addresses();
  addresses.of('modules/04a/scenarios');
  assert.ok(addresses.shown.has('modules/04a/scenarios/deadlock.ts'));
  assert.not(addresses.shown.has('modules/04a/deadlock.ts'));
});

test('placeholders in words', () => {
  const words: Record<string, string> = {
    '<int>': 'a number',
    '<int 1..6>': 'a number from 1 to 6',
    '<float >= 1>': 'a number of at least 1',
    '<int < 200000>': 'a number under 200000',
    '<int >= 1 <= 5>': 'a number of at least 1 of at most 5',
    '<a=int != main != b>': 'a number a, not main or b',
    '<a>': 'a',
    '<text>': 'some text',
    '<0.7 s or more>': '0.7 s or more',
  };
  for (const [placeholder, expected] of Object.entries(words)) {
    assert.is(inWords(placeholder), expected);
  }
});

test('what is free in an output is said', () => {
  const block = [
    'Start <a=int>',
    '--- interleaved --- as they like',
    'A \\<b>',
    '--- with ---',
    '',
    'B',
    '--- end ---',
    '--- on bun, node 20 ---',
    'Again <a>',
    '--- end ---',
  ];
  assert.is(
    outputHtml(block),
    '<div class="output" v-pre><pre>Start <i>a number a</i></pre>' +
      '<div class="group"><p>These parts in any mixture, each in its own order (as they like):</p>' +
      '<div class="part"><pre>A &lt;b&gt;</pre></div>' +
      '<div class="part"><pre>&#10;B</pre></div></div>' +
      '<div class="group"><p>On Bun, Node 20 only:</p>' +
      '<div class="part"><pre>Again <i>a</i></pre></div></div></div>',
  );
});

test('headers become paragraphs and lists, with nothing for Vue in them', () => {
  const header =
    'One\ntwo: {{ x }} <b>\nIn Python: `with`.\n\n1. first\n   goes on\n2. second';
  assert.is(
    prose(header),
    '<p v-pre>One two: &#123;&#123; x }} &lt;b&gt;</p>\n\n' +
      '<p v-pre><strong>In Python:</strong> <code>with</code>.</p>\n\n' +
      '<ol v-pre><li>first goes on</li><li>second</li></ol>',
  );
});

test('a comment that documents is taken apart', () => {
  const doc = readDocComment(
    'Does it.\n\n@param options.timeout in\n  milliseconds.\n@returns true.\n@throws {RangeError} when not.\n@example\n```ts\nrun();\n```',
  );
  assert.equal(doc, {
    description: 'Does it.',
    params: [{ name: 'options.timeout', text: 'in\n  milliseconds.' }],
    returns: 'true.',
    throws: ['`RangeError` when not.'],
    examples: ['```ts\nrun();\n```'],
  });
});

test('declarations are read with their comments, overloads as one, without what is private', () => {
  const text = [
    "import type { Base } from './internal/base.ts';",
    '/** A thing. */',
    'export declare class Thing<T> extends Base {',
    '    /**',
    '     * Takes',
    '     * it.',
    '     */',
    '    take(options?: {',
    '        timeout?: number;',
    '    }): T;',
    '    private secret;',
    '}',
    'export declare function make(): void;',
    'export declare function make(n: number): void;',
    'export {};',
  ].join('\n');
  const { exported, imports } = readDeclarations(text, 'modules/core/thing.ts');
  const [thing, make] = exported;
  assert.is(imports.get('Base'), 'modules/core/internal/base.ts');
  assert.is(thing?.base, 'Base');
  assert.is(thing?.comment, 'A thing.');
  assert.equal(
    thing?.members.map(({ name, comment }) => [name, comment]),
    [['take', 'Takes\nit.']],
  );
  assert.equal(make?.signatures, [
    'function make(): void',
    'function make(n: number): void',
  ]);
});

test('headings have the addresses that GitHub gives them', () => {
  assert.is(githubSlug("What plays the GIL's part"), 'what-plays-the-gils-part');
  assert.is(githubSlug('04a · Threads'), '04a--threads');
});

test('a program with backticks gets a longer fence, and a first sentence its end', () => {
  assert.is(fenced('a ``` b\n', 'ts'), '````ts\na ``` b\n````');
  assert.is(sentence('After [this](x.ts) `you` can. And more.'), 'After this you can.');
});

test('styles lose what nothing uses, and what only that has used', () => {
  const css =
    ':root{--a:1px;--b:var(--a);--c:url("data:image/svg+xml;{x}");--d:red}p{color:var(--d);--b:0}';
  assert.is(used(css), ':root{--d:red}p{color:var(--d);}');
});

test('what pages know of each other is written without quotes in quotes', () => {
  const value = { 'a.md': 'x"y\\z', b: [1, null] };
  const text = JSON.stringify(JSON.stringify(value));
  const program = withoutTexts(`map=JSON.parse(${text});data=JSON.parse("{}");`);
  assert.is(program, `map=${JSON.stringify(value)};data={};`);
});

test('the styles of a site are put together first, and lose those of other languages', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'styles-'));
  try {
    writeFileSync(join(folder, 'a.css'), ':root{--a:1px;--b:2px}');
    writeFileSync(
      join(folder, 'b.css'),
      'p{top:var(--b)}:root:where(:lang(ja)){--b:3px}q:lang(en){top:0}',
    );
    const entry = join(folder, 'entry.js');
    writeFileSync(entry, "import './a.css';\nimport './b.css';");
    const built = await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      plugins: [unusedProperties],
      build: { write: false, cssCodeSplit: false, rollupOptions: { input: entry } },
    });
    const { output } = built as Rollup.RollupOutput;
    const styles = output.find(({ fileName }) => fileName.endsWith('.css'));
    assert.is(
      styles?.type === 'asset' && String(styles.source).trim(),
      ':root{--b:2px}p{top:var(--b)}q:lang(en){top:0}',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the colours of a program are looked for once, and for each language by themselves', () => {
  const asked: string[] = [];
  const highlight = remembered((code, language) => `${asked.push(language)} ${code}`);
  // No program of a book that was built here.
  const code = `print(${process.hrtime.bigint()})`;
  const first = highlight(code, 'ts', '');
  assert.is(highlight(code, 'ts', ''), first);
  assert.is(highlight(code, 'sh', ''), `2 ${code}`);
  assert.equal(asked, ['ts', 'sh']);
});

test.run();

import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../modules/05/scraper/command-line.ts';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { urlsFrom } from '../../modules/05/scraper/start-urls.ts';
import { thrown } from '../core/helpers.ts';
import { temporaryFolder } from './helpers.ts';

/** Why these options are refused. */
function refusal(...args: string[]): string {
  const error = thrown(() => readOptions(args));
  assert.instance(error, UsageError);
  return error.message;
}

for (const [name, line, said] of [
  ['a title behind a tab', 'http://a/2\tSecond page', "'http://a/2\tSecond page'"],
  ['two URLs', 'http://a/2 http://a/3', "'http://a/2 http://a/3'"],
  ['a blank in it', 'http://a/2 3  # mine', "'http://a/2 3'"],
  ['a password', 'http://me:secret@a/2 x', "'http://…@a/2 x'"],
] as const) {
  test(`a line of a list with ${name} is refused, with its number`, async () => {
    using folder = temporaryFolder();
    const path = folder.file('urls.txt');
    writeFileSync(path, `# mine\n  http://a/1\t\n\n${line}\n`);
    const error = await urlsFrom(path).catch((error) => error);
    assert.instance(error, UsageError);
    const what = `line 4 is more than a URL, ${said}: write one a line, and a blank as %20`;
    assert.is(error.message, `Cannot read URLs from ${path}: ${what}`);
  });
}

test('a list without a URL is refused', async () => {
  using folder = temporaryFolder();
  const path = folder.file('urls.txt');
  for (const text of ['', '# nothing\n\n']) {
    writeFileSync(path, text);
    const error = await urlsFrom(path).catch((error) => error);
    assert.instance(error, UsageError);
    assert.is(error.message, `Cannot read URLs from ${path}: there is none in it`);
  }
});

test('a file is one thing: the list, the output or the log', () => {
  using folder = temporaryFolder();
  const [list, twin, link, fresh] = ['list.csv', 'twin.csv', 'link.csv', 'new.csv'].map(
    (name) => folder.file(name),
  ) as [string, string, string, string];
  writeFileSync(list, 'http://a/1\n');
  linkSync(list, twin);
  symlinkSync(list, link);
  const other = list.replace(/list\.csv$/, './list.csv');
  for (const name of [list, other, twin, link]) {
    assert.is(
      refusal('--input', list, '--out', name),
      '--input and --out want a file each',
    );
    assert.is(
      refusal('--input', list, '--log', name),
      '--input and --log want a file each',
    );
    assert.is(refusal('--log', list, '--out', name), '--log and --out want a file each');
  }
  const another = fresh.replace(/new\.csv$/, './new.csv');
  assert.match(refusal('--log', fresh, '--out', another), 'want a file each');
  assert.is(readFileSync(list, 'utf8'), 'http://a/1\n');
  readOptions(['--input', list, '--out', fresh]);
  readOptions(['--input', '-', '--out', '-']); // stdin and stdout
});

test('--log - is refused: stdout is no file', () => {
  assert.match(refusal('http://a/1', '--log', '-'), /^--log takes the name of a file/);
});

test('--url takes nothing that /page/1/ cannot be put behind', () => {
  assert.match(
    refusal('--url', 'http://a/list?sort=price'),
    /list\?sort=price has a query;/,
  );
  assert.match(refusal('--url', 'http://a/list#top?x'), /list#top\?x has a fragment;/);
  assert.match(
    refusal('--url', 'http://me:secret@a/?x'),
    /http:\/\/…@a\/\?x has a query;/,
  );
  const { urls } = readOptions(['--url', 'http://a/list//', '--pages', '2']);
  assert.equal(urls, ['http://a/list/page/1/', 'http://a/list/page/2/']);
});

test.run();

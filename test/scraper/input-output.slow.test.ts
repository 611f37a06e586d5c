import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { urlsFrom } from '../../modules/05/scraper/start-urls.ts';
import { readUrlList } from '../../modules/05/scraper/url-list.ts';
import { startSite } from '../../modules/05/site/site.ts';
import { asked, pagePaths, scrapeHere, start, temporaryFolder } from './helpers.ts';

test('a list of URLs: byte order marks, ends of lines, blanks, comments', async () => {
  using folder = temporaryFolder();
  const path = folder.file('urls.txt');
  const text =
    '\uFEFF# mine\r\nhttp://a/1\r\n\r\n  http://a/2#top  # later\rhttp://a/ö\n#';
  for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le')]) {
    writeFileSync(path, bytes);
    assert.equal(await readUrlList(path), ['http://a/1', 'http://a/2#top', 'http://a/ö']);
  }
});

test('a list that cannot be used: said with its name', async () => {
  using folder = temporaryFolder();
  const path = folder.file('urls.txt');
  const refusal = () => urlsFrom(path).then(String, (error) => error.message);
  assert.match(await refusal(), /^Cannot read URLs from .*urls\.txt: ENOENT/);
  writeFileSync(path, 'http://a/1\nnonsense\n');
  assert.match(await refusal(), /urls\.txt: nonsense is no URL/);
});

test('URLs from stdin, each once; records to stdout, the rest to stderr', async () => {
  await using site = await startSite();
  const { origin } = site;
  const urls = ['1/', '2/', '1/#top', '%32/'].map((path) => `${origin}/page/${path}`);
  using folder = temporaryFolder();
  const list = folder.file('urls.txt');
  writeFileSync(list, urls.join('\n'));
  const args = ['--input', '-', '--out', '-', '--delay', '0'];
  const program = start('scraper', args, { shell: `exec <'${list}'` });
  assert.is(await program.ended, 0, program.stderr);
  const records = program.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.is(records.length, 20);
  assert.equal(Object.keys(records[0]), ['text', 'author', 'tags', 'page']);
  assert.match(program.stderr, 'Pages: 2, quotes: 20');
  const paths = asked(site).map(({ path }) => path);
  assert.equal(paths.sort(), pagePaths(2));
});

test('a line for each request, also for robots.txt and for what failed', async () => {
  using folder = temporaryFolder();
  const faults = {
    '/page/2/': { status: 503, times: 1 },
    '/page/3/': { reset: 'headers' },
  } as const;
  await using site = await startSite({ faults });
  const log = folder.file('requests.tsv');
  const args = ['--pages', '3', '--retries', '1', '--log', log];
  await scrapeHere(site, ...args);
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const rows = lines.map((line) => {
    const [time = '', url = '', status, bytes, ms = '', attempt, ...more] =
      line.split('\t');
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(ms, /^\d+$/);
    assert.equal(more, []);
    return [url.replace(site.origin, ''), status, bytes, attempt].join(' ');
  });
  assert.equal(rows.sort(), [
    '/page/1/ 200 8444 1',
    '/page/2/ 200 8662 2',
    `/page/2/ 503 ${/\/page\/2\/ 503 (\d+)/.exec(rows.join('\n'))?.[1]} 1`,
    '/page/3/ connection 0 1',
    '/page/3/ connection 0 2',
    `/robots.txt 200 ${/txt 200 (\d+)/.exec(rows.join('\n'))?.[1]} 1`,
  ]);
  // A later run adds to it.
  await scrapeHere(site, '--pages', '1', '--log', log);
  assert.is(readFileSync(log, 'utf8').trimEnd().split('\n').length, rows.length + 2);
});

test('a log that cannot be written ends the run', async () => {
  if (!existsSync('/dev/full')) return;
  await using site = await startSite({ pages: 50 });
  assert.not(await scrapeHere(site, '--pages', '50', '--log', '/dev/full'));
  assert.ok(asked(site).length < 50);
});

test.run();

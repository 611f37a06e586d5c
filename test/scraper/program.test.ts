import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { quotes } from '../../modules/05/site/pages.ts';
import { startSite } from '../../modules/05/site/site.ts';
import { asked, pagePaths, start, temporaryFolder, until } from './helpers.ts';

const FAST = ['--delay', '0', '--timeout', '5'];

test('writes what it found, in each format; prints each page, and a summary', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const run = async (name: string) => {
    const program = start('scraper', [
      '--url',
      site.origin,
      '--out',
      folder.file(name),
      ...FAST,
    ]);
    assert.is(await program.ended, 0, program.stderr);
    return { ...program, text: readFileSync(folder.file(name), 'utf8') };
  };
  const [jsonl, json, csv] = await Promise.all([
    run('x.jsonl'),
    run('x.json'),
    run('x.csv'),
  ]);

  const byText = (a: { text: string }, b: { text: string }) => (a.text < b.text ? -1 : 1);
  const found = JSON.parse(json.text) as { text: string; page: string }[];
  assert.equal(
    found.map(({ page, ...quote }) => quote).sort(byText),
    [...quotes].sort(byText),
  );
  assert.is(
    found.every(({ page }) => page.startsWith(`${site.origin}/page/`)),
    true,
  );
  const lines = jsonl.text.trimEnd().split('\n');
  assert.equal(lines.map((line) => JSON.parse(line)).sort(byText), found.sort(byText));
  assert.is(csv.text.match(/\r\n/g)?.length, 101);
  assert.match(csv.text, /^text,author,tags,page\r\n/);

  assert.is(
    jsonl.stdout.match(/\/page\/\d+\/ {2}200 {2} 8,\d{3} B {2}\d\.\d\d s/g)?.length,
    10,
  );
  assert.match(jsonl.stdout, 'Pages: 10, quotes: 100, bytes: 83,811\nErrors: none\n');
  assert.not.match(jsonl.stdout, /[\r\x1b]/, 'no progress line in a pipe');
  assert.is(jsonl.stderr, '');
});

test('failures: exit code 1, and the summary counts them by kind', async () => {
  await using site = await startSite({
    robots: 'User-agent: *\nDisallow: /page/5/\n',
    faults: {
      '/page/2/': { status: 404 },
      '/page/3/': { reset: 'headers' },
      '/page/4/': { type: 'image/png' },
    },
  });
  const options = [
    '--url',
    site.origin,
    '--pages',
    '6',
    '--retries',
    '1',
    '--quiet',
    ...FAST,
  ];
  const program = start('scraper', options);
  assert.is(await program.ended, 1);
  assert.match(program.stdout, 'Pages: 2, quotes: 20');
  const [, errors = ''] = /^Errors: 4 \((.*)\)$/m.exec(program.stdout) ?? [];
  assert.equal(errors.split(', ').sort(), [
    '1 × connection',
    '1 × not html',
    '1 × robots',
    '1 × status 404',
  ]);
  assert.match(program.stdout, 'Retries: 1\n');
  assert.is(program.stdout.match(/failed:/g)?.length, 4);
  assert.not.match(program.stdout, '10 quotes', 'quiet');
});

test('--follow goes on along the Next links; listed URLs are fetched, too', async () => {
  await using site = await startSite({ pages: 4 });
  const follow = start('scraper', [
    '--url',
    site.origin,
    '--pages',
    '1',
    '--follow',
    ...FAST,
  ]);
  assert.is(await follow.ended, 0);
  assert.equal(
    asked(site).map(({ path }) => path),
    pagePaths(4),
  );

  await using other = await startSite();
  const urls = ['/tag/humor/', '/author/Oscar-Wilde'].map((path) => other.origin + path);
  const list = start('scraper', [...urls, '--user-agent', 'somebody/2.0', ...FAST]);
  assert.is(await list.ended, 0);
  const paths = ['/author/Oscar-Wilde', '/author/Oscar-Wilde/', '/tag/humor/'];
  assert.equal(
    asked(other)
      .map(({ path }) => path)
      .sort(),
    paths,
  );
  assert.is(other.log[0]?.userAgent, 'somebody/2.0');
});

test('--ignore-robots says so loudly', async () => {
  await using site = await startSite({ robots: 'User-agent: *\nDisallow: /' });
  const options = ['--url', site.origin, '--pages', '2', ...FAST];
  const [obedient, other] = [
    start('scraper', options),
    start('scraper', [...options, '--ignore-robots']),
  ];
  assert.is(await obedient.ended, 1);
  assert.is(await other.ended, 0);
  assert.match(other.stderr, /ATTENTION: --ignore-robots/);
  assert.is(site.log.length, 3);
});

test('options that make no sense: exit code 2, and one line that says why', async () => {
  const wrong: [string[], RegExp][] = [
    [['--pages', '0'], /--pages takes a whole number of at least 1, received '0'/],
    [['--delay', 'soon'], /--delay takes a number/],
    [['--url', 'ftp://127.0.0.1'], /neither http nor https/],
    [['--out', 'quotes.txt'], /\.jsonl, \.json, \.csv/],
    [['--frobnicate'], /--frobnicate/],
  ];
  const runs = wrong.map(([args]) => start('scraper', args));
  for (const [i, program] of runs.entries()) {
    assert.is(await program.ended, 2);
    assert.match(program.stderr, wrong[i]?.[1] ?? '');
    assert.is(program.stderr.trimEnd().split('\n').length, 1);
    assert.is(program.stdout, '');
  }
});

test('--help', async () => {
  const program = start('scraper', ['--help']);
  assert.is(await program.ended, 0);
  for (const option of ['--url', '--resume', '--ignore-robots', '--per-host']) {
    assert.match(program.stdout, option);
  }
});

test('Ctrl-C: nothing more starts, what is in flight comes in and is written', async () => {
  using folder = temporaryFolder();
  await using site = await startSite({ delay: 250, pages: 50 });
  const out = folder.file('x.json');
  const options = ['--url', site.origin, '--pages', '50', '--out', out, '--delay', '0'];
  const program = start('scraper', options);
  await until(() => program.stdout.split('\n').length > 3);
  program.process.kill('SIGINT');
  assert.is(await program.ended, 1);
  const pages = asked(site).length;
  assert.ok(pages >= 3 && pages <= 12, `${pages} pages`);
  assert.is(JSON.parse(readFileSync(out, 'utf8')).length, 10 * pages);
  assert.match(program.stdout, `Pages: ${pages}, quotes: ${10 * pages}`);
  assert.match(program.stdout, `Not fetched: ${50 - pages}`);
  assert.match(program.stderr, /Stopping/);
});

test('Ctrl-C twice: at once', async () => {
  await using site = await startSite({ faults: { '*': { stall: 'headers' } } });
  const program = start('scraper', ['--url', site.origin]);
  await until(() => asked(site).length > 0);
  program.process.kill('SIGINT');
  await until(() => program.stderr.includes('Stopping'));
  const start2 = performance.now();
  program.process.kill('SIGINT');
  assert.is(await program.ended, 130);
  assert.ok(performance.now() - start2 < 5_000);
});

test('a closed output ends it quietly', async () => {
  await using site = await startSite({ delay: 50 });
  const program = start('scraper', ['--url', site.origin, ...FAST]);
  await until(() => program.stdout.includes('\n'));
  program.process.stdout?.destroy();
  assert.is(await program.ended, 0);
  assert.is(program.stderr, '');
});

test('the site runs alone, and misbehaves as told', async () => {
  const fault = '/page/2/ {"status": 503, "retryAfter": 7}';
  const program = start('site/serve', ['--port', '0', '--fault', fault, '--pages', '2']);
  await until(() => program.stdout.includes('Ctrl-C'));
  const [origin = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(program.stdout) ?? [];
  const pages = await Promise.all([1, 2].map((n) => fetch(`${origin}/page/${n}/`)));
  assert.equal(
    pages.map(({ status }) => status),
    [200, 503],
  );
  assert.is(pages[1]?.headers.get('retry-after'), '7');
  for (const page of pages) await page.text();
  program.process.kill('SIGINT');
  assert.is(await program.ended, 0);
  assert.match(program.stdout, '/page/1/');
});

test.run();

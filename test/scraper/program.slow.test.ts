import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../modules/05/scraper/command-line.ts';
import { help } from '../../modules/05/scraper/help.ts';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { type Quote, quotes } from '../../modules/05/site/quotations.ts';
import { startSite } from '../../modules/05/site/site.ts';
import { thrown } from '../core/helpers.ts';
import {
  asked,
  kill,
  pagePaths,
  scrapeHere,
  start,
  temporaryFolder,
  until,
} from './helpers.ts';

const FAST = ['--delay', '0', '--timeout', '5'];

/** So many requests of a host are under way at once, at most. */
const PER_HOST = 4;

test('prints each page and a summary, and writes what it found', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const out = folder.file('x.jsonl');
  const program = start('scraper', ['--url', site.origin, '--out', out, ...FAST]);
  assert.is(await program.ended, 0, program.stderr);
  assert.is(program.stderr, '');
  const { stdout } = program;
  assert.is(stdout.match(/\/page\/\d+\/ {2}200 {3}8,\d{3} B {2}\d\.\d\d s/g)?.length, 10);
  assert.match(stdout, 'Pages: 10, quotes: 100, bytes: 83,811\nErrors: none\n');
  assert.not.match(stdout, '\r', 'no progress line in a pipe');
  assert.equal(
    quotesIn(readFileSync(out, 'utf8').trimEnd().split('\n')),
    inOrder(quotes),
  );
});

test('a JSON array and CSV hold the same', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const [json, csv] = [folder.file('x.json'), folder.file('x.csv')];
  assert.ok(await scrapeHere(site, '--out', json));
  const records: unknown[] = JSON.parse(readFileSync(json, 'utf8'));
  assert.equal(
    quotesIn(records.map((record) => JSON.stringify(record))),
    inOrder(quotes),
  );
  assert.ok(await scrapeHere(site, '--out', csv));
  const lines = readFileSync(csv, 'utf8').split('\r\n');
  assert.is(lines.length, 1 + 100 + 1);
  const page = `${site.origin}/page/1/`;
  assert.ok(lines.includes(`Call me Ishmael.,Herman Melville,beginnings,${page}`));
});

/** The quotations in lines of JSON, without their pages. */
function quotesIn(lines: string[]): Quote[] {
  const records: (Quote & { page: string })[] = lines.map((line) => JSON.parse(line));
  return inOrder(records.map(({ page, ...quote }) => quote));
}

function inOrder(quotes: Quote[]): Quote[] {
  return [...quotes].sort((a, b) => (a.text < b.text ? -1 : 1));
}

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

test('--follow goes on along the Next links', async () => {
  await using site = await startSite({ pages: 4 });
  assert.ok(await scrapeHere(site, '--pages', '1', '--follow'));
  assert.equal(
    asked(site).map(({ path }) => path),
    pagePaths(4),
  );
});

test('URLs may be listed; --ignore-robots says so loudly', async () => {
  await using site = await startSite({ robots: 'User-agent: *\nDisallow: /' });
  const urls = ['/tag/humor/', '/author/Oscar-Wilde'].map((path) => site.origin + path);
  const options = ['--ignore-robots', '--user-agent', 'somebody/2.0'];
  const program = start('scraper', [...urls, ...options, ...FAST]);
  assert.is(await program.ended, 0);
  assert.match(program.stderr, /ATTENTION: --ignore-robots/);
  const paths = site.log.map(({ path }) => path);
  assert.equal(paths.sort(), [
    '/author/Oscar-Wilde',
    '/author/Oscar-Wilde/',
    '/tag/humor/',
  ]);
  assert.is(site.log[0]?.userAgent, 'somebody/2.0');
});

test('options that make no sense: exit code 2, and one line that says why', async () => {
  const program = start('scraper', ['--pages', '0']);
  const wrong: [string[], RegExp][] = [
    [['--delay', 'soon'], /--delay takes a number/],
    [['--timeout', '0'], /--timeout takes a number from 0.001 to 86400/],
    [['--delay', '3000000'], /--delay/],
    [['--max-body', '0'], /--max-body/],
    [['--pages', '99999999999'], /--pages takes a whole number of at most 1000000,/],
    [['--concurrency', '100000'], /--concurrency/],
    [['--user-agent', ' '], /--user-agent/],
    [['--user-agent', 'a\nb'], /--user-agent/],
    [['--retries', '-1'], /--retries/],
    [['--url', 'ftp://127.0.0.1'], /neither http nor https/],
    [['nonsense'], /no URL/],
    [['--out', 'quotes.txt'], /\.jsonl, \.json, \.csv/],
    [['--out', 'no/such/folder/x.csv'], /no folder/],
    [['--resume'], /--resume wants --out/],
    [['--resume', '--out', '-'], /--resume wants --out/],
    [['--resume', '--out', 'x.csv'], /--resume wants --url/],
    [['--frobnicate'], /--frobnicate/],
    [['--links', 'a['], /--links takes a selector, received 'a\['/],
    [['--select', 'p'], /want each other/],
    [['--field', 'a=p'], /want each other/],
    [['--select', 'p', '--field', 'p'], /--field 'p': write NAME=/],
    [['--select', 'p', '--field', 'a=p['], /--field 'a=p\['/],
    [['--extractor', 'no.ts'], /no file no\.ts/],
    [['--max-pages', '0'], /--max-pages/],
  ];
  for (const [args, message] of wrong) {
    const error = thrown(() => readOptions(args));
    assert.instance(error, UsageError);
    assert.match(error.message, message);
  }
  assert.is(await program.ended, 2);
  assert.is(program.stderr, "--pages takes a whole number of at least 1, received '0'\n");
  assert.is(program.stdout, '');
});

test('a longer timeout is one for the headers, too, and a shorter one for all', () => {
  for (const [seconds, connect, headers, idle] of [
    ['60', 20_000, 40_000, 20_000],
    ['15', 10_000, 15_000, 10_000],
  ] as const) {
    const options = readOptions(['--timeout', seconds]);
    const { connectTimeout, headersTimeout, idleTimeout } = options;
    assert.equal([connectTimeout, headersTimeout, idleTimeout], [connect, headers, idle]);
  }
});

test('the output is not the log, by whatever name', () => {
  using folder = temporaryFolder();
  const [out, log] = [folder.file('x.jsonl'), folder.file('y.log')];
  writeFileSync(out, '');
  symlinkSync(out, log);
  for (const name of [out, log]) {
    const error = thrown(() => readOptions(['--out', out, '--log', name]));
    assert.match(error.message, '--log and --out want a file each');
  }
});

test('the options have sensible defaults, and are all in the help', () => {
  const { concurrency, perHost, delay, retries, maxBody, timeout } = readOptions([]);
  assert.equal(
    { concurrency, perHost, delay, retries, maxBody, timeout },
    {
      concurrency: 8,
      perHost: 4,
      delay: 100,
      retries: 3,
      maxBody: 10 * 1024 ** 2,
      timeout: 30_000,
    },
  );
  const names = [
    'url',
    'pages',
    'follow',
    'per-host',
    'delay',
    'timeout',
    'retries',
    'max-wait',
    'max-body',
  ];
  const more = [
    'concurrency',
    'input',
    'links',
    'max-pages',
    'max-depth',
    'max-time',
    'select',
    'field',
    'extractor',
    'out',
    'log',
    'resume',
    'csv-raw',
    'allow-private',
    'ignore-robots',
    'user-agent',
    'quiet',
    'help',
  ];
  for (const name of [...names, ...more]) assert.match(help, `  --${name} `);
});

test('Ctrl-C: nothing more starts, what is in flight comes in and is written', async () => {
  using folder = temporaryFolder();
  // Far more than there is time for, however late the signal arrives.
  await using site = await startSite({ delay: 250, pages: 400 });
  const out = folder.file('x.json');
  const options = ['--url', site.origin, '--pages', '400', '--out', out, '--delay', '0'];
  const program = start('scraper', options);
  await until(() => asked(site).length >= 3);
  kill(program, 'SIGINT');
  await until(() => program.stderr.includes('Stopping'));
  const before = asked(site).length;
  assert.is(await program.ended, 1);
  const pages = asked(site).length;
  assert.ok(pages <= before + PER_HOST, `${before} pages, then ${pages}`);
  assert.is(JSON.parse(readFileSync(out, 'utf8')).length, 10 * pages);
  assert.match(program.stdout, `Pages: ${pages}, quotes: ${10 * pages}`);
  assert.match(program.stdout, `Not fetched: ${400 - pages}`);
});

test('Ctrl-C twice: at once', async () => {
  await using site = await startSite({ faults: { '*': { stall: 'headers' } } });
  const program = start('scraper', ['--url', site.origin]);
  await until(() => asked(site).length > 0);
  kill(program, 'SIGINT');
  await until(() => program.stderr.includes('Stopping'));
  const start2 = performance.now();
  kill(program, 'SIGINT');
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

test('no room for the output: what is there is whole, and told of, and why', async () => {
  using folder = temporaryFolder();
  await using site = await startSite({ pages: 50 });
  const out = folder.file('x.json');
  const options = ['--url', site.origin, '--pages', '50', '--out', out, '--delay', '0'];
  const program = start('scraper', options, {
    // 16 KiB; Deno would die of the signal, where the others get the error.
    shell: "trap '' XFSZ; ulimit -f 32",
  });
  assert.is(await program.ended, 1);
  const quotes = JSON.parse(readFileSync(out, 'utf8')).length;
  assert.ok(quotes > 0 && quotes < 500);
  assert.match(program.stdout, `Pages: ${quotes / 10}, quotes: ${quotes}`);
  assert.match(program.stderr, /^Cannot write .*x\.json: .*\n$/);
  assert.ok(asked(site).length < 50, 'no more are fetched');
  const count = (what: string) =>
    Number(program.stdout.split(`${what}: `)[1]?.match(/^\d+/));
  const unkept = count('Fetched, and not kept');
  assert.ok(unkept > 0, program.stdout);
  const failed = program.stdout.match(/^Errors: (\d+)/m)?.[1] ?? 0;
  const told = quotes / 10 + unkept + Number(failed) + count('Not fetched');
  assert.is(told, 50, `every page is told of: ${program.stdout}`);
  // Then there is room again.
  const again = start('scraper', [...options, '--resume']);
  assert.is(await again.ended, 0, again.stderr);
  assert.is(JSON.parse(readFileSync(out, 'utf8')).length, 500);
});

test('stdout on a full disk: the rest goes to stderr', async () => {
  await using site = await startSite();
  const options = ['--url', site.origin, ...FAST];
  const program = start('scraper', options, { shell: 'exec >/dev/full' });
  assert.is(await program.ended, 1);
  assert.match(program.stderr, /^Cannot write to stdout: .*\n.*\n/);
  assert.match(program.stderr, 'Pages: 10, quotes: 100');
  assert.not.match(program.stderr, / at /);
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
  kill(program, 'SIGINT');
  assert.is(await program.ended, 0);
  assert.match(program.stdout, '/page/1/');
});

test('the site holds nothing back for a client that is gone, nor keeps the process', async () => {
  const slow = { delay: 600_000 };
  await using site = await startSite({ together: 3, faults: { '/robots.txt': slow } });
  const signal = AbortSignal.timeout(500);
  const requests = ['/page/1/', '/robots.txt'].map((path) =>
    fetch(site.origin + path, { signal }),
  );
  await Promise.allSettled(requests);
  assert.ok(site.log.length > 0);
  await until(() => site.inFlight === 0);
});

test.run();

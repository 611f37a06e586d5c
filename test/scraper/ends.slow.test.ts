import type { ServerResponse } from 'node:http';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startSite } from '../../modules/05/site/site.ts';
import { kill, pagePaths, runHere, start, temporaryFolder, until } from './helpers.ts';
import { QUOTE, served } from './served.ts';
import { index, list } from './sitemap-site.ts';

// Who asks for pages and gets none has to hear of it, and so has the script that asked.

/** Begins with a sitemap, and says no more. */
function stall(_: string, response: ServerResponse): void {
  response.write('<urlset>');
}

/** Asks for patience. */
function isBusy(_: string, response: ServerResponse): void {
  response.writeHead(429, { 'retry-after': '60' }).end();
}

test('Ctrl-C while a sitemap is read: no page came in', async () => {
  using site = await served(stall);
  const program = start('scraper', [
    '--sitemap',
    `${site.origin}/a.xml`,
    '--timeout',
    '60',
  ]);
  await until(() => site.asked.length > 0);
  const begin = performance.now();
  kill(program, 'SIGINT');
  assert.is(await program.ended, 1);
  assert.match(program.stderr, /^Stopping .*\nNo page came in\n$/);
  assert.match(program.stdout, 'Pages: 0,');
  assert.not.match(program.stdout, 'Ended at');
  assert.ok(performance.now() - begin < 15_000, 'it waits for no timeout of the sitemap');
});

test('--max-time ends the reading of a sitemap, and says so', async () => {
  using site = await served(stall);
  const begin = performance.now();
  const args = ['--timeout', '60', '--max-time', '1'];
  const end = await runHere('--sitemap', `${site.origin}/a.xml`, ...args);
  assert.equal(end, { complete: false, left: 0, limits: ['Ended at --max-time'] });
  assert.ok(performance.now() - begin < 15_000);
});

test('--max-time while the only host asks to wait: no page came in', async () => {
  using site = await served(isBusy);
  const end = await runHere(`${site.origin}/1`, '--max-time', '1');
  assert.equal(end, { complete: false, left: 1, limits: ['Ended at --max-time'] });
});

test('--max-time with pages that came in is as it was wanted', async () => {
  using site = await served((path, response) =>
    path === '/1' ? response.end(QUOTE) : isBusy(path, response),
  );
  const urls = ['/1', '/2'].map((path) => site.origin + path);
  const end = await runHere(...urls, '--per-host', '1', '--max-time', '8');
  assert.equal(end, { complete: true, left: 1, limits: ['Ended at --max-time'] });
});

for (const [name, sitemap] of [
  ['of pages, without any', list()],
  ['of sitemaps, without any', index()],
  ['of another host', list('http://www.example.test/1')],
] as const) {
  test(`a sitemap ${name}: no page came in`, async () => {
    using site = await served((_, response) => response.end(sitemap));
    const { complete, left } = await runHere('--sitemap', `${site.origin}/a.xml`);
    assert.not(complete);
    assert.is(left, 0);
  });
}

test('one line says that no page came in', async () => {
  using site = await served((_, response) => response.end(list()));
  const program = start('scraper', ['--sitemap', `${site.origin}/a.xml`]);
  assert.is(await program.ended, 1);
  assert.is(program.stderr, 'No page came in\n');
});

test('a run that goes on, and has nothing left to do, has it all', async () => {
  await using site = await startSite();
  using folder = temporaryFolder();
  const urls = pagePaths(2).map((path) => site.origin + path);
  const args = [...urls, '--out', folder.file('x.jsonl')];
  assert.ok((await runHere(...args)).complete);
  assert.ok((await runHere(...args, '--resume')).complete);
});

test.run();

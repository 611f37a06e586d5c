import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { quotes } from '../../modules/05/site/quotations.ts';
import { type Site, startSite } from '../../modules/05/site/site.ts';
import { rejection } from '../core/helpers.ts';
import { asked, scrapeHere, start, temporaryFolder, timesOf, until } from './helpers.ts';

/** The texts in an output, each line and cell of which has to be whole. */
function textsIn(path: string): string[] {
  const content = readFileSync(path, 'utf8');
  if (path.endsWith('.json'))
    return JSON.parse(content).map(({ text }: { text: string }) => text);
  assert.match(content, /\n$/);
  const lines = content.trimEnd().split(/\r?\n/);
  if (path.endsWith('.jsonl')) return lines.map((line) => JSON.parse(line).text);
  assert.is(lines.shift(), 'text,author,tags,page');
  return lines.map((line) => {
    const [, quoted, plain] =
      /^(?:"((?:[^"]|"")*)"|([^,]*)),.*,http:[^,]+\/$/.exec(line) ?? [];
    assert.ok(quoted ?? plain, line);
    return (quoted ?? plain ?? '').replaceAll('""', '"');
  });
}

/** The program, in a process of its own. */
function run(site: Site, out: string, ...more: string[]) {
  return start('scraper', ['--url', site.origin, '--out', out, '--delay', '0', ...more]);
}

function runHere(site: Site, out: string, ...more: string[]): Promise<boolean> {
  return scrapeHere(site, '--out', out, ...more);
}

const allTexts = quotes.map(({ text }) => text).sort();

test('a killed run goes on: nothing fetched twice, nothing lost', async () => {
  await Promise.all(['jsonl', 'json'].map(killAndGoOn));
});

async function killAndGoOn(ending: string): Promise<void> {
  using folder = temporaryFolder();
  const out = folder.file(`quotes.${ending}`);
  await using site = await startSite({ delay: 60 });
  const first = run(site, out, '--concurrency', '2');
  await until(() => (first.stdout.match(/quotes\n/g)?.length ?? 0) >= 2);
  first.process.kill('SIGKILL');
  assert.is(await first.ended, 'SIGKILL');
  const before = textsIn(out);
  assert.ok(before.length >= 20 && before.length < 100, `${before.length} quotes`);
  const delivered = [...first.stdout.matchAll(/^http:\S+?(\/page\/\d+\/) .* quotes$/gm)];

  if (ending === 'jsonl') {
    const second = run(site, out, '--resume');
    assert.is(await second.ended, 0, second.stderr);
    assert.match(second.stdout, /Going on: \d pages are there already/);
  } else {
    assert.ok(await runHere(site, out, '--resume'));
  }
  assert.equal(textsIn(out).sort(), allTexts);
  for (const [, path = ''] of delivered) assert.is(timesOf(site, path).length, 1, path);
  // Two were in flight, and two at most had come in and were not read yet.
  assert.ok(asked(site).length <= 10 + 4, `${asked(site).length} requests`);

  // Nothing is left to do, and nothing is done.
  const requests = site.log.length;
  assert.ok(await runHere(site, out, '--resume'));
  assert.is(site.log.length, requests);
  assert.equal(textsIn(out).sort(), allTexts);
}

test('failed pages are fetched again; what a kill left half written is dropped', async () => {
  using folder = temporaryFolder();
  const out = folder.file('quotes.jsonl');
  await using site = await startSite({
    faults: { '/page/4/': { status: 404, times: 1 } },
  });
  assert.not(await runHere(site, out));
  appendFileSync(out, '{"text": "half a quo');
  appendFileSync(`${out}.state`, '{"done": ["http://127');
  // The second time there is nothing left to do, and the journal is whole.
  for (const _ of [1, 2]) {
    assert.ok(await runHere(site, out, '--resume'));
    assert.equal(textsIn(out).sort(), allTexts);
    assert.is(asked(site).length, 11);
  }
});

test('a run along Next links goes on where it was', async () => {
  using folder = temporaryFolder();
  const out = folder.file('quotes.jsonl');
  await using site = await startSite({ delay: 60 });
  const first = run(site, out, '--pages', '1', '--follow');
  await until(() => (first.stdout.match(/quotes\n/g)?.length ?? 0) >= 3);
  first.process.kill('SIGKILL');
  await first.ended;
  assert.ok(await runHere(site, out, '--pages', '1', '--follow', '--resume'));
  assert.equal(textsIn(out).sort(), allTexts);
  assert.ok(asked(site).length <= 11);
});

test('without --resume it begins anew; with it, more pages can be added', async () => {
  using folder = temporaryFolder();
  const out = folder.file('quotes.json');
  await using site = await startSite();
  assert.ok(await runHere(site, out, '--pages', '3'));
  assert.ok(await runHere(site, out, '--pages', '2'));
  assert.is(textsIn(out).length, 20);
  assert.ok(await runHere(site, out, '--pages', '4', '--resume'));
  assert.is(textsIn(out).length, 40);
});

test('what cannot be gone on with is left as it is', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const [orphan, shorter, damaged] = ['a', 'b', 'c'].map((name) =>
    folder.file(`${name}.csv`),
  );
  for (const path of [orphan, shorter, damaged]) writeFileSync(path ?? '', 'text\r\n');
  writeFileSync(`${shorter}.state`, '{"done":["http://127.0.0.1/"],"length":1000}\n');
  writeFileSync(`${damaged}.state`, 'something else\n');
  for (const path of [orphan, shorter, damaged]) {
    const error = await rejection(runHere(site, path ?? '', '--resume'));
    assert.match(error.message, /^Cannot go on with /);
    assert.is(readFileSync(path ?? '', 'utf8'), 'text\r\n');
  }
  assert.is(site.log.length, 0);
});

test('--resume without an earlier run is a first run', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const out = folder.file('quotes.csv');
  assert.ok(await runHere(site, out, '--pages', '2', '--resume'));
  assert.is(textsIn(out).length, 20);
  rmSync(out);
  const program = run(site, out, '--pages', '2', '--resume');
  assert.is(await program.ended, 2);
  assert.match(program.stderr, /^Cannot go on with .*\n$/);
});

test.run();

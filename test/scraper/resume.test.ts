import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { quotes } from '../../modules/05/site/pages.ts';
import { type Site, startSite } from '../../modules/05/site/site.ts';
import { asked, start, temporaryFolder, timesOf, until } from './helpers.ts';

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

function run(site: Site, out: string, ...more: string[]) {
  return start('scraper', ['--url', site.origin, '--out', out, '--delay', '0', ...more]);
}

const allTexts = quotes.map(({ text }) => text).sort();

for (const ending of ['jsonl', 'json', 'csv']) {
  test(`${ending}: a killed run goes on: nothing fetched twice, nothing lost`, async () => {
    using folder = temporaryFolder();
    const out = folder.file(`quotes.${ending}`);
    await using site = await startSite({ delay: 60 });
    const first = run(site, out, '--concurrency', '2');
    await until(() => (first.stdout.match(/quotes\n/g)?.length ?? 0) >= 3);
    first.process.kill('SIGKILL');
    assert.is(await first.ended, 'SIGKILL');
    const before = textsIn(out);
    assert.ok(before.length >= 30 && before.length < 100, `${before.length} quotes`);
    const delivered = [
      ...first.stdout.matchAll(/^http:\S+?(\/page\/\d+\/) .* quotes$/gm),
    ];

    const second = run(site, out, '--resume');
    assert.is(await second.ended, 0, second.stderr);
    assert.equal(textsIn(out).sort(), allTexts);
    assert.match(second.stdout, /Going on: \d pages are there already/);
    for (const [, path = ''] of delivered) assert.is(timesOf(site, path).length, 1, path);
    assert.ok(asked(site).length <= 10 + 2, 'twice at most what was in flight');

    // Nothing is left to do, and nothing is done.
    const third = run(site, out, '--resume');
    const requests = site.log.length;
    assert.is(await third.ended, 0);
    assert.is(site.log.length, requests);
    assert.equal(textsIn(out).sort(), allTexts);
  });
}

test('failed pages are fetched again; also what a kill left half written is dropped', async () => {
  using folder = temporaryFolder();
  const out = folder.file('quotes.jsonl');
  await using site = await startSite({
    faults: { '/page/4/': { status: 404, times: 1 } },
  });
  assert.is(await run(site, out).ended, 1);
  appendFileSync(out, '{"text": "half a quo');
  appendFileSync(`${out}.state`, '{"done": ["http://127');
  assert.is(await run(site, out, '--resume').ended, 0);
  assert.equal(textsIn(out).sort(), allTexts);
  assert.is(asked(site).length, 11);
});

test('a run along Next links goes on where it was', async () => {
  using folder = temporaryFolder();
  const out = folder.file('quotes.jsonl');
  await using site = await startSite({ delay: 60 });
  const first = run(site, out, '--pages', '1', '--follow');
  await until(() => (first.stdout.match(/quotes\n/g)?.length ?? 0) >= 3);
  first.process.kill('SIGKILL');
  await first.ended;
  assert.is(await run(site, out, '--pages', '1', '--follow', '--resume').ended, 0);
  assert.equal(textsIn(out).sort(), allTexts);
  assert.ok(asked(site).length <= 11);
});

test('without --resume it begins anew', async () => {
  using folder = temporaryFolder();
  const out = folder.file('quotes.json');
  await using site = await startSite();
  assert.is(await run(site, out, '--pages', '3').ended, 0);
  assert.is(await run(site, out, '--pages', '2').ended, 0);
  assert.is(textsIn(out).length, 20);
  assert.is(await run(site, out, '--pages', '3', '--resume').ended, 0);
  assert.is(textsIn(out).length, 30);
});

test('what cannot be gone on with is left as it is: exit code 2', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const [orphan, shorter, damaged] = ['a', 'b', 'c'].map((name) =>
    folder.file(`${name}.jsonl`),
  );
  for (const path of [orphan, shorter, damaged]) writeFileSync(path ?? '', '{}\n');
  writeFileSync(`${shorter}.state`, '{"done":["http://127.0.0.1/"],"length":1000}\n');
  writeFileSync(`${damaged}.state`, 'something else\n');
  const runs = [orphan, shorter, damaged].map((path) =>
    run(site, path ?? '', '--resume'),
  );
  for (const program of runs) {
    assert.is(await program.ended, 2);
    assert.match(program.stderr, /^Cannot go on with .*\n$/);
  }
  for (const path of [orphan, shorter, damaged]) {
    assert.is(readFileSync(path ?? '', 'utf8'), '{}\n');
  }
  assert.is(site.log.length, 0);
});

test('--resume without an earlier run is a first run', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const out = folder.file('quotes.csv');
  assert.is(await run(site, out, '--pages', '2', '--resume').ended, 0);
  assert.is(textsIn(out).length, 20);
  rmSync(out);
  assert.is(await run(site, out, '--pages', '2', '--resume').ended, 2);
});

test.run();

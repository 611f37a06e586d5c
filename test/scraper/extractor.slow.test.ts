import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startSite } from '../../modules/05/site/site.ts';
import { start, temporaryFolder } from './helpers.ts';

test('an extractor of one’s own: any records, in the reading thread', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const [file, out] = [folder.file('extractor.mts'), folder.file('x.jsonl')];
  writeFileSync(
    file,
    `import { isMainThread } from 'node:worker_threads';
    export default function titles({ url, html }: { url: string; html: string }) {
      if (url.endsWith('/2/')) throw new Error('my bug');
      return [{ url, title: /<title>(.*?)</.exec(html)?.[1], isMainThread }];
    }`,
  );
  const args = ['--pages', '2', '--extractor', file, '--out', out];
  const program = start('scraper', ['--url', site.origin, '--delay', '0', ...args]);
  assert.is(await program.ended, 1, program.stderr);
  assert.match(program.stdout, /\/page\/2\/ .* failed: my bug/);
  assert.match(program.stdout, 'Pages: 1, records: 1');
  const url = `${site.origin}/page/1/`;
  const { title, ...record } = JSON.parse(readFileSync(out, 'utf8'));
  assert.equal(record, { url, isMainThread: false, page: url });
  assert.type(title, 'string');
});

test('an extractor that returns nonsense: the page fails, and says why', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const file = folder.file('extractor.mjs');
  writeFileSync(
    file,
    `const nonsense = [undefined, 7, { a: 1 }, Promise.resolve([]), ['x'], [null], [[]]];
    export const extract = ({ url }) => {
      const n = /(\\d+)\\/$/.exec(url)[1] - 1;
      if (n === 7) return [{ action() {} }];
      return n === 8 ? [{ n }] : nonsense[n];
    };`,
  );
  const out = folder.file('x.jsonl');
  const args = ['--url', site.origin, '--pages', '9', '--delay', '0', '--out', out];
  const program = start('scraper', [...args, '--extractor', file]);
  assert.is(await program.ended, 1, program.stderr);
  const why = 'the extractor has to return an array of objects';
  for (const n of [1, 2, 3, 4, 5, 6, 7]) {
    assert.match(program.stdout, new RegExp(`/page/${n}/ .* failed: ${why}\\n`));
  }
  assert.match(
    program.stdout,
    /\/page\/8\/ .* failed: record 1: 'action' is a function:/,
  );
  assert.match(program.stdout, 'Errors: 8 (8 × parse)');
  const page = `${site.origin}/page/9/`;
  assert.is(readFileSync(out, 'utf8'), `${JSON.stringify({ n: 8, page })}\n`);
});

test('an extractor that cannot be used: exit code 2, and why', async () => {
  using folder = temporaryFolder();
  const file = folder.file('extractor.mjs');
  writeFileSync(file, 'export const one = () => [], two = () => [];');
  const program = start('scraper', ['http://127.0.0.1:9/', '--extractor', file]);
  assert.is(await program.ended, 2);
  assert.match(program.stderr, /^Cannot use .*: it has to export one function\n$/);
});

test('a record that cannot be written: its page fails, and the run goes on to its end', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const [file, out] = [folder.file('extractor.mjs'), folder.file('x.jsonl')];
  writeFileSync(
    file,
    'export const f = ({ url }) => [{ id: url.endsWith("/2/") ? 1n : 1 }];',
  );
  const args = ['--pages', '3', '--per-host', '1', '--extractor', file, '--out', out];
  const program = start('scraper', ['--url', site.origin, '--delay', '0', ...args]);
  assert.is(await program.ended, 1, program.stderr);
  assert.match(program.stdout, /\/page\/2\/ .* failed: record 1: 'id' is a BigInt:/);
  assert.match(program.stdout, 'Pages: 2, records: 2');
  assert.is(program.stderr, '');
  const lines = [1, 3].map((n) => ({ id: 1, page: `${site.origin}/page/${n}/` }));
  const written = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  assert.is(readFileSync(out, 'utf8'), written);
});

for (const [what, end] of [
  ['exits', 'process.exit(0)'],
  ['waits for ever', 'await new Promise(() => {})'],
  ['loops for ever', 'for (;;)'],
] as const) {
  test(`an extractor whose module ${what}: one line, and exit code 2`, async () => {
    using folder = temporaryFolder();
    const file = folder.file('extractor.mjs');
    writeFileSync(file, `export const f = () => [{ a: 1 }]; ${end};`);
    const program = start('scraper', ['http://127.0.0.1:9/', '--extractor', file]);
    assert.is(await program.ended, 2, program.stderr);
    const line = /^Cannot use file:.*\/extractor\.mjs: .* out of its top level\n$/;
    assert.match(program.stderr, line);
    assert.is(program.stdout, '');
  });
}

test('what an extractor prints goes to stderr, all of it', async () => {
  using folder = temporaryFolder();
  await using site = await startSite();
  const file = folder.file('extractor.mjs');
  // Bun's node:console is another console than the global one, and not to be redirected.
  const named = process.versions.bun
    ? 'console'
    : "(await import('node:console')).default";
  writeFileSync(
    file,
    `import { stdout } from 'node:process';
    const named = ${named};
    console.log('at the top level');
    export function f() {
      for (let i = 1; i <= 9; i++) console.log('line', i);
      console.table([]);
      named.info('info');
      console.error('error');
      process.stdout.write('one\\n');
      stdout.write('two\\n');
      return [{ a: 1 }];
    }`,
  );
  const args = ['--pages', '1', '--quiet', '--extractor', file, '--out', '-'];
  const program = start('scraper', ['--url', site.origin, ...args]);
  assert.is(await program.ended, 0, program.stderr);
  const record = { a: 1, page: `${site.origin}/page/1/` };
  assert.is(program.stdout, `${JSON.stringify(record)}\n`);
  const lines = Array.from({ length: 9 }, (_, i) => `line ${i + 1}\n`).join('');
  assert.ok(program.stderr.startsWith(`at the top level\n${lines}`), program.stderr);
  assert.match(program.stderr, /\ninfo\nerror\none\ntwo\n/);
});

test.run();

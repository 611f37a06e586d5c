import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OutputError } from '../../modules/05/scraper/export.ts';
import { Store } from '../../modules/05/scraper/store.ts';
import { startSite } from '../../modules/05/site/site.ts';
import { rejection } from '../core/helpers.ts';
import { runHere, temporaryFolder } from './helpers.ts';

const select = (...fields: string[]) => [
  ...['--select', '.quote'],
  ...fields.flatMap((field) => ['--field', field]),
];

for (const ending of ['jsonl', 'json', 'csv']) {
  test(`${ending}: a run with other fields does not go on`, async () => {
    await using site = await startSite();
    using folder = temporaryFolder();
    const out = folder.file(`x.${ending}`);
    const go = (page: number, ...args: string[]) =>
      runHere(`${site.origin}/page/${page}/`, '--out', out, '--resume', ...args);
    const first = select('text=.text', 'author=.author');
    assert.ok((await go(1, ...first)).complete);
    const files = () => [out, `${out}.state`].map((path) => readFileSync(path, 'utf8'));
    const before = files();
    for (const other of [select('text=.text'), select('text=.text', 'who=.author'), []]) {
      const error = await rejection(go(2, ...other));
      assert.instance(error, OutputError);
      assert.is(error.message, `Cannot go on with ${out}: it has other fields`);
      assert.equal(files(), before);
    }
    assert.ok((await go(2, ...first)).complete);
    assert.ok(files()[0]?.startsWith(before[0]?.slice(0, 100) ?? ''));
  });
}

test('a journal that does not name the fields is gone on with', () => {
  using folder = temporaryFolder();
  const out = folder.file('x.jsonl');
  new Store(out, { resume: false, columns: ['a', 'page'] })[Symbol.dispose]();
  const journal = readFileSync(`${out}.state`, 'utf8');
  assert.match(journal, '"columns":["a","page"]');
  writeFileSync(`${out}.state`, journal.replace('"columns":["a","page"],', ''));
  new Store(out, { resume: true, columns: ['b', 'page'] })[Symbol.dispose]();
});

test.run();

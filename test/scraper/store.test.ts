import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OutputError } from '../../modules/05/scraper/export.ts';
import { Store } from '../../modules/05/scraper/store.ts';
import { temporaryFolder } from './helpers.ts';

const urls = ['http://a/1', 'http://a/2', 'http://a/3'];

function save(store: Store, url: string): void {
  const quote = { text: `text of ${url}, é`, author: 'A', tags: [] };
  store.save([{ done: [url], next: [], depth: 0 }], [quote]);
}

/** A run that fetches what the earlier ones have not. */
function run(path: string, options: { resume: boolean }): void {
  using store = new Store(path, options);
  for (const url of urls) if (!store.done.includes(url)) save(store, url);
}

function contents(path: string): (string | undefined)[] {
  return [path, `${path}.state`].map((file) =>
    existsSync(file) ? readFileSync(file, 'utf8') : undefined,
  );
}

/** Demands that a resume stops, says why, and changes nothing. */
function demandRefusal(path: string, why: RegExp): void {
  const before = contents(path);
  assert.throws(
    () => new Store(path, { resume: true }),
    (error: unknown) => error instanceof OutputError && why.test(error.message),
  );
  assert.equal(contents(path), before);
  assert.not(existsSync(`${path}.lock`));
}

for (const ending of ['jsonl', 'json', 'csv']) {
  test(`${ending}: a journal that was cut anywhere loses nothing`, () => {
    using folder = temporaryFolder();
    const [path, whole] = [folder.file(`x.${ending}`), folder.file(`whole.${ending}`)];
    run(whole, { resume: false });
    const journal = readFileSync(`${whole}.state`);
    for (let length = 1; length < journal.length; length++) {
      copyFileSync(whole, path);
      writeFileSync(`${path}.state`, journal.subarray(0, length));
      if (journal[length - 1] === 10) {
        demandRefusal(path, /longer/); // a whole line, and so what is more is not ours
      } else {
        run(path, { resume: true });
        assert.equal(contents(path), contents(whole));
      }
    }
  });

  test(`${ending}: an output that is not what the journal says is left alone`, () => {
    using folder = temporaryFolder();
    const path = folder.file(`x.${ending}`);
    run(path, { resume: false });
    const whole = readFileSync(path, 'utf8');
    const changed = whole.replace('text of', 'text by');
    for (const [content, why] of [
      [`\uFEFF${whole}`, /is longer than it was/],
      [`${whole}mine\n`, /is longer/],
      [whole.slice(0, -1), /is shorter than it was/],
      ['', /is shorter/],
      [changed, /was changed/],
    ] as const) {
      writeFileSync(path, content);
      demandRefusal(path, why);
    }
    rmSync(path);
    demandRefusal(path, /is not there any more/);
    writeFileSync(path, whole);
    using store = new Store(path, { resume: true });
    assert.is(store.pages, 3);
  });
}

test('a run that was killed while it began is begun anew', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.csv');
  for (const output of [undefined, '', 'text,aut']) {
    if (output !== undefined) writeFileSync(path, output);
    writeFileSync(`${path}.state`, '{"done":[]');
    run(path, { resume: true });
    assert.is(readFileSync(path, 'utf8').split('\r\n').length, 5);
    rmSync(path);
  }
});

test('a journal that is damaged, empty or lost', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.jsonl');
  run(path, { resume: false });
  const journal = readFileSync(`${path}.state`, 'utf8');
  for (const line of ['null', '[]', '{}', '1', '', '{"done":[1],"length":0}', '\0']) {
    writeFileSync(`${path}.state`, `${journal}${line}\n`);
    demandRefusal(path, /damaged in line 5/);
  }
  writeFileSync(`${path}.state`, `${journal}half of something else`);
  demandRefusal(path, /makes no sense/);
  writeFileSync(`${path}.state`, '');
  demandRefusal(path, /its journal is empty/);
  rmSync(`${path}.state`);
  demandRefusal(path, /there is no .*state$/);
});

test('one run for each output, by whatever name', () => {
  using folder = temporaryFolder();
  const [path, alias] = [folder.file('x.csv'), folder.file('y.csv')];
  using _store = new Store(path, { resume: false });
  symlinkSync(path, alias);
  for (const name of [path, alias]) {
    for (const resume of [true, false]) {
      assert.throws(() => new Store(name, { resume }), /another run is writing it/);
    }
  }
  save(_store, 'http://a/1');
  assert.match(readFileSync(path, 'utf8'), 'text of');
});

test('devices, and pipes that nobody reads, are refused at once', () => {
  using folder = temporaryFolder();
  for (const [i, ending] of ['', '.state', '.lock'].entries()) {
    for (const kind of ['device', 'pipe']) {
      const path = folder.file(`${kind}${i}.csv`);
      if (kind === 'device') symlinkSync('/dev/full', path + ending);
      else execFileSync('mkfifo', [path + ending]);
      for (const resume of [true, false]) {
        if (resume && ending === '.state') appendFileSync(path, '');
        assert.throws(
          () => new Store(path, { resume }),
          (error: unknown) =>
            error instanceof OutputError && /no regular file/.test(error.message),
        );
      }
    }
  }
});

test.run();

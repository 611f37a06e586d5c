import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Export, type Mark } from '../../modules/05/scraper/export.ts';
import { temporaryFolder } from './helpers.ts';

const columns = ['text', 'tags'];
const one = { text: 'Hope is “the thing”', tags: ['hope', 'poetry'] };
const two = { text: 'a "quoted", word\nand a line', tags: [] };

test('JSON lines: one whole line for each record, at every moment', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.jsonl');
  using file = new Export(path);
  assert.is(readFileSync(path, 'utf8'), '');
  file.append([one]);
  file.append([two, one]);
  const lines = readFileSync(path, 'utf8').split('\n');
  assert.is(lines.pop(), '');
  assert.equal(
    lines.map((line) => JSON.parse(line)),
    [one, two, one],
  );
});

test('JSON: a valid array at every moment', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.json');
  using file = new Export(path);
  assert.equal(JSON.parse(readFileSync(path, 'utf8')), []);
  file.append([one, two]);
  assert.equal(JSON.parse(readFileSync(path, 'utf8')), [one, two]);
  file.append([]);
  file.append([one]);
  assert.equal(JSON.parse(readFileSync(path, 'utf8')), [one, two, one]);
});

test('CSV: a header, and cells quoted as RFC 4180 wants', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.CSV');
  using file = new Export(path, { columns });
  file.append([one, two]);
  const expected = [
    'text,tags',
    'Hope is “the thing”,"hope,poetry"',
    '"a ""quoted"", word\nand a line",',
    '',
  ];
  assert.is(readFileSync(path, 'utf8'), expected.join('\r\n'));
});

for (const ending of ['jsonl', 'json', 'csv']) {
  test(`${ending}: goes on where a killed program had come to`, () => {
    using folder = temporaryFolder();
    const [path, whole] = [folder.file(`x.${ending}`), folder.file(`whole.${ending}`)];
    {
      using file = new Export(whole, { columns });
      file.append([one]);
      file.append([two]);
    }
    let from: Mark;
    {
      using file = new Export(path, { columns });
      file.append([one]);
      from = file.mark;
      file.append([one, one, one]);
    }
    appendFileSync(path, 'half a li'); // and what a kill may leave behind
    {
      using file = new Export(path, { columns, from, dropRest: true });
      assert.equal(file.mark, from);
      file.append([two]);
    }
    assert.is(readFileSync(path, 'utf8'), readFileSync(whole, 'utf8'));
  });

  test(`${ending}: goes on from nothing, too`, () => {
    using folder = temporaryFolder();
    const path = folder.file(`x.${ending}`);
    const from = new Export(path, { columns }).mark;
    const before = readFileSync(path, 'utf8');
    using file = new Export(path, { columns, from });
    assert.is(readFileSync(path, 'utf8'), before);
    file.append([one]);
    assert.is(readFileSync(path, 'utf8').includes('hope'), true);
  });
}

test('starts anew in a file that is there', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.jsonl');
  writeFileSync(path, 'something old\n');
  using _file = new Export(path);
  assert.is(readFileSync(path, 'utf8'), '');
});

for (const ending of ['jsonl', 'json', 'csv']) {
  test(`${ending}: a file that is not what it was is refused, and left as it is`, () => {
    using folder = temporaryFolder();
    const path = folder.file(`x.${ending}`);
    using file = new Export(path, { columns });
    file.append([one, two]);
    const { mark: from } = file;
    const whole = readFileSync(path, 'utf8');
    for (const [content, why] of [
      [whole.slice(0, -1), /shorter/],
      ['', /shorter/],
      [`${whole}\n`, /longer/],
      [`\uFEFF${whole}`, /longer/],
      [whole.replace('Hope', 'hope'), /changed/],
      [`${whole.slice(0, -1)} `, /changed/],
    ] as const) {
      writeFileSync(path, content);
      assert.throws(() => new Export(path, { columns, from }), why);
      assert.is(readFileSync(path, 'utf8'), content);
    }
    // What is dropped behind the mark must not hide a change before it.
    writeFileSync(path, `${whole.replace('Hope', 'hope')}…`);
    assert.throws(() => new Export(path, { columns, from, dropRest: true }), /changed/);
  });
}

test('csv: rows with other columns do not go below its head', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.csv');
  using file = new Export(path, { columns });
  file.append([one]);
  const { mark: from } = file;
  const fewer = { columns: columns.slice(1), from };
  assert.throws(() => new Export(path, fewer), /has other fields/);
});

test('refuses endings it does not know, and what is no file', () => {
  using folder = temporaryFolder();
  assert.throws(() => new Export(folder.file('x.txt')), /use .jsonl, .json, .csv/);
  assert.throws(() => new Export(folder.file('no/x.csv')), /^Cannot write/);
  mkdirSync(folder.file('y.csv'));
  assert.throws(
    () => new Export(folder.file('y.csv')),
    /^Cannot write .* no regular file/,
  );
});

test('CSV: nothing that a spreadsheet would run, unless it is wanted raw', () => {
  using folder = temporaryFolder();
  const path = folder.file('x.csv');
  const cells = (csvRaw: boolean, ...texts: string[]) => {
    using file = new Export(path, { columns: ['text'], csvRaw });
    file.append(texts.map((text) => ({ text })));
    return readFileSync(path, 'utf8').split('\r\n').slice(1, -1);
  };
  const formulas = [
    '=1+1',
    '+x',
    '-x',
    '@x',
    ' =x',
    '\u00A0=x',
    '\u200B=x',
    '＝x',
    '\tx',
    '-1+1',
  ];
  assert.equal(
    cells(false, ...formulas),
    formulas.map((text) => `'${text}`),
  );
  assert.equal(cells(true, ...formulas), formulas);
  assert.equal(cells(false, '=HYPERLINK("x")'), [`"'=HYPERLINK(""x"")"`]);
  const harmless = ['a=b', '-5', '+1.5', '— x', '1-2', ''];
  assert.equal(cells(false, ...harmless), harmless);
});

test.run();

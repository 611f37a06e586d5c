import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Export } from '../../modules/05/scraper/export.ts';
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
    let length: number;
    {
      using file = new Export(path, { columns });
      file.append([one]);
      length = file.length;
      file.append([one, one, one]);
    }
    appendFileSync(path, 'half a li'); // and what a kill may leave behind
    {
      using file = new Export(path, { columns, length });
      assert.is(file.length, length);
      file.append([two]);
    }
    assert.is(readFileSync(path, 'utf8'), readFileSync(whole, 'utf8'));
  });

  test(`${ending}: goes on from nothing, too`, () => {
    using folder = temporaryFolder();
    const path = folder.file(`x.${ending}`);
    const length = new Export(path, { columns }).length;
    const before = readFileSync(path, 'utf8');
    using file = new Export(path, { columns, length });
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

test('refuses a file that is shorter than it was, endings it does not know, and what is no file', () => {
  using folder = temporaryFolder();
  writeFileSync(folder.file('x.jsonl'), '{}\n');
  assert.throws(() => new Export(folder.file('x.jsonl'), { length: 100 }), /shorter/);
  assert.is(readFileSync(folder.file('x.jsonl'), 'utf8'), '{}\n');
  assert.throws(() => new Export(folder.file('x.txt')), /use .jsonl, .json, .csv/);
  assert.throws(() => new Export(folder.file('no/x.csv')), /^Cannot write/);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  exerciseRows,
  lessonRows,
  renumber,
  renumberLinks,
  tableProblems,
} from '../../scripts/lib/tables.ts';

const HEAD = `| #      | lesson | what it shows | in Python |
| ------ | ------ | ------------- | --------- |`;

/** Two groups, an exercise, and a table that is not about lessons. */
const README = `# 04a · Threads

### Start and stop

${HEAD}
| 04a.1  | [start-join](start-join.ts) | begin, and wait | \`Thread.start\` |
| 04a.2  | [daemon](daemon.ts)         | left behind     | \`daemon=True\`  |

### Locks

${HEAD}
| 04a.3  | [lock](lock.ts)             | one at a time   | \`a \\| b\`       |

| exercise                     | what you write | after                                         | level |
| ---------------------------- | -------------- | --------------------------------------------- | ----- |
| [counter](exercises/counter.ts) | a counter   | [start-join](start-join.ts), [lock](lock.ts)  | easy  |

| you want | use                |
| -------- | ------------------ |
| a lock   | [04a.3](lock.ts)   |
`;

const TOPICS = ['start-join', 'daemon', 'lock'];
const problems = (markdown: string, topics = TOPICS) =>
  tableProblems('04a', markdown, topics);

test('rows of lessons are read from all tables', () => {
  assert.equal(
    lessonRows(README).map(({ number, topic }) => [number, topic]),
    [
      ['04a.1', 'start-join'],
      ['04a.2', 'daemon'],
      ['04a.3', 'lock'],
    ],
  );
  assert.equal(lessonRows(README)[2], {
    group: 'Locks',
    number: '04a.3',
    topic: 'lock',
    shows: 'one at a time',
    python: '`a | b`',
  });
});

test('rows of exercises name the lessons that prepare them', () => {
  assert.equal(exerciseRows('04a', README), [
    {
      name: '04a/counter',
      writes: 'a counter',
      after: ['04a/start-join', '04a/lock'],
      level: 'easy',
    },
  ]);
});

test('nothing is wrong with tables that are right', () => {
  assert.equal(problems(README), []);
});

function complains(markdown: string, says: RegExp, topics = TOPICS): void {
  const found = problems(markdown, topics);
  assert.is(found.length, 1, found.join('\n'));
  assert.match(found[0] ?? '', says);
  assert.not((found[0] ?? '').includes('\n'));
}

test('what is wrong is told in words, with its line', () => {
  const change = (from: string, to: string) => README.replace(from, to);
  complains(
    change(' left behind     |', ''),
    /^modules\/04a\/README\.md:8: a lesson's row has 4 cells, this one has 3: \| 04a\.2 /,
  );
  complains(
    change('left behind', 'left | behind'),
    /has 5; write \\\| for a \| inside a cell/,
  );
  complains(change('[daemon](daemon.ts)', 'daemon.ts'), /:8: 'daemon.ts' is no link/, [
    'start-join',
    'lock',
  ]);
  complains(
    change('04a.2', '04a.7'),
    /\(daemon\.ts\) has the number '04a\.7', in its place is 04a\.2: .*--renumber/,
  );
  complains(change('| 04a.2  |', '| |'), /\(daemon\.ts\) has no number, .* 04a\.2/);
  complains(
    change('one at a time', ''),
    /README\.md:14: .*\(lock\.ts\): .*what it shows/,
  );
  complains(change('`daemon=True`', ''), /\(daemon\.ts\): .*what Python calls it/);
});

test('files and rows belong together', () => {
  complains(
    README,
    /^modules\/04a\/event\.ts has no row in modules\/04a\/README\.md: add \| 04a\.4 \| \[event\]\(event\.ts\) \| what/,
    [...TOPICS, 'event'],
  );
  complains(README, /README\.md:14: there is no modules\/04a\/lock\.ts/, [
    'start-join',
    'daemon',
  ]);
  const twice = README.replace('[lock](lock.ts)  ', '[lock](daemon.ts)');
  complains(twice, /\(daemon\.ts\) has a row already/, ['start-join', 'daemon']);
});

test('rows are numbered through all groups, and their columns stay', () => {
  const shuffled = README.replace('04a.1 ', '04a.19')
    .replace('| 04a.2  |', '|        |')
    .replace('| 04a.3  | [lock]', '| 04b.1  | [lock]');
  assert.not.equal(shuffled, README);
  assert.is(renumber('04a', shuffled), README);
  assert.is(renumber('04a', README), README);
});

test('links that are called by numbers get the new ones', () => {
  const numbers = new Map([
    ['04a/lock', '04a.5'],
    ['04b/pool', '04b.7'],
  ]);
  assert.is(
    renumberLinks(
      '04a',
      '[04a.3](lock.ts), [04b.1](../04b/pool.ts), [04a.1](x.ts)',
      numbers,
    ),
    '[04a.5](lock.ts), [04b.7](../04b/pool.ts), [04a.1](x.ts)',
  );
});

test('a row that lacks the cell for its number keeps its link', () => {
  const head = '| # | lesson | what it shows | in Python |\n| - | - | - | - |\n';
  const table = `${head}| [pool](pool.ts) | shows | python |\n`;
  assert.is(renumber('04b', table), table);
});

test.run();

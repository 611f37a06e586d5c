/** The tables of a module's README: its lessons and its exercises. Text in, rows out. */

/** A lesson as a table presents it: `| 04b.28 | [pool](pool.ts) | shows | in Python |`. */
export interface LessonRow {
  /** The heading above its table, `Locks`; empty below the module's own. */
  group: string;
  /** `04b.28` */
  number: string;
  /** `pool` */
  topic: string;
  shows: string;
  python: string;
}

/** An exercise as its module's table presents it. */
export interface ExerciseRow {
  /** `04a/synchronisation`. */
  name: string;
  /** What one writes. */
  writes: string;
  /** The names of the lessons that prepare it, the last one last. */
  after: string[];
  level: 'easy' | 'medium' | 'hard';
}

/** The rows of lessons, wherever they stand. */
export function lessonRows(markdown: string): LessonRow[] {
  return tableLines(markdown).flatMap(({ cells, group }) => {
    const [number = '', link = '', shows = '', python = ''] = cells;
    const topic = topicOf(link);
    if (!NUMBER.test(number) || !topic || cells.length !== 4) return [];
    return [{ group, number, topic, shows, python }];
  });
}

/** The rows of exercises, wherever they stand. */
export function exerciseRows(module: string, markdown: string): ExerciseRow[] {
  return tableLines(markdown).flatMap(({ cells }) => {
    const [link = '', writes = '', after = '', level = ''] = cells;
    const [, topic] = /^\[[^\]]+\]\(exercises\/([\w-]+)\.ts\)$/.exec(link) ?? [];
    if (!topic || !/^(easy|medium|hard)$/.test(level)) return [];
    const lessons = [...after.matchAll(/\(([\w-]+)\.ts\)/g)];
    return [
      {
        name: `${module}/${topic}`,
        writes,
        after: lessons.map(([, lesson]) => `${module}/${lesson}`),
        level: level as ExerciseRow['level'],
      },
    ];
  });
}

/**
 * What is wrong with the tables of lessons, each in a line: rows that cannot be read,
 * numbers out of turn, files that are missing, twice there, or without a row.
 *
 * @param module `04b`.
 * @param markdown the module's README.
 * @param topics the lessons in the module's folder: `['pool', …]`.
 */
export function tableProblems(
  module: string,
  markdown: string,
  topics: string[],
): string[] {
  const readme = `modules/${module}/README.md`;
  const problems: string[] = [];
  const seen = new Set<string>();
  let count = 0;
  let inTurn = true;
  for (const { line, cells, ofLessons } of tableLines(markdown)) {
    const [number = '', link = '', shows = '', python = ''] = cells;
    if (!ofLessons && !NUMBER.test(number)) continue;
    const topic = topicOf(link);
    const expected = `${module}.${++count}`;
    const say = (problem: string) => {
      problems.push(`${readme}:${line}: ${problem}`);
    };
    if (cells.length !== 4) {
      const advice = cells.length > 4 ? '; write \\| for a | inside a cell' : '';
      const row = `| ${cells.join(' | ')} |`;
      say(`a lesson's row has 4 cells, this one has ${cells.length}${advice}: ${row}`);
    } else if (!topic) {
      say(`'${link}' is no link to a lesson: write [pool](pool.ts)`);
    } else {
      if (number !== expected && inTurn) {
        const has = number ? `has the number '${number}'` : 'has no number';
        const advice = 'npx tsx scripts/run.ts --renumber numbers all rows';
        say(`[${topic}](${topic}.ts) ${has}, in its place is ${expected}: ${advice}`);
        inTurn = false;
      }
      if (seen.has(topic)) say(`[${topic}](${topic}.ts) has a row already`);
      if (!topics.includes(topic)) {
        say(`there is no modules/${module}/${topic}.ts: write it, or take its row out`);
      }
      if (!shows) say(`[${topic}](${topic}.ts): write into its row what it shows`);
      if (!python)
        say(`[${topic}](${topic}.ts): write into its row what Python calls it`);
    }
    if (topic) seen.add(topic);
  }
  const unlisted = topics.filter((topic) => !seen.has(topic));
  return [
    ...problems,
    ...unlisted.map((topic) => {
      const row = `| ${module}.${++count} | [${topic}](${topic}.ts) | what it shows | in Python |`;
      return `modules/${module}/${topic}.ts has no row in ${readme}: add ${row}`;
    }),
  ];
}

/** Numbers the rows of lessons in their order, whatever their first cells say. */
export function renumber(module: string, markdown: string): string {
  const lines = markdown.split('\n');
  let count = 0;
  for (const { line, cells, ofLessons } of tableLines(markdown)) {
    const [number = ''] = cells;
    if (!ofLessons && !NUMBER.test(number)) continue;
    // A row without a cell for its number is told by tableProblems, and left alone.
    if (topicOf(number)) continue;
    const expected = `${module}.${++count}`;
    if (number === expected) continue;
    lines[line - 1] = (lines[line - 1] ?? '').replace(/^\|[^|]*\|/, (cell) => {
      return `${`| ${expected}`.padEnd(cell.length - 2)} |`;
    });
  }
  return lines.join('\n');
}

/**
 * Renews the numbers in links such as `[05.1](fetch-page.ts)`.
 *
 * @param numbers of all lessons, by their names.
 */
export function renumberLinks(
  module: string,
  markdown: string,
  numbers: ReadonlyMap<string, string>,
): string {
  const link = /\[\d\w+\.\d+\](?=\((?:\.\.\/(\w+)\/)?([\w-]+)\.ts\))/g;
  return markdown.replace(link, (text, other: string | undefined, topic: string) => {
    const number = numbers.get(`${other ?? module}/${topic}`);
    return number ? `[${number}]` : text;
  });
}

const NUMBER = /^\d\w+\.\d+$/;

/** The rows of all tables, without their headings. */
function tableLines(markdown: string) {
  let ofLessons = false;
  let above = false;
  let group = '';
  return markdown.split(/\r?\n/).flatMap((text, i) => {
    group = /^##+ (.*)$/.exec(text)?.[1] ?? group;
    const isRow = text.startsWith('|');
    const isFirst = isRow && !above;
    above = isRow;
    if (!isRow) return [];
    const parts = text
      .trimEnd()
      .replace(/\|$/, '')
      .split(/(?<!\\)\|/)
      .slice(1);
    const cells = parts.map((cell) => cell.trim().replaceAll('\\|', '|'));
    if (isFirst) ofLessons = cells[0] === '#' && cells[1] === 'lesson';
    if ((isFirst && ofLessons) || cells.every((cell) => /^:?-+:?$/.test(cell))) return [];
    return [{ line: i + 1, cells, ofLessons, group }];
  });
}

function topicOf(link: string): string | undefined {
  return /^\[[^\]]+\]\(([\w-]+)\.ts\)$/.exec(link)?.[1];
}

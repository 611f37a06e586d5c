/** What `npm start` shows: texts for a terminal that is so many characters wide. */
import { chalk } from 'zx';
import {
  allModules,
  exercisesOf,
  groupsOf,
  type Lesson,
  lessonsOf,
  startHere,
  titleOf,
  topicOf,
} from './lessons.ts';
import { headerOf } from './search.ts';
import { wrap } from './wrap.ts';

/** Columns of words stand side by side where there are so many characters for them. */
const ROOM = 40;
const ROOM_FOR_TWO = 80;

/** The lessons to begin with, and the modules with their numbers of lessons. */
export function overview(width: number): string {
  const path = startHere();
  const labels = path.map((_, i) => `${i + 1}`);
  return [
    chalk.bold(`Start here: ${path.length} lessons, half an hour`),
    ...table(
      path.map((lesson) => ({ ...lesson, python: '' })),
      width,
      labels,
    ).flat(),
    '',
    chalk.bold('All lessons'),
    ...allModules().flatMap((module) => moduleRow(module, width)),
    '',
    ...wrap('Those of a module: npm start 04a. On a subject: npm start queue', width),
  ].join('\n');
}

function moduleRow(module: string, width: number): string[] {
  const title = titleOf(module).replace(`${module} · `, '');
  const counts = [
    count(lessonsOf(module).length, 'lesson'),
    count(exercisesOf(module).length, 'exercise'),
  ];
  const text = `${title}: ${counts.filter(Boolean).join(', ')}`;
  return hang(`  ${module.padEnd(3)}  `, chalk.cyan, wrap(text, width - 7));
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A module's lessons, in teaching order, with the headings of their groups. */
export function moduleTable(module: string, width: number): string {
  const rows = table(lessonsOf(module), width);
  const groups = groupsOf(module).flatMap(({ title, lessons }) => {
    const own = rows.splice(0, lessons.length).flat();
    return title
      ? ['', ...wrap(title, width).map((line) => chalk.bold(line)), ...own]
      : own;
  });
  return [chalk.bold(wrap(titleOf(module), width).join('\n')), ...groups].join('\n');
}

/** So many fit a screen. */
const MOST = 16;

/** The best of the lessons that were found. */
export function foundTable(lessons: Lesson[], width: number): string {
  const more = lessons.length - MOST;
  const rows = table(lessons.slice(0, MOST), width).flat();
  if (more > 0) {
    const note = `… and ${more} more that mention it: another word narrows them down`;
    rows.push(...wrap(note, width).map((line) => chalk.dim(line)));
  }
  return rows.join('\n');
}

/** A lesson's header, in lines that fit. */
export function headerText(lesson: Lesson, width: number): string {
  // A line goes on in the next one, unless that begins with something of its own.
  const paragraphs = headerOf(lesson).replace(
    /(?<=\S)\n *(?=[^\s|-])(?!In Python|Here|\d+\. )/g,
    ' ',
  );
  const lines = paragraphs.split('\n').flatMap((line) => wrap(line, width));
  return lines.join('\n');
}

/** A row for each lesson, of one line or more: number, name, what it shows, Python. */
function table(lessons: Lesson[], width: number, labels?: string[]): string[][] {
  const rows = lessons.map((lesson, i) => {
    const [shows, python] = [lesson.shows, lesson.python].map((cell) =>
      cell.replaceAll('`', ''),
    );
    const label = [labels?.[i] ?? '', lesson.number].join('  ').trim();
    return { label, topic: topicOf(lesson), shows: shows ?? '', python: python ?? '' };
  });
  const longest = (texts: string[]) => Math.max(...texts.map(({ length }) => length));
  const labelWidth = longest(rows.map(({ label }) => label)) + 4;
  const topicWidth = longest(rows.map(({ topic }) => topic)) + 2;
  const widest = {
    shows: longest(rows.map(({ shows }) => shows)),
    python: longest(rows.map(({ python }) => python)),
  };
  return rows.map(({ label, topic, shows, python }) => {
    const start = `  ${label}`.padEnd(labelWidth);
    const room = width - labelWidth - topicWidth;
    if (room >= ROOM) {
      const lines = describe({ shows, python }, room, widest);
      return hang(start + topic.padEnd(topicWidth), chalk.cyan, lines);
    }
    const lines = describe({ shows, python }, width - labelWidth, widest);
    return [
      start + chalk.cyan(topic),
      ...hang(' '.repeat(labelWidth), chalk.cyan, lines),
    ];
  });
}

/** What a lesson shows and what Python calls it: in two columns, or one after the other. */
function describe(
  { shows, python }: { shows: string; python: string },
  width: number,
  widest: { shows: number; python: number },
): string[] {
  if (width >= ROOM_FOR_TWO) {
    const right = Math.min(widest.python, Math.floor(width * 0.4));
    const left = Math.min(widest.shows, width - right - 2);
    const [shown, called] = [wrap(shows, left), wrap(python, right)];
    const longer = shown.length > called.length ? shown : called;
    return longer.map((_, i) => {
      return `${(shown[i] ?? '').padEnd(left)}  ${chalk.dim(called[i] ?? '')}`.trimEnd();
    });
  }
  const shown = wrap(shows, width);
  const called = /\w/.test(python) ? wrap(`Python: ${python}`, width) : [];
  const joined = [shown.at(-1), called[0]].join('   ');
  if (called.length === 1 && joined.length <= width) {
    return [...shown.slice(0, -1), joined.replace(called[0] ?? '', chalk.dim(called[0]))];
  }
  return [...shown, ...called.map((line) => chalk.dim(line))];
}

/** Lines to the right of a start, which takes a colour. */
function hang(
  start: string,
  colour: (text: string) => string,
  lines: string[],
): string[] {
  return lines.map(
    (line, i) => (i === 0 ? colour(start) : ' '.repeat(start.length)) + line,
  );
}

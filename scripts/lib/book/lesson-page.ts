/** A lesson's page: header, picture, program, output, how to run it, and what comes next. */
import { relative, resolve } from 'node:path';
import { readGolden } from '../golden.ts';
import { filesOf, packagesOf } from '../imports.ts';
import {
  allModules,
  exercisesAfter,
  groupsOf,
  type Lesson,
  lessonsOf,
  root,
  titleOf,
  topicOf,
} from '../lessons.ts';
import { headerOf } from '../search.ts';
import { type Addresses, read } from './addresses.ts';
import { outputHtml } from './output.ts';
import { fenced, folded, type Neighbour, type Page, plain } from './page.ts';
import type { Picture } from './pictures.ts';
import { prose } from './prose.ts';
import type { ScheduleFile } from './schedules.ts';

export function lessonPage(
  lesson: Lesson,
  picture: Picture | undefined,
  schedules: ScheduleFile | undefined,
  addresses: Addresses,
): Page {
  const { name, module, number, shows } = lesson;
  const { title, lead, rest } = headings(lesson);
  const group = groupsOf(module).find(({ lessons }) =>
    lessons.some((other) => other.name === name),
  );
  const place = [number, titleOf(module).replace(/^.* · /, ''), group?.title];
  const { before, after } = neighbours(lesson);
  const parts = [
    `<p class="place" v-pre>${place
      .filter(Boolean)
      .map((part) => plain(part ?? ''))
      .join(' · ')}</p>`,
    `# ${mark(title)}`,
    `<p class="lead" v-pre>${plain(lead)}</p>`,
    prose(rest),
    picture && pictureOf(lesson, picture),
    '## The program',
    programOf(lesson.file),
    '## What it prints',
    outputHtml(readGolden(read(lesson.file)) ?? []),
    schedules && schedulerOf(lesson, schedules),
    '## Run it',
    runIt(lesson),
    '## Take it along',
    takeAlong(lesson, addresses),
    nowYou(lesson),
  ];
  return {
    path: `${name}.md`,
    title: `${title} · ${name}`,
    description: `${shows[0]?.toUpperCase()}${shows.slice(1).replaceAll('`', '')}.`,
    previous: before,
    next: after,
    markdown: parts.filter(Boolean).join('\n\n'),
  };
}

/** The header's first paragraph is a title and, after a dash, what it comes to. */
export function headings(lesson: Pick<Lesson, 'file'>) {
  const [first = '', ...rest] = headerOf(lesson as Lesson).split(/\n\s*\n/);
  const line = first.replaceAll(/\s+/g, ' ').trim();
  const [, title = line, lead = ''] = /^(.*?) — (.*)$/.exec(line) ?? [];
  const sentence = `${lead[0]?.toUpperCase() ?? ''}${lead.slice(1)}`;
  return { title: title.replace(/\.$/, ''), lead: sentence, rest: rest.join('\n\n') };
}

/** A heading's text, in which Markdown finds nothing of its own. */
export function mark(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>{}&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A program without what the page says around it. */
export function programOf(file: string): string {
  const [code = ''] = read(file).split(/^\/\/ Output:$/m);
  return fenced(code.replace(/^\/\*\*[\s\S]*?\*\/\n/, ''), 'ts');
}

/** Of a picture that takes more to tell, a page has the beginning. */
const MOST_SENTENCES = 200;

/** A component of the theme, which draws it; what it shows stands without a script, too. */
function pictureOf({ name }: Lesson, { address, told }: Picture): string {
  const sentences = told.split('\n');
  const [first = ''] = sentences;
  const rest = sentences.length - MOST_SENTENCES;
  const more = `${rest} more: npx tsx scripts/timeline.ts ${name} --text`;
  return [
    '## What really happened',
    `<RunPicture lesson="${name}" src="${address}" alt="${plain(first)}" />`,
    folded(
      'The picture in sentences',
      [...sentences.slice(0, MOST_SENTENCES), ...(rest > 0 ? [more] : [])]
        .map((line) => `<p v-pre>${plain(line)}</p>`)
        .join('\n\n'),
    ),
  ].join('\n\n');
}

/** A component of the theme, which fetches them. */
function schedulerOf({ name }: Lesson, { address }: ScheduleFile): string {
  return [
    '## Be the scheduler',
    `<BeTheScheduler lesson="${name}" src="${address}" />`,
  ].join('\n\n');
}

function runIt({ name, file }: Lesson): string {
  return [
    '::: code-group',
    fenced(`npx tsx ${file}`, 'sh [Node]'),
    fenced(`deno run -A ${file}`, 'sh [Deno]'),
    fenced(`bun ${file}`, 'sh [Bun]'),
    ':::',
    '',
    'Run it, compare what it prints with the above, and see how it is proved:',
    '',
    fenced(`npx tsx scripts/run.ts ${name}`, 'sh'),
  ].join('\n');
}

function takeAlong({ name, file }: Lesson, addresses: Addresses): string {
  const files = filesOf(resolve(root, file));
  const packages = packagesOf(files);
  const parts = files
    .map((path) => relative(root, path))
    .filter((path) => path !== file && !path.includes('/core/internal/'));
  const links = parts.map(
    (path) => `[${path.replace(/^modules\//, '')}](${addresses.of(path)})`,
  );
  const stands =
    links.length > 0 ? `It stands on ${links.join(', ')}` : 'It stands alone';
  const uses = packages.length > 0 ? `, and on the packages ${packages.join(', ')}` : '';
  return [
    'This copies the lesson, with exactly the files and packages that it needs:',
    fenced(`npx tsx scripts/copy.ts ${name} ../my-app`, 'sh'),
    `${stands}${uses}.`,
  ].join('\n\n');
}

function nowYou(lesson: Lesson): string {
  const exercises = exercisesAfter(lesson);
  if (exercises.length === 0) return '';
  const rows = exercises.map(
    ({ name, writes, level }) =>
      `- [${topicOf({ name })}](/${name.replace('/', '/exercises/')}.html): ${writes} (${level})`,
  );
  return ['## Now you', ...rows].join('\n\n');
}

/** The lessons around it in the tables, from module to module. */
function neighbours({ name }: Lesson) {
  const lessons = allModules().flatMap(lessonsOf);
  const at = lessons.findIndex((lesson) => lesson.name === name);
  return { before: neighbour(lessons[at - 1]), after: neighbour(lessons[at + 1]) };
}

export function neighbour(lesson: Lesson | undefined): Neighbour | false {
  return lesson
    ? { text: `${lesson.number} ${topicOf(lesson)}`, link: `/${lesson.name}.html` }
    : false;
}

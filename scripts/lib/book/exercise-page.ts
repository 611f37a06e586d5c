/** An exercise's page: what is asked, the starter, hints and the solution folded away. */
import { cardOf, checksOf, type Exercise } from '../exercises.ts';
import { readGolden } from '../golden.ts';
import { allLessons, exercisesOf, topicOf } from '../lessons.ts';
import { read } from './addresses.ts';
import { headings, mark, programOf } from './lesson-page.ts';
import { outputHtml } from './output.ts';
import { fenced, folded, type Page, plain } from './page.ts';
import { inline, prose } from './prose.ts';

export async function exercisePage(exercise: Exercise): Promise<Page> {
  const { name, module, original, solution } = exercise;
  const { title, level, after } = cardOf(exercise);
  const { hints } = await checksOf(exercise);
  const [, comment = ''] = /^\/\*\*\s*\n([\s\S]*?)\s*\*\//.exec(read(original)) ?? [];
  const paragraphs = comment.replaceAll(/^ \* ?/gm, '').split(/\n\s*\n/);
  // Its first one is the title; the last one says of this page what stands below.
  const asked = paragraphs.slice(1).filter((text) => !/^How hard:/m.test(text));
  const lessons = allLessons().filter((lesson) => after.includes(lesson.name));
  const prepared = lessons.map((lesson) => `[${topicOf(lesson)}](/${lesson.name}.html)`);
  const folder = `modules/${module}/exercises/${topicOf(exercise)}.ts`;
  const parts = [
    `<p class="place" v-pre>${plain(`${module} · Exercise · ${level}`)}</p>`,
    `# ${mark(title)}`,
    prose(asked.join('\n\n')),
    prepared.length > 0 && `Prepared by ${prepared.join(', ')}.`,
    '## The starter',
    `Write into \`${folder}\`:`,
    starterOf(original),
    '## Check it',
    fenced(`npx tsx scripts/check.ts ${name}`, 'sh'),
    '## Hints',
    ...hints.map((hint, i) => folded(`Hint ${i + 1}`, `<p v-pre>${inline(hint)}</p>`)),
    '## Solution',
    folded('One of the ways to do it', solutionOf(solution.file)),
  ];
  return {
    path: `${name.replace('/', '/exercises/')}.md`,
    title: `${title} · exercise`,
    description: `${exercisesOf(module).find((row) => row.name === name)?.writes ?? title}.`,
    markdown: parts.filter(Boolean).join('\n\n'),
  };
}

function starterOf(original: string): string {
  return fenced(read(original).replace(/^\/\*\*[\s\S]*?\*\/\n/, ''), 'ts');
}

function solutionOf(file: string): string {
  const { title, lead, rest } = headings({ file });
  const golden = readGolden(read(file));
  return [
    `<p v-pre><strong>${plain(title)}.</strong> ${plain(lead)}</p>`,
    prose(rest),
    programOf(file),
    golden && outputHtml(golden),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** All exercises, in a table for each module. */
export function exercisesPage(modules: { module: string; title: string }[]): Page {
  const tables = modules.map(({ module, title }) => {
    const rows = exercisesOf(module).map(
      ({ name, writes, level }) =>
        `| [${topicOf({ name })}](/${name.replace('/', '/exercises/')}.html) | ${writes} | ${level} |`,
    );
    if (rows.length === 0) return '';
    const head = '| exercise | what you write | how hard |\n| --- | --- | --- |';
    return `## ${title}\n\n${head}\n${rows.join('\n')}`;
  });
  const text = [
    '# Exercises',
    'Each is a starter that does not pass yet. Write into it, and have it checked:',
    fenced('npx tsx scripts/check.ts 04a/synchronisation', 'sh'),
    ...tables.filter(Boolean),
  ];
  return {
    path: 'exercises.md',
    title: 'Exercises',
    description: 'Programs to write, and to have checked by what they do.',
    markdown: text.join('\n\n'),
  };
}

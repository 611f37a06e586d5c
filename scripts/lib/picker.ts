import { chalk } from 'zx';
import { foundTable, headerText, moduleTable } from './course.ts';
import {
  allLessons,
  allModules,
  type Lesson,
  lessonsOf,
  nextAfter,
  selectLesson,
  signposts,
  startHere,
  topicOf,
} from './lessons.ts';
import { search } from './search.ts';
import { UsageError } from './usage.ts';
import { wrap } from './wrap.ts';

/** The person at the terminal, and what is done for them. */
export interface Picker {
  /** How many characters wide their terminal is. */
  width: number;
  print: (text: string) => void;
  /** @returns what they answer; undefined when they are gone. */
  ask: (question: string) => Promise<string | undefined>;
  run: (lesson: Lesson) => Promise<void>;
}

/** What Enter stands for: a lesson, on the path of eight or not. */
interface Proposal {
  lesson: Lesson | undefined;
  onPath: boolean;
}

/**
 * Goes from lesson to lesson with a person: asks for one, shows its header, runs it, and
 * says what is next, until they have had enough.
 *
 * @param lessons those that they see, the first of which is proposed; none for the path of
 *   eight, whose numbers they may answer with.
 */
export async function pick(lessons: Lesson[], picker: Picker): Promise<void> {
  const { width, print } = picker;
  let proposal: Proposal = {
    lesson: lessons[0] ?? startHere()[0],
    onPath: lessons.length === 0,
  };
  for (;;) {
    const question = wrap(questionAbout(proposal), width - ANSWER);
    print(['', ...question.slice(0, -1)].join('\n'));
    const answer = await picker.ask(`${question.at(-1)} `);
    const word = answer?.trim();
    if (word === undefined || word === 'q') return;
    if (word === '' && !proposal.lesson) return;
    const chosen = word === '' ? proposal : await find(word, picker);
    if (Array.isArray(chosen)) proposal = { lesson: chosen[0], onPath: false };
    else if (chosen?.lesson) {
      proposal = await present(chosen.lesson, chosen.onPath, picker);
    }
  }
}

/** So many characters are left for an answer. */
const ANSWER = 12;

function questionAbout({ lesson }: Proposal): string {
  const enter = lesson ? `Enter for ${topicOf(lesson)}, or a` : 'A';
  return `${enter} number, name, module or word; q to leave:`;
}

/** Shows a lesson's header, runs it, and proposes the next one. */
async function present(
  lesson: Lesson,
  onPath: boolean,
  picker: Picker,
): Promise<Proposal> {
  const { width, print } = picker;
  print(`\n${chalk.bold(`${lesson.number} ${topicOf(lesson)}`)}`);
  print(`\n${headerText(lesson, width)}`);
  print(`\n${chalk.dim(`npx tsx ${lesson.file}`)}\n`);
  await picker.run(lesson);
  const path = startHere();
  const at = path.findIndex(({ name }) => name === lesson.name);
  const next = onPath ? path[at + 1] : nextAfter(lesson);
  print('');
  if (onPath && !next) print(`That was the last of the ${path.length}: now a module?`);
  for (const line of signposts(lesson, next)) print(chalk.bold(line));
  return { lesson: next, onPath: onPath && next !== undefined };
}

/**
 * What an answer means: a lesson, or a list of some, which it prints; undefined when it
 * means nothing, which it says.
 */
async function find(
  word: string,
  { width, print }: Picker,
): Promise<Proposal | Lesson[] | undefined> {
  const onPath = /^\d$/.test(word) ? startHere()[Number(word) - 1] : undefined;
  if (onPath) return { lesson: onPath, onPath: true };
  if (allModules().includes(word)) {
    print(`\n${moduleTable(word, width)}`);
    return lessonsOf(word);
  }
  try {
    return { lesson: await selectLesson([word]), onPath: false };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const taught = allLessons().filter(({ number }) => number !== '');
    const found = search(word.split(/\s+/), taught);
    print(`\n${found.length > 0 ? foundTable(found, width) : error.message}`);
    return found.length > 0 ? found : undefined;
  }
}

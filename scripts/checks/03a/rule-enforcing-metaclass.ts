/**
 * What is asked of modules/03a/exercises/rule-enforcing-metaclass.ts.
 *
 * Solved: solutions/03a/rule-enforcing-metaclass.ts
 * Solved in other ways: test/fixtures/right/03a/rule-enforcing-metaclass/
 * Solved wrongly: test/fixtures/wrong/03a/rule-enforcing-metaclass/
 * Solved, and then spoilt: test/fixtures/mutants/03a/rule-enforcing-metaclass.*.diff
 * The starter as it was: scripts/starters/03a/rule-enforcing-metaclass.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';

/** The same names, and other classes: one that tells of its objects, with and without run(). */
const OTHER_CLASSES = {
  'class Idle {}': "class Idle { get run() { return 'a string'; } }",
  'class Move extends Mover {}': "class Move { constructor() { print('  an object'); } }",
  'get run(): number {': 'run(): number {',
};

export default {
  hints: [
    'The decorator is called once for each class statement, as its last step. What it throws comes out of the class statement.',
    'Class.prototype is where the methods are. Reflect.get(Class.prototype, "run") looks further up as well, along the chain of extends.',
    'typeof tells whether something is a function; whether there is anything of that name is another question.',
  ],
  requirements: [
    {
      says: 'Each class that it stands before is announced once',
      holds: ({ run }) => {
        const tried = sections(run);
        if (tried.length !== 6) return `${tried.length} of 6 classes were tried out`;
        for (const { name, lines } of tried) {
          const times = lines.filter((line) => line === announcement(name)).length;
          if (times !== 1) return `${name} was announced ${times} times`;
        }
        return true;
      },
      why: 'Code that is called as each class is made is what a metaclass is for: it can enter the class in a list, or change it.',
      next: "Print 'Creating class: ' and context.name in the decorator, before anything else.",
    },
    {
      says: 'A class without a run() method is refused with a TypeError',
      holds: ({ run }) =>
        refuses(run, 'Idle, which has not') ??
        refuses(run, 'Drawn, which has run\\d') ??
        true,
      why: 'The mistake is told where the class is, and not where somebody calls what it lacks.',
      next: 'Throw the TypeError in the decorator when the class has no such method; context.name is its name.',
    },
    {
      says: 'That happens as the class is made, without any object of it',
      with: OTHER_CLASSES,
      holds: ({ run }) => {
        for (const { name, lines } of sections(run)) {
          if (lines[0] === announcement(name)) continue;
          return `${name} was not announced first, but: ${lines[0]?.trim() ?? 'nothing'}`;
        }
        const lines = linesOf(run, 'Move');
        if (lines.some((line) => line.trim() === 'an object')) {
          return 'an object of a class without run() was made';
        }
        return refuses(run, 'Move') ?? true;
      },
      why: 'A class may never get an object in a test; and a constructor may open a file, or start something.',
      next: 'Do it all in the decorator itself, not in a constructor or in a Proxy around it; methods are on Class.prototype, without any object.',
    },
    {
      says: 'An inherited run() counts, and classes with one stay as they are',
      holds: ({ run, trace }) => {
        const answers = {
          'Copy, which has run': 'copied',
          'Move, which inherits': 'moved',
          // Nobody can know this number beforehand, so nobody can have written it down.
          'Drawn, which has run\\(': `I am in process ${trace.mainPid}`,
        };
        for (const [what, answer] of Object.entries(answers)) {
          const last = linesOf(run, what).at(-1)?.trim() ?? 'nothing';
          if (last !== `run() says: ${answer}`)
            return `${what.replace('\\', '')}: ${last}`;
        }
        return true;
      },
      why: 'Who extends a class that keeps the rule keeps it, too: a rule that asks for more makes people copy code.',
      next: 'Look the method up on the prototype; its own names are only those of the class body.',
    },
    {
      says: 'Something called `run` that is no function does not count',
      holds: ({ run }) => refuses(run, 'Fixed') ?? true,
      why: 'What is called is a method: a number of that name fails at the call, as if nothing were there.',
      next: "Ask for the type of what is found under 'run', and not only whether it is there.",
    },
    {
      says: 'It goes by what a class has, and by no name of a class',
      with: OTHER_CLASSES,
      holds: ({ run }) => {
        const unjust = refuses(run, 'Idle');
        if (unjust) return `with a string called run, ${unjust}`;
        const last = linesOf(run, 'Fixed').at(-1)?.trim() ?? 'nothing';
        return last === 'run() says: 42' ? true : `Fixed, with a run() method: ${last}`;
      },
      why: 'A rule is for the classes that others write later, too.',
      next: 'Take the name for the texts only; the answer is on Class.prototype.',
    },
  ],
} satisfies Checks;

/** What was printed while one class was tried out. */
interface Section {
  /** The line above it, such as "Idle, which has not". */
  what: string;
  name: string;
  lines: string[];
}

function sections({ stdout }: Run): Section[] {
  const parts = stdout
    .trimEnd()
    .split(/^(\w+, wh.*):$/m)
    .slice(1);
  return parts.flatMap((what, i) => {
    if (i % 2 === 1) return [];
    const lines = (parts[i + 1] ?? '').split('\n').filter((line) => line !== '');
    return [{ what, name: what.replace(/,.*/, ''), lines }];
  });
}

/** @param start a regular expression of what the line above it begins with. */
function sectionOf(run: Run, start: string): Section | undefined {
  return sections(run).find(({ what }) => new RegExp(`^${start}`).test(what));
}

function linesOf(run: Run, start: string): string[] {
  return sectionOf(run, start)?.lines ?? [];
}

/** What was seen where a class was not refused as it should be. */
function refuses(run: Run, start: string): string | undefined {
  const { name, lines } = sectionOf(run, start) ?? { name: start, lines: [] };
  const error = lines.at(-1)?.trim() ?? 'nothing';
  if (lines.some((line) => line.includes('the class is there'))) {
    return `${name} was made, and then: ${error}`;
  }
  const wanted = `TypeError: Class ${name} must define run()`;
  return error === wanted ? undefined : `${name}: ${error}`;
}

function announcement(name: string): string {
  return `Creating class: ${name}`;
}

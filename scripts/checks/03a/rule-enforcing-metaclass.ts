/**
 * What is asked of modules/03a/exercises/rule-enforcing-metaclass.ts.
 *
 * Solved: solutions/03a/rule-enforcing-metaclass.ts
 * Solved wrongly: test/fixtures/wrong/03a/rule-enforcing-metaclass/
 * Solved, and then spoilt: test/fixtures/mutants/03a/rule-enforcing-metaclass.*.diff
 * The starter as it was: scripts/starters/03a/rule-enforcing-metaclass.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';

export default {
  hints: [
    'The decorator is called once for each class statement, as its last step. What it throws comes out of the class statement.',
    'Class.prototype is where the methods are. Reflect.get(Class.prototype, "run") looks further up as well, along the chain of extends.',
    'typeof tells whether something is a function; whether there is anything of that name is another question.',
  ],
  requirements: [
    {
      says: 'The classes are tried out',
      holds: ({ run, trace }) => {
        const tried = sections(run).length;
        if (tried !== 6) return `${tried} of 6 were`;
        // Nobody can know this number beforehand, so nobody can have written it down.
        const pid = trace.mainPid;
        return linesOf(run, `run${pid}()`) ? true : `none in this process, ${pid}`;
      },
      next: 'Leave the classes and attempt() as they are; --reset puts the starter back.',
    },
    {
      says: 'Each class is announced by its name',
      holds: ({ run }) => {
        for (const { name, lines } of sections(run)) {
          const times = count(lines, announcement(name));
          if (times !== 1) return `${name} was announced ${times} times`;
        }
        return true;
      },
      next: "Print 'Creating class: ' and context.name in the decorator.",
    },
    {
      says: 'That happens while the class is made, before there is an object',
      holds: ({ run }) => {
        const late = sections(run).find(
          ({ name, lines }) => lines[0] !== announcement(name),
        );
        return late ? `${late.name} was there already: ${late.lines[0]}` : true;
      },
      next: 'Print in the decorator itself, not in a constructor or in a Proxy around it.',
    },
    {
      says: 'A class with run() is accepted, also when it is inherited',
      holds: ({ run, trace }) => {
        const answers = {
          'Copy, which has run()': 'copied',
          'Move, which inherits it': 'moved',
          'Drawn, which has run()': `I am in process ${trace.mainPid}`,
        };
        for (const [what, answer] of Object.entries(answers)) {
          const last = linesOf(run, what)?.at(-1) ?? 'nothing';
          if (last !== `  run() says: ${answer}`) return `${what}: ${last.trim()}`;
        }
        return true;
      },
      next: 'Look the method up on the prototype; its own names are only those of the class body.',
    },
    {
      says: 'A class without run() is refused with a TypeError that names it',
      holds: ({ run, trace }) => {
        const refused = {
          Idle: 'Idle',
          Fixed: 'Fixed',
          [`run${trace.mainPid}()`]: 'Drawn',
        };
        for (const [what, name] of Object.entries(refused)) {
          const lines = linesOf(run, what) ?? [];
          const last = lines.at(-1)?.trim() ?? 'nothing';
          if (lines.length > 2) return `${what}: ${lines[1]?.trim()}, ${last}`;
          if (!last.startsWith('TypeError:') || !last.includes(name)) return last;
        }
        return true;
      },
      next: "Throw the TypeError in the decorator, unless what it finds under 'run' is a function.",
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

function linesOf(run: Run, words: string): string[] | undefined {
  return sections(run).find(({ what }) => what.includes(words))?.lines;
}

function count(lines: string[], wanted: string): number {
  return lines.filter((line) => line === wanted).length;
}

function announcement(name: string): string {
  return `Creating class: ${name}`;
}

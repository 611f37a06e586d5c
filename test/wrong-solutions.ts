/**
 * Wrong solutions of the exercises, in test/fixtures/wrong: programs of their own, or what
 * is different in them from the right one, as a diff. Each begins with what is wrong, and
 * with words of the checker's refusal; where it is a race, also with words of what the
 * schedule comes to that the checker shows.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { root } from '../scripts/lib/lessons.ts';
import { ChangedCopy } from './changed-copy.ts';

export interface WrongSolution {
  /** Its file, from the project's root. */
  name: string;
  /** What the checker has to say of it. */
  refusedFor: string;
  /** What the schedule comes to that it has to show, if the fault is a race. */
  schedule: string | undefined;
  /** Makes a program of it, which is there until the end of the block. */
  write(): Program;
}

interface Program extends Disposable {
  /** From the project's root. */
  file: string;
}

/** @param exercise its name: `04a/synchronisation`. */
export function wrongSolutions(exercise: string): WrongSolution[] {
  const folder = `test/fixtures/wrong/${exercise}`;
  if (!existsSync(resolve(root, folder))) return [];
  return readdirSync(resolve(root, folder)).map((file) => {
    const name = `${folder}/${file}`;
    const text = readFileSync(resolve(root, name), 'utf8');
    const [, refusedFor] = /^(?:\/\/ )?Refused: (.+)$/m.exec(text) ?? [];
    const [, schedule] = /^(?:\/\/ )?Schedule: (.+)$/m.exec(text) ?? [];
    if (!refusedFor) throw new Error(`${name} does not say what it is refused for`);
    const write = name.endsWith('.diff')
      ? () => changed(exercise, text, name)
      : () => ({ file: name, [Symbol.dispose]: () => {} });
    return { name, refusedFor, schedule, write };
  });
}

/** A copy of the solution with the changes, as deep in the tree, so that it finds the core. */
function changed(exercise: string, diff: string, name: string): Program {
  const [module = '', topic = ''] = exercise.split('/');
  const copy = new ChangedCopy(`solutions/${module}`, [`${topic}.ts`, topic]);
  try {
    copy.change(diff);
  } catch (error) {
    copy[Symbol.dispose]();
    throw new Error(`${name}: ${(error as Error).message}`);
  }
  return {
    file: relative(root, join(copy.folder, `${topic}.ts`)),
    [Symbol.dispose]: () => copy[Symbol.dispose](),
  };
}

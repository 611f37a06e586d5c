/**
 * Solutions of the exercises other than the official one: right ones of another make, in
 * test/fixtures/right, and wrong ones, in test/fixtures/wrong. Each is a program of its own,
 * or what is different in it from the official one, as a diff, and begins with what is
 * different. A wrong one goes on with words of the checker's refusal (several times, where it
 * is a question of luck which comes) and, where it is a race, with words of what the schedule
 * comes to that the checker shows.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { root } from '../scripts/lib/lessons.ts';
import { ChangedCopy } from './changed-copy.ts';

export interface Variant {
  /** Its file, from the project's root. */
  name: string;
  /** Makes a program of it, which is there until the end of the block. */
  write(): Program;
}

export interface WrongSolution extends Variant {
  /** What the checker has to say of it: one of these, where it is a question of luck. */
  refusedFor: string[];
  /** What the schedule comes to that it has to show, if the fault is a race. */
  schedule: string | undefined;
}

interface Program extends Disposable {
  /** From the project's root. */
  file: string;
}

/** @param exercise its name: `04a/synchronisation`. */
export function wrongSolutions(exercise: string): WrongSolution[] {
  return variantsIn(exercise, 'wrong').map(({ text, ...variant }) => {
    const refusals = text.matchAll(/^(?:\/\/ )?Refused: (.+)$/gm);
    const refusedFor = [...refusals].map(([, words = '']) => words);
    const [, schedule] = /^(?:\/\/ )?Schedule: (.+)$/m.exec(text) ?? [];
    if (refusedFor.length === 0)
      throw new Error(`${variant.name} does not say why it is refused`);
    return { ...variant, refusedFor, schedule };
  });
}

/** @param exercise its name: `04a/synchronisation`. */
export function rightSolutions(exercise: string): Variant[] {
  return variantsIn(exercise, 'right');
}

function variantsIn(exercise: string, kind: string): (Variant & { text: string })[] {
  const folder = `test/fixtures/${kind}/${exercise}`;
  if (!existsSync(resolve(root, folder))) return [];
  return readdirSync(resolve(root, folder)).map((file) => {
    const name = `${folder}/${file}`;
    const text = readFileSync(resolve(root, name), 'utf8');
    const write = name.endsWith('.diff')
      ? () => changed(exercise, text, name)
      : () => ({ file: name, [Symbol.dispose]: () => {} });
    return { name, text, write };
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

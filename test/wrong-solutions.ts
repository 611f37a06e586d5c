/**
 * Wrong solutions of the exercises, in test/fixtures/wrong: programs of their own, or what
 * is different in them from the right one, as a diff. Each begins with what is wrong, and
 * with words of the checker's refusal; where it is a race, also with words of what the
 * schedule comes to that the checker shows.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { root } from '../scripts/lib/lessons.ts';

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
  const solutions = resolve(root, 'solutions', module);
  const changes = parsePatch(diff).map((patch) => {
    const file = patch.newFileName ?? '';
    const text = applyPatch(readFileSync(join(solutions, file), 'utf8'), patch);
    if (text === false) throw new Error(`${name} does not fit the solution any more`);
    return { file, text };
  });
  mkdirSync(resolve(root, '.cache'), { recursive: true });
  const copy = mkdtempSync(resolve(root, '.cache/wrong-'));
  for (const part of [`${topic}.ts`, topic]) {
    const source = join(solutions, part);
    if (existsSync(source)) cpSync(source, join(copy, part), { recursive: true });
  }
  for (const { file, text } of changes) writeFileSync(join(copy, file), text);
  copies.add(copy);
  return {
    file: relative(root, join(copy, `${topic}.ts`)),
    [Symbol.dispose]: () => remove(copy),
  };
}

/** The copies that are in use: Ctrl-C must not leave them behind. */
const copies = new Set<string>();
process.on('exit', () => copies.forEach(remove));

function remove(copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  copies.delete(copy);
}

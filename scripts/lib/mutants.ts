/** Mutants: diffs that take a lesson's point away, to see that it turns red without it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Lesson, root } from './lessons.ts';

const MUTANTS = 'test/fixtures/mutants';

export interface Mutant {
  /** `04a/semaphore.no-limit` */
  name: string;
  /** What it takes away, in a sentence: the first line of its file. */
  what: string;
  /** All of its file. */
  diff: string;
}

/** The mutants of a lesson or solution: `<module>/<lesson>.<what>.diff`. */
export function mutantsOf({ module, file }: Lesson): Mutant[] {
  const topic = file.replace(/.*\/|\.ts$/g, '');
  return mutantsIn(module).filter(({ name }) => name.startsWith(`${module}/${topic}.`));
}

/** All mutants of a module's lessons and solutions. */
export function mutantsIn(module: string): Mutant[] {
  const folder = resolve(root, MUTANTS, module);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => {
    const diff = readFileSync(resolve(folder, file), 'utf8');
    const [what = ''] = diff.split('\n', 1);
    return { name: `${module}/${file.replace(/\.diff$/, '')}`, what, diff };
  });
}

import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { CacheFolder } from './cache-folder.ts';
import { root } from './lessons.ts';
import { runProgram } from './program.ts';

const LIMIT = 60_000;

/** What the compiler says of a file's types. */
export interface TypeProblem {
  /** From the project's root. */
  file: string;
  line: number;
  /** "Cannot find name 'permits'." */
  message: string;
  /** Whether it is not even TypeScript. */
  isSyntax: boolean;
}

/**
 * What tsc finds wrong in a file, and in what it imports.
 *
 * @param file its path.
 * @param signal stops it.
 * @throws {Error} when tsc itself fails.
 */
export async function typeErrorsIn(
  file: string,
  signal?: AbortSignal,
): Promise<TypeProblem[]> {
  using folder = new CacheFolder('types');
  const project = join(folder.path, 'tsconfig.json');
  const settings = {
    extends: resolve(root, 'tsconfig.json'),
    include: [],
    files: [resolve(file)],
  };
  writeFileSync(project, JSON.stringify(settings));
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc');
  const command = [process.execPath, tsc, '--project', project, '--pretty', 'false'];
  const { stdout, stderr, problem } = await runProgram(command, { limit: LIMIT, signal });
  const all = [...stdout.matchAll(/^(.+)\((\d+),\d+\): error TS(\d+): (.+)$/gm)];
  if (problem && all.length === 0) throw new Error(`tsc ${problem}: ${stdout}${stderr}`);
  return all.map(([, path = '', line, code, message = '']) => ({
    file: relative(root, resolve(path)),
    line: Number(line),
    message,
    isSyntax: Number(code) < 2000,
  }));
}

import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { CacheFolder } from './cache-folder.ts';
import { root } from './lessons.ts';
import { runProgram } from './program.ts';

const LIMIT = 60_000;

const LENIENT = {
  noImplicitOverride: false,
  noUncheckedIndexedAccess: false,
  noFallthroughCasesInSwitch: false,
  erasableSyntaxOnly: false,
  verbatimModuleSyntax: false,
};

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
 * @param options.lenient leaves out what is this project's taste rather than an error, such as
 *   a missing `override`. Default: false.
 * @param options.signal stops it.
 * @throws {Error} when tsc itself fails.
 */
export async function typeErrorsIn(
  file: string,
  {
    lenient = false,
    signal,
  }: { lenient?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<TypeProblem[]> {
  using folder = new CacheFolder('types');
  const project = join(folder.path, 'tsconfig.json');
  const settings = {
    extends: resolve(root, 'tsconfig.json'),
    compilerOptions: lenient ? LENIENT : {},
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

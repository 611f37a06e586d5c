import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CacheFolder } from './cache-folder.ts';
import { root } from './lessons.ts';
import { runProgram } from './program.ts';
import { UsageError } from './usage.ts';

const LIMIT = 120_000;

/** What makes JavaScript with type declarations of files that name one another's results. */
const SETTINGS = {
  noEmit: false,
  declaration: true,
  allowImportingTsExtensions: false,
  outDir: 'compiled',
  rootDir: 'source',
};

/**
 * Compiles TypeScript, and leaves other files as they are.
 *
 * @param files texts by path. They name one another by the paths of what is compiled: the
 *   compiler renames neither what `new URL` names nor, in declarations, what is imported.
 * @returns texts by path, with two for each file of TypeScript.
 * @throws {UsageError} where the compiler has not been installed.
 * @throws {Error} when there is something wrong in the files.
 */
export async function compile(files: Map<string, string>): Promise<Map<string, string>> {
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc');
  if (!existsSync(tsc)) throw new UsageError('--js needs the compiler: run npm ci first');
  using folder = new CacheFolder('compile');
  const write = (path: string, text: string) => {
    const file = join(folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const compiled = new Map([...files].filter(([path]) => !isTypeScript(path)));
  for (const [path, text] of files) write(join('source', path), text);
  write('source/package.json', '{ "type": "module" }');
  const config = {
    extends: resolve(root, 'tsconfig.json'),
    compilerOptions: SETTINGS,
    include: ['source'],
  };
  write('tsconfig.json', JSON.stringify(config));
  const command = [process.execPath, tsc, '--project', folder.path, '--pretty', 'false'];
  const { stdout, stderr, problem } = await runProgram(command, { limit: LIMIT });
  if (problem) throw new Error(`tsc ${problem}: ${stdout}${stderr}`);
  const results = join(folder.path, SETTINGS.outDir);
  for (const path of readdirSync(results, { recursive: true, encoding: 'utf8' })) {
    const file = path.replaceAll('\\', '/');
    if (/\.m?(js|ts)$/.test(file)) {
      compiled.set(file, readFileSync(join(results, path), 'utf8'));
    }
  }
  return compiled;
}

function isTypeScript(path: string): boolean {
  return /\.m?ts$/.test(path);
}

/** The files that a command line names: each for one thing, as what is written is gone. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { UsageError } from './command-line.ts';
import { formats } from './formats.ts';

interface Files {
  input?: string | undefined;
  out?: string | undefined;
  log?: string | undefined;
}

/** @throws {UsageError} when they cannot be what they are named for. */
export function checkFiles({ input, out, log }: Files): void {
  if (out !== undefined) checkOutput(out);
  if (log === '-') {
    throw new UsageError('--log takes the name of a file: it is not written to stdout');
  }
  const files = [
    ['--input', input],
    ['--log', log],
    ['--out', out],
  ] as const;
  for (const [i, [option, path]] of files.entries()) {
    const twin = files.slice(i + 1).find(([, other]) => isSameFile(path, other));
    if (twin) throw new UsageError(`${option} and ${twin[0]} want a file each`);
  }
}

/** Whether both are one file, by whatever name or link. */
function isSameFile(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one === '-' || other === '-') return false; // stdin, or stdout
  if (existsSync(one) && existsSync(other)) {
    const [a, b] = [statSync(one), statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  }
  const real = (path: string) =>
    existsSync(path)
      ? realpathSync(path)
      : join(realpathSync(dirname(path)), basename(path));
  return (
    existsSync(dirname(one)) && existsSync(dirname(other)) && real(one) === real(other)
  );
}

function checkOutput(path: string): void {
  if (path === '-') return;
  if (!formats.includes(extname(path).toLowerCase())) {
    throw new UsageError(`--out takes - or a name that ends in ${formats.join(', ')}`);
  }
  if (!existsSync(dirname(path)))
    throw new UsageError(`There is no folder ${dirname(path)}`);
}

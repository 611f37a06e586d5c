/** The flags that the program was started with, as far as others start with them, too. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A flag with its value: `['--import', './a.mjs']`, `['--stack-size=2000']`. */
type Flag = string[];

const WITH_VALUE =
  /^(--(import|require|conditions|(experimental-)?loader|eval|print|input-type)|-[rCep]|-pe)$/;
/** The program itself, where no file has it, and how to read it: it runs only once. */
const OF_THE_PROGRAM = /^(-([eip]|pe)|--(eval|print|interactive|input-type))([=,]|$)/;
/** Node refuses the others to a thread, or has them for the whole process. */
const OF_A_THREAD =
  /^(-[rC]$|--(import|require|conditions|(experimental-)?loader|experimental-vm-modules|enable-source-maps|(no-)?warnings|disable-warning|trace-(warnings|uncaught|deprecation)|(no|throw|pending)-deprecation|unhandled-rejections|preserve-symlinks(-main)?|(cpu|heap)-prof(-[a-z]+)?)(=|$))/;
const OF_TSX = /(^|=)tsx$|[\\/]tsx[\\/]dist[\\/](loader\.mjs|preflight\.cjs)$/;

/** All but the program itself. */
const all: Flag[] = [];
/** Without those that load tsx, which costs a thread ten times what our loader costs. */
const own: Flag[] = [];
/** Where tsx is said to be: `file:///…/tsx/dist/loader.mjs`, a path, or just `tsx`. */
export let tsx: string | undefined;

for (let i = 0; i < process.execArgv.length; i++) {
  const flag = process.execArgv.slice(i, i + 1);
  const next = process.execArgv.slice(i + 1, i + 2);
  // Not so in `-p -e 1`.
  const isValue = WITH_VALUE.test(flag.join()) && !next[0]?.startsWith('-');
  if (isValue) i += flag.push(...next) - 1;
  if (OF_THE_PROGRAM.test(flag.join())) continue;
  all.push(flag.map(absolute));
  const value = flag.at(-1) ?? '';
  if (!OF_TSX.test(value)) own.push(flag.map(absolute));
  else if (!value.endsWith('.cjs')) tsx = value.replace(/^--import=/, '');
}

/** `--import ./a.mjs` means the same file after a `process.chdir()`, and so does an env file. */
function absolute(part: string, _: number, flag: Flag): string {
  const [, name = '', path] =
    /^(--env-file(?:-if-exists)?=)(.+)$/.exec(part) ??
    /^(--[a-z-]+=)?(\.{1,2}[\\/].*)$/.exec(part) ??
    [];
  if (path === undefined) return part;
  const isModule = /^--(import|(experimental-)?loader)\b/.test(flag.join());
  return name + (isModule ? pathToFileURL(path).href : resolve(path));
}

export const allFlags = all.flat();
export const processFlags = own.flat();
export const threadFlags = own.filter(([name = '']) => OF_A_THREAD.test(name)).flat();

/** What `--stack-size` says, in MiB: threads have a stack of their own. */
export const stackSizeMb = own
  .flat()
  .map((flag) => /^--stack[-_]size=(\d+)$/.exec(flag)?.[1])
  .filter((size) => size !== undefined)
  .map((size) => Math.ceil(Number(size) / 1024))
  .at(-1);

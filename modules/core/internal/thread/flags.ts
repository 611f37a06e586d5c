/** The flags that the program was started with, as far as others start with them, too. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A flag with its value: `['--import', './a.mjs']`, `['--stack-size=2000']`. */
type Flag = string[];

const WITH_VALUE = /^(--(import|require|conditions|(experimental-)?loader)|-[rC])$/;
/** Node refuses the others to a thread, or has them for the whole process. */
const OF_A_THREAD =
  /^(-[rC]$|--(import|require|conditions|(experimental-)?loader|experimental-vm-modules|enable-source-maps|(no-)?warnings|disable-warning|trace-(warnings|uncaught|deprecation)|(no|throw|pending)-deprecation|unhandled-rejections|preserve-symlinks(-main)?|(cpu|heap)-prof(-[a-z]+)?)(=|$))/;
const OF_TSX = /(^|=)tsx$|[\\/]tsx[\\/]dist[\\/](loader\.mjs|preflight\.cjs)$/;

/** All but those that load tsx, which costs a thread ten times what our loader costs. */
const own: Flag[] = [];
/** Where tsx is said to be: `file:///…/tsx/dist/loader.mjs`, a path, or just `tsx`. */
export let tsx: string | undefined;

for (let i = 0; i < process.execArgv.length; i++) {
  const flag = process.execArgv.slice(i, i + 1);
  if (WITH_VALUE.test(flag.join())) flag.push(...process.execArgv.slice(++i, i + 1));
  const value = flag.at(-1) ?? '';
  if (!OF_TSX.test(value)) own.push(flag.map(absolute));
  else if (!value.endsWith('.cjs')) tsx = value.replace(/^--import=/, '');
}

/** `--import ./a.mjs` means the same file after a `process.chdir()`. */
function absolute(part: string, _: number, flag: Flag): string {
  const [, name = '', path] = /^(--[a-z-]+=)?(\.{1,2}[\\/].*)$/.exec(part) ?? [];
  if (path === undefined) return part;
  const isPath = /^-(r$|-require)/.test(flag.join());
  return name + (isPath ? resolve(path) : pathToFileURL(path).href);
}

export const processFlags = own.flat();
export const threadFlags = own.filter(([name = '']) => OF_A_THREAD.test(name)).flat();

/** What `--stack-size` says, in MiB: threads have a stack of their own. */
export const stackSizeMb = own
  .flat()
  .map((flag) => /^--stack[-_]size=(\d+)$/.exec(flag)?.[1])
  .filter((size) => size !== undefined)
  .map((size) => Math.ceil(Number(size) / 1024))
  .at(-1);

/** What the READMEs tell a person to type. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { glob } from 'zx';
import { root } from '../../../scripts/lib/lessons.ts';

/** From the project's root. */
export const readmes = glob
  .sync(['README.md', 'CONTRIBUTING.md', 'modules/**/README.md', 'modules/PYTHON.md'], {
    cwd: root,
  })
  .sort();

export function readReadme(readme: string): string {
  return readFileSync(resolve(root, readme), 'utf8');
}

const COMMAND =
  /^([A-Z_]+=\S+ )*(npx|npm|node|deno|bun|taskset|redis-server|docker|apt-get|sudo) +\S/;

/** Blocks, fenced and indented, and code between words. */
const CODE = /^```(\w*)\n([\s\S]*?)^```$|^ {4}(.*)$|`([^`]+)`/gm;

/** The commands in a text, in their order. */
export function commandsIn(markdown: string): string[] {
  const onOneLine = markdown.replace(/\\\n\s*/g, '');
  return [...onOneLine.matchAll(CODE)]
    .filter(([, language = '']) => /^(sh|bash)?$/.test(language))
    .flatMap(([, , fenced, indented, inline]) =>
      inline ? [inline.replace('\n', ' ')] : (fenced ?? indented ?? '').split('\n'),
    )
    .map((line) => line.replace(/\s#\s.*$/, ''))
    .flatMap((line) => line.split('&&'))
    .map((command) => command.trim())
    .filter((command) => COMMAND.test(command) && command !== 'npx tsx');
}

/** The files of the project that a command names. */
export function filesIn(command: string): string[] {
  return command.match(/\b(modules|scripts|solutions|test)\/[\w./-]+\.ts\b/g) ?? [];
}

/** What all pages load of each other, which VitePress writes as texts of JSON in a program. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TEXT = /JSON\.parse\(("(?:[^"\\]|\\.)*")\)/g;

/** The same program with the values themselves: a tenth of it was backslashes. */
export function withoutTexts(program: string): string {
  return program.replace(TEXT, (_, text) => JSON.parse(text));
}

/** @param site the folder with the finished book. */
export function shortenMetadata(site: string): void {
  const folder = join(site, 'assets/chunks');
  const file = readdirSync(folder).find((name) => /^metadata\..*\.js$/.test(name));
  if (!file) throw new Error(`There is no metadata.*.js in ${folder}`);
  const path = join(folder, file);
  writeFileSync(path, withoutTexts(readFileSync(path, 'utf8')));
}

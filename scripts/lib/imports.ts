import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What a file imports, types too, and where in its text. */
const IMPORT = /(?<=\b(?:from|import)\s+')[^']+(?=')|(?<=\bimport\(\s*')[^']+(?=')/g;

/** What it names besides, such as the first file of a thread. */
const FILE = /(?<=new URL\(\s*['`])\.{1,2}\/[^'`?$]+/g;

const SPECIFIER = new RegExp(`${IMPORT.source}|${FILE.source}`, 'g');

/** All files that a program needs to run: itself and, step by step, what they name. */
export function filesOf(entry: string): string[] {
  const files = new Set([entry]);
  // The iteration goes on to what is added meanwhile.
  for (const file of files) {
    if (!/\.m?ts$|\.mjs$/.test(file)) continue;
    for (const specifier of specifiersIn(readFileSync(file, 'utf8'))) {
      const path = resolve(dirname(file), specifier);
      if (specifier.startsWith('.') && existsSync(path) && statSync(path).isFile()) {
        files.add(path);
      }
    }
  }
  return [...files];
}

/** The packages that files import: `undici` for `undici/index.js`. */
export function packagesOf(files: string[]): string[] {
  const specifiers = files.flatMap((file) => specifiersIn(readFileSync(file, 'utf8')));
  const packages = specifiers
    .filter((specifier) => /^[@a-z]/.test(specifier) && !specifier.startsWith('node:'))
    .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  return [...new Set(packages)].sort();
}

/** The files and packages that a file names. */
export function specifiersIn(source: string): string[] {
  return found(SPECIFIER, source);
}

/** Those of them that it imports itself: not what it gives to a thread to load. */
export function importsIn(source: string): string[] {
  return found(IMPORT, source);
}

function found(pattern: RegExp, source: string): string[] {
  // Without the examples in comments.
  const code = source.replace(/^\s*(\/\*)?\*.*$/gm, '');
  return [...code.matchAll(pattern)].map(([specifier]) => specifier);
}

/** A file's text with the relative paths that it names changed. */
export function renameIn(source: string, rename: (specifier: string) => string): string {
  return source.replace(SPECIFIER, (specifier) =>
    specifier.startsWith('.') ? rename(specifier) : specifier,
  );
}

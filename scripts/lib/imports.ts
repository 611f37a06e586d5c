import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What a file names of other files and packages, and where in its text. */
const SPECIFIER =
  /(?<=\b(?:from|import)\s+')[^']+(?=')|(?<=\bimport\(\s*')[^']+(?=')|(?<=new URL\(\s*['`])\.{1,2}\/[^'`?$]+/g;

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

function specifiersIn(source: string): string[] {
  // Without the examples in comments.
  const code = source.replace(/^\s*(\/\*)?\*.*$/gm, '');
  return [...code.matchAll(SPECIFIER)].map(([specifier]) => specifier);
}

/** A file's text with the relative paths that it names changed. */
export function renameIn(source: string, rename: (specifier: string) => string): string {
  return source.replace(SPECIFIER, (specifier) =>
    specifier.startsWith('.') ? rename(specifier) : specifier,
  );
}

import type { Plugin } from 'vite';

/** A custom property that is given a value, with strings in which anything may stand. */
const GIVEN = /(?<=[{;])(--[\w-]+):(?:[^;{}"']|"[^"]*"|'[^']*')*;?(?=[-\w}]|$)/g;

/** A rule for languages in which the book is not written. */
const FOREIGN =
  /(?<=[{}])(?:[^{},;]*:lang\((?!en)[^{},;]*,?)+\{(?:[^{}"']|"[^"]*"|'[^']*')*\}/g;

/** Leaves out of the styles what VitePress's theme sets for parts that the book has not. */
export const unusedProperties: Plugin = {
  name: 'unused-properties',
  enforce: 'post', // the styles are put together at the end
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type === 'asset' && part.fileName.endsWith('.css')) {
        part.source = used(String(part.source).replace(FOREIGN, ''));
      }
    }
  },
};

/** @param css minified, all of a site's styles. */
export function used(css: string): string {
  const names = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
  const left = css.replace(GIVEN, (whole, name) => (names.has(name) ? whole : ''));
  // What only an unused one has used is unused, too.
  return left === css ? css : used(left);
}

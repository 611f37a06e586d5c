/** Files that have no chapter, as they are; and folders, as lists of theirs. */

import { statSync } from 'node:fs';
import { basename, extname, relative, resolve } from 'node:path';
import { root } from '../lessons.ts';
import { type Addresses, filesIn, read, sourcePage } from './addresses.ts';
import { mark } from './lesson-page.ts';
import { fenced, type Page } from './page.ts';

const LANGUAGES: Record<string, string> = { '.mjs': 'js', '': 'txt' };

/** What is longer is data: its colours would tell nothing, and weigh more than itself. */
const MOST_COLOURED = 20_000;

export function sourcePages(addresses: Addresses): Page[] {
  // The iteration goes on to what folders add meanwhile.
  const pages: Page[] = [];
  for (const path of addresses.shown) {
    const isFolder = statSync(resolve(root, path)).isDirectory();
    pages.push({
      path: `${sourcePage(path)}.md`,
      title: path,
      description: `${path}, as it is.`,
      previous: false,
      next: false,
      markdown: `# ${mark(path)}\n\n${isFolder ? listOf(path, addresses) : sourceOf(path)}`,
    });
  }
  return pages;
}

function listOf(folder: string, addresses: Addresses): string {
  return filesIn(folder)
    .map((file) => `- [${mark(relative(folder, file))}](${addresses.of(file)})`)
    .join('\n');
}

function sourceOf(file: string): string {
  const text = read(file);
  const extension = extname(basename(file));
  const language = LANGUAGES[extension] ?? extension.slice(1);
  return fenced(text, text.length > MOST_COLOURED ? 'txt' : language);
}

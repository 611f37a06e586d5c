/** Writes the pages down, and has VitePress make a site of them. */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lessons.ts';
import { UsageError } from '../usage.ts';
import { type Page, render } from './page.ts';
import type { Picture } from './pictures.ts';
import type { ScheduleFile } from './schedules.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const PAGES = resolve(root, '.cache/book/pages');

/** The folder with the finished book. */
export const SITE = resolve(root, '.cache/book/site');

/** Makes the site of its pages. */
export async function buildSite(
  pages: Page[],
  pictures: Iterable<Picture>,
  schedules: Iterable<ScheduleFile>,
): Promise<void> {
  await rm(PAGES, { recursive: true, force: true });
  const files = new Map(pages.map((page) => [page.path, render(page)]));
  // VitePress looks for these two in the folder of the pages.
  files.set('.vitepress/config.ts', passOn('config.ts'));
  files.set('.vitepress/theme/index.ts', passOn('theme/index.ts'));
  for (const { address, svg, alive } of pictures) {
    files.set(`public${address}`, svg);
    files.set(`public${address.replace(/svg$/, 'json')}`, alive);
  }
  for (const { address, json } of schedules) files.set(`public${address}`, json);
  for (const [file, text] of files) {
    const path = join(PAGES, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await cp(resolve(root, 'modules/gallery'), join(PAGES, 'public/gallery'), {
    recursive: true,
  });
  await cp(join(HERE, 'theme/icon.svg'), join(PAGES, 'public/icon.svg'));
  const { build } = await vitePress();
  await build(PAGES);
}

function passOn(file: string): string {
  return `export { default } from ${JSON.stringify(join(HERE, file))};\n`;
}

/** @throws {UsageError} when it is not installed. */
export async function vitePress() {
  try {
    return await import('vitepress');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError('The book is made by VitePress, which is not here: npm ci');
  }
}

/** The URLs that a run starts with: pages of a site, those that are listed, those in a file. */
import { UsageError } from './command-line.ts';
import { normalise, withoutPassword } from './url.ts';
import { readUrlList } from './url-list.ts';

/**
 * The pages of a site that a person names.
 *
 * @throws {UsageError} when nothing can be put behind it.
 */
export function pagesOfSite(site: string, pages: number): string[] {
  const [mark] = /[?#]/.exec(site) ?? [];
  if (mark) {
    const part = mark === '?' ? 'query' : 'fragment';
    throw new UsageError(
      `--url takes a site, to put /page/1/ behind it: ${withoutPassword(site)} has a ${part}; ` +
        'leave that out, or name its pages without --url',
    );
  }
  return pagesOf(site.replace(/\/+$/, ''), pages);
}

/** The pages of a site, from the first. */
export function pagesOf(site: string, pages: number): string[] {
  return Array.from({ length: pages }, (_, i) => `${site}/page/${i + 1}/`);
}

/**
 * The URLs of a list, as {@link readUrlList} reads it.
 *
 * @throws {UsageError} when it cannot be read, or there is none in it.
 */
export async function urlsFrom(path: string): Promise<string[]> {
  try {
    const urls = await readUrlList(path);
    for (const url of urls) normalise(url);
    if (urls.length === 0) throw new Error('there is none in it');
    return urls;
  } catch (error) {
    throw new UsageError(`Cannot read URLs from ${path}: ${(error as Error).message}`);
  }
}

/** @throws {UsageError} unless it is a URL. */
export function checkUrl(url: string): void {
  try {
    normalise(url);
  } catch (failure) {
    throw new UsageError((failure as Error).message);
  }
}

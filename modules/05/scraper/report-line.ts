import type { Page } from './page.ts';
import { thousands } from './thousands.ts';
import { withoutPassword } from './url.ts';

/**
 * What a person gets to see of a page.
 *
 * @param found how many records it gave, and of what.
 */
export function lineFor(page: Page<unknown>, found: string): string {
  const { failure, sameAs, requests } = page;
  const tries = requests > 1 ? ` after ${requests} requests` : '';
  const said = failure
    ? `failed: ${failure.message}${tries}`
    : sameAs
      ? `is ${sameAs}`
      : `${found}${tries}`;
  const size = `${thousands(page.bytes)} B`;
  const time = `${(page.ms / 1000).toFixed(2)} s`;
  const url = withoutPassword(page.url);
  return `${url}  ${page.status ?? '---'}  ${size.padStart(8)}  ${time}  ${said}`;
}

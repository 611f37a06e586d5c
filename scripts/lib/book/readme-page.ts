/** The project's READMEs as chapters, whose links lead to other pages. */
import { dirname, join } from 'node:path';
import { type Addresses, read } from './addresses.ts';
import type { Page } from './page.ts';

/** `](to#part)`, of a link or a picture. */
const LINK = /\]\(([^)\s#]*)(#[^)\s]*)?\)/g;

/**
 * @param file from the project's root: `modules/04a/README.md`.
 * @param path the page's.
 * @param problems gets a line for each link to something that is not there.
 */
export function readmePage(
  file: string,
  path: string,
  addresses: Addresses,
  problems: string[],
): Page {
  const text = linked(read(file), file, addresses, problems);
  const [, title = file] = /^# (.*)$/m.exec(text) ?? [];
  const [first = ''] = /^[^#\n!|][^\n]*(\n[^\n]+)*/m.exec(text) ?? [];
  return { path, title, description: sentence(first), markdown: text };
}

/** Markdown whose links to the project's files lead to their pages. */
export function linked(
  markdown: string,
  file: string,
  addresses: Addresses,
  problems: string[],
): string {
  let inFence = false;
  const lines = markdown.split('\n').map((line, i) => {
    if (line.startsWith('```')) inFence = !inFence;
    if (inFence || line.startsWith('    ')) return line;
    return line.replace(LINK, (link, to: string, part = '') => {
      if (!to || /^\w+:/.test(to)) return link;
      const target = join(dirname(file), to);
      const address = addresses.of(target);
      if (!address) {
        problems.push(`${file}:${i + 1} names ${to}, but there is no ${target}`);
      }
      return `](${address}${part})`;
    });
  });
  return lines.join('\n');
}

/** The first sentence, without its Markdown. */
export function sentence(text: string): string {
  const words = text.replaceAll(/\s+/g, ' ').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return (/^.*?[.:](?= |$)/.exec(words)?.[0] ?? words).replaceAll('`', '');
}

/** What was verified where, as scripts/portable.ts has written it down. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from '../lessons.ts';
import type { Verified } from '../verified.ts';
import { fenced, type Page } from './page.ts';

/** Where the book looks for it, from the project's root. */
const RECORD = '.cache/portable.json';

export function runtimesPage(): Page {
  const file = resolve(root, RECORD);
  const text = [
    '# Runtimes',
    'All lessons and solutions, and the tests of what they stand on, run on Node 20, 22, 24 and 26, on Deno and on Bun. This does it again, and writes down how it went:',
    fenced(`npx tsx scripts/portable.ts --json ${RECORD}`, 'sh'),
    existsSync(file)
      ? table(JSON.parse(readFileSync(file, 'utf8')))
      : 'When this book was made, that had not been done here, so there is nothing to show.',
  ];
  return {
    path: 'runtimes.md',
    title: 'Runtimes',
    description: 'What was verified on which runtime, and when.',
    markdown: text.join('\n\n'),
  };
}

function table({ date, platform, runtimes }: Verified): string {
  const columns = [...new Set(runtimes.flatMap(({ parts }) => Object.keys(parts)))];
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const rows = runtimes.map(({ name, version, parts }) => {
    const cells = columns.map((column) => {
      const { passed = 0, of = 0 } = parts[column] ?? {};
      return passed === of ? `${passed}` : `**${passed} of ${of}**`;
    });
    return row([name.replace(/ [\d.]+$/, ''), version, ...cells]);
  });
  return [
    `How many passed on ${date.slice(0, 10)}, on ${platform}:`,
    [
      row(['runtime', 'version', ...columns]),
      row(['---', '---', ...columns.map(() => '---:')]),
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

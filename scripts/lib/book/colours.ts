/** Programs in colour, kept from build to build: to find the colours takes long. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from '../lessons.ts';
import { read } from './addresses.ts';
import { keep } from './kept.ts';

/** As markdown-it calls it. */
type Highlight = (code: string, language: string, attributes: string) => string;

const FILE = resolve(root, '.cache/book/colours.json');

const kept: Record<string, string> = existsSync(FILE)
  ? JSON.parse(readFileSync(FILE, 'utf8'))
  : {};
const used: Record<string, string> = {};

// With another version, or other classes, they look different.
const version = createHash('sha256')
  .update(read('package-lock.json'))
  .update(read('scripts/lib/book/highlight.ts'))
  .update(read('scripts/lib/book/config.ts'))
  .digest('hex');

export function remembered(highlight: Highlight): Highlight {
  return (code, language, attributes) => {
    const words = JSON.stringify([version, language, attributes, code]);
    const name = createHash('sha256').update(words).digest('base64url').slice(0, 24);
    const html = used[name] ?? kept[name] ?? highlight(code, language, attributes);
    used[name] = html;
    return html;
  };
}

/** Keeps what this build has used. */
export async function keepColours(): Promise<void> {
  await keep(FILE, used);
}

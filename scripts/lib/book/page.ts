import { escaped } from '../timeline/svg-parts.ts';

/** A page of the book, before VitePress makes HTML of it. */
export interface Page {
  /** From the book's top: `04a/lock-counter.md`. */
  path: string;
  /** What search and browsers call it. */
  title: string;
  /** In a sentence, for those who see no more than a link to it. */
  description?: string;
  /** The pages before and after it; false for none. */
  previous?: Neighbour | false;
  next?: Neighbour | false;
  /** More of what VitePress reads about a page. */
  frontmatter?: Record<string, unknown>;
  markdown: string;
}

export interface Neighbour {
  text: string;
  link: string;
}

/** A page as VitePress reads it. */
export function render(page: Page): string {
  const { title, description, previous, next, frontmatter, markdown } = page;
  // JSON is YAML, and needs no thought about colons and quotes.
  const head = JSON.stringify({
    title,
    description,
    prev: previous,
    next,
    ...frontmatter,
  });
  return `---\n${head}\n---\n\n${markdown.replace(/^\n+/, '').trimEnd()}\n`;
}

/** A program, with its colours; as many backticks around it as it needs. */
export function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}

/** What a reader opens to see it. */
export function folded(summary: string, markdown: string): string {
  return `<details><summary>${escaped(summary)}</summary>\n\n${markdown.trim()}\n\n</details>`;
}

/** Plain text as HTML on one line, in which Markdown and Vue find nothing of theirs. */
export function plain(text: string): string {
  return escaped(text).replaceAll('\n', '&#10;').replaceAll('{', '&#123;');
}

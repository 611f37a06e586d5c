import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Lesson, root, topicOf } from './lessons.ts';

/**
 * The lessons in which each of the words begins a word, best first: those with it in their
 * name come before those that it describes.
 *
 * @param words as a person writes them: `queue`, `04b`, `multiprocessing.Pool`.
 */
export function search(words: string[], lessons: Lesson[]): Lesson[] {
  return lessons
    .map((lesson) => ({ lesson, rank: rankOf(lesson, words) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ lesson }) => lesson);
}

/** The lower, the better; Infinity when one of the words is not there. */
function rankOf(lesson: Lesson, words: string[]): number {
  const { number, name, python, shows } = lesson;
  const [word = '', ...others] = words.map((word) => word.toLowerCase());
  const isIts = others.length === 0 && [topicOf(lesson), name, number].includes(word);
  if (isIts) return -1;
  const texts = [topicOf(lesson), `${number} ${name}`, python, shows, headerOf(lesson)];
  const ranks = words.map((word) => {
    const rank = texts.findIndex((text) => begins(word, text));
    return rank < 0 ? Infinity : rank;
  });
  return ranks.reduce((sum, rank) => sum + rank, 0);
}

/** Whether a word of the text begins so; `ThreadPool` has two, and so has `apply_async`. */
function begins(word: string, text: string): boolean {
  const pattern = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const start = new RegExp(`(?<![\\p{L}\\d])${pattern}`, 'iu');
  return start.test(text) || start.test(text.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' '));
}

/** The comment that a lesson begins with, as plain text; empty when there is none. */
export function headerOf({ file }: Lesson): string {
  const path = resolve(root, file);
  const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const [, comment = ''] = /^\/\*\*\s*\n([\s\S]*?)\s*\*\//.exec(source) ?? [];
  return comment.replace(/^ \* ?/gm, '');
}

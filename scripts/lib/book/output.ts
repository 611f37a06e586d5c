/** An Output block in a reader's words: what is free is said, not marked. */
import { type Item, type Line, MARKER, parse, unescapeLine } from '../golden-parse.ts';
import { plain } from './page.ts';

/** What a lesson prints, as HTML on one line. */
export function outputHtml(block: string[]): string {
  const lines = linesOnAnyRuntime(block);
  let html = '';
  let text: string[] = [];
  const flush = () => {
    if (text.length > 0) html += `<pre>${text.join('&#10;')}</pre>`;
    text = [];
  };
  for (const [i, raw] of block.entries()) {
    const marker = MARKER.exec(raw);
    if (!marker) {
      const line = lines.get(i + 1);
      text.push(line ? lineHtml(line) : plain(raw));
      continue;
    }
    flush();
    html += markerHtml(raw, marker[1] ?? '');
  }
  flush();
  return `<div class="output" v-pre>${html}</div>`;
}

/** The lines that are printed on one runtime or another, by their numbers. */
function linesOnAnyRuntime(block: string[]): Map<number, Line> {
  const names = block.flatMap((raw) => MARKER.exec(raw)?.[4]?.split(', ') ?? []);
  const readings = [{}, ...names.map((name) => ({ runtime: [name] }))];
  const lines = (items: Item[]): Line[] =>
    items.flatMap((item) => (item.type === 'line' ? item : lines(item.parts.flat())));
  const all = readings.flatMap((reading) => lines(parse(block, reading)));
  return new Map(all.map((line) => [line.number, line]));
}

function markerHtml(raw: string, title: string): string {
  if (title === 'with') return '</div><div class="part">';
  if (title === 'end') return '</div></div>';
  const note = raw.replace(/^--- .*? ---\s*/, '');
  const words = `${wordsOf(title)}${note ? ` (${note})` : ''}:`;
  return `<div class="group"><p>${plain(words)}</p><div class="part">`;
}

function wordsOf(title: string): string {
  if (title === 'interleaved') return 'These parts in any mixture, each in its own order';
  if (title === 'any order') return 'These lines in any order';
  const [, runtimes] = /^on (.*)$/.exec(title) ?? [];
  if (!runtimes) return `These lines ${title}`;
  const names = runtimes.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return `On ${names} only`;
}

function lineHtml({ pieces, placeholders }: Line): string {
  return pieces
    .map((piece, i) => {
      const text = plain(i === 0 ? unescapeLine(piece) : piece.replaceAll('\\<', '<'));
      const placeholder = placeholders[i];
      return placeholder ? `${text}<i>${plain(inWords(placeholder.source))}</i>` : text;
    })
    .join('');
}

const NOUNS: Record<string, string> = {
  int: 'a number',
  float: 'a number',
  text: 'some text',
};

/** `<int 1..6>` is "a number from 1 to 6", `<a=int != b>` "a number a, not b". */
export function inWords(placeholder: string): string {
  const source = placeholder.slice(1, -1);
  const [, name = '', kind = '', conditions = ''] =
    /^(?:(\w+)=)?(int|float|text)\b(.*)$/.exec(source) ?? [];
  if (!kind) return source;
  const range = conditions.replace(/(\S+)\.\.(\S+)/, 'from $1 to $2');
  const bounds = range
    .replaceAll(/>= ?/g, 'of at least ')
    .replaceAll(/<= ?/g, 'of at most ')
    .replaceAll(/> ?/g, 'over ')
    .replaceAll(/< ?/g, 'under ')
    .replace(/ ?!= ?/, ', not ')
    .replaceAll(/ ?!= ?/g, ' or ');
  return [NOUNS[kind], name && ` ${name}`, bounds].join('');
}

/** The prose of comments, of lessons' headers and of the core's documentation, as HTML. */
import { plain } from './page.ts';

/** What `{@link …}` in a comment leads to; undefined for nowhere. */
export type Find = (name: string) => string | undefined;

/**
 * Paragraphs, lists and indented code, each on a line of its own.
 *
 * @param find where a name that is linked to stands.
 */
export function prose(comment: string, find?: Find): string {
  return comment
    .split(/\n\s*\n/)
    .flatMap(blocksOf)
    .map((block) => blockHtml(block, find))
    .join('\n\n');
}

/** Words with `code` and links in them. */
export function inline(text: string, find?: Find): string {
  return text
    .split(/(`[^`]+`|\{@link [^}]+\})/)
    .map((part) => {
      const [, name = ''] = /^\{@link ([^}]+)\}$/.exec(part) ?? [];
      const code = name || /^`([^`]+)`$/.exec(part)?.[1];
      if (!code) return plain(part);
      const target = find?.(code);
      const html = `<code>${plain(code)}</code>`;
      return target ? `<a href="${target}">${html}</a>` : html;
    })
    .join('');
}

interface Block {
  kind: 'paragraph' | 'item' | 'step' | 'code';
  lines: string[];
}

/** A paragraph goes on in the next line, unless that begins with something of its own. */
function blocksOf(paragraph: string): Block[] {
  const blocks: Block[] = [];
  for (const line of paragraph.split('\n')) {
    const text = line.trim();
    const last = blocks.at(-1);
    if (!text) continue;
    if (/^- /.test(text)) blocks.push({ kind: 'item', lines: [text.slice(2)] });
    else if (/^\d+\. /.test(text)) {
      blocks.push({ kind: 'step', lines: [text.replace(/^\d+\. /, '')] });
    } else if (/^ {2,}/.test(line) && (!last || last.kind === 'code')) {
      if (last) last.lines.push(line);
      else blocks.push({ kind: 'code', lines: [line] });
    } else if (last && last.kind !== 'code' && !LABEL.test(text)) last.lines.push(text);
    else blocks.push({ kind: 'paragraph', lines: [text] });
  }
  return joined(blocks);
}

/** Items that follow each other are one list. */
function joined(blocks: Block[]): Block[] {
  const result: Block[] = [];
  for (const { kind, lines } of blocks) {
    const last = result.at(-1);
    const text = kind === 'code' ? lines.join('\n') : lines.join(' ');
    if (kind !== 'paragraph' && last?.kind === kind) last.lines.push(text);
    else result.push({ kind, lines: [text] });
  }
  return result;
}

/** What a paragraph may begin with, to say what it is about. */
const LABEL = /^(In Python|Python|Here|How hard|Prepared by|Check it):/;

function blockHtml({ kind, lines }: Block, find?: Find): string {
  const [text = ''] = lines;
  const items = lines.map((line) => `<li>${inline(line, find)}</li>`).join('');
  if (kind === 'item') return `<ul v-pre>${items}</ul>`;
  if (kind === 'step') return `<ol v-pre>${items}</ol>`;
  if (kind === 'code') return `<pre v-pre class="plain">${plain(text)}</pre>`;
  const [label = ''] = LABEL.exec(text) ?? [];
  const rest = inline(text.slice(label.length), find);
  return `<p v-pre>${label && `<strong>${label}</strong>`}${rest}</p>`;
}

/** How a program's colours are written: most of a page is programs. */
import type { MarkdownOptions } from 'vitepress';

/** `code`, or a part of it, as Shiki makes it. */
interface Node {
  type: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

/** What looks like the text around it. */
const PLAIN = new Set(['foreground', 'punctuation']);

/**
 * A colour is the class of its kind of token, which style.css gives it, and what has none of
 * its own is text alone: a third of what Shiki writes.
 */
export const short: NonNullable<MarkdownOptions['codeTransformers']>[number] = {
  name: 'short',
  span(token) {
    const [, kind = 'foreground'] =
      /--code-(?:token-)?(\w+)/.exec(`${token.properties.style}`) ?? [];
    token.properties = PLAIN.has(kind) ? {} : { class: kind };
  },
  code(code) {
    code.children = (code.children as Node[]).flatMap(unwrapped) as typeof code.children;
  },
};

function unwrapped(node: Node): Node[] {
  const isPlain =
    Object.keys(node.properties ?? {}).length === 0 || node.properties?.class === 'line';
  const children = node.children?.flatMap(unwrapped);
  return children && isPlain ? children : [node];
}

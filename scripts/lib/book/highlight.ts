/** How a program's colours are written: most of a page is programs. */
import type { MarkdownOptions } from 'vitepress';

/** `code`, or a part of it, as Shiki makes it. */
interface Node {
  properties?: Record<string, unknown>;
  children?: Node[];
}

/** The classes of tokens; what is not here looks like the text around it. */
const CLASSES: Record<string, string> = {
  comment: 'c',
  constant: 'n',
  function: 'f',
  keyword: 'k',
  link: 'l',
  parameter: 'p',
  string: 's',
};

/**
 * A token gets its colour by a class of one letter, and what has no colour is text alone: a
 * fifth of what Shiki writes.
 */
export const short: NonNullable<MarkdownOptions['codeTransformers']>[number] = {
  name: 'short',
  span(token) {
    const [, kind = ''] = /--code-token-(\w+)/.exec(`${token.properties.style}`) ?? [];
    const letter = CLASSES[kind];
    token.properties = letter ? { class: letter } : {};
  },
  code(code) {
    code.children = (code.children as Node[]).flatMap(unwrapped) as typeof code.children;
  },
  pre(pre) {
    pre.properties = { tabindex: 0 };
  },
};

/** Without the elements that are of no use: those of whole lines, and tokens without colour. */
function unwrapped(node: Node): Node[] {
  const children = node.children?.flatMap(unwrapped);
  const { class: name } = node.properties ?? {};
  return children && (!name || name === 'line') ? children : [node];
}

/** A file of the core as a page of reference: what it exports, from its documentation. */
import { basename } from 'node:path';
import type { Declaration, Declarations } from './declarations.ts';
import { readDocComment } from './doc-comment.ts';
import { mark } from './lesson-page.ts';
import { fenced, type Page } from './page.ts';
import { type Find, inline, prose } from './prose.ts';
import { sentence } from './readme-page.ts';

/**
 * @param file from the project's root: `modules/core/lock.ts`.
 * @param find where a name that a comment links to stands.
 */
export function referencePage(
  file: string,
  declarations: Declarations,
  find: (name: string, file: string) => string | undefined,
): Page {
  const name = basename(file);
  const exported = declarations.exportsOf(file);
  const types = declarations.typesUsedIn(file);
  const all = [...exported, ...types];
  const linksFrom =
    (owner: Declaration): Find =>
    (word) =>
      placeOf(word, owner, all) ?? find(word, file);
  const text = [
    `# ${name}`,
    fenced(`import { ${valuesOf(exported)} } from '../core/${name}';`, 'ts'),
    ...all.map((each) => entry(each, linksFrom(each))),
  ];
  const [first] = exported;
  return {
    path: `core/${basename(file, '.ts')}.md`,
    title: `${name} · core`,
    description: sentence(readDocComment(first?.comment ?? '').description),
    frontmatter: { outline: [2, 3] },
    markdown: text.join('\n\n'),
  };
}

function valuesOf(exported: Declaration[]): string {
  const isValue = ({ kind }: Declaration) => kind !== 'interface' && kind !== 'type';
  const values = exported.filter(isValue);
  return (values.length > 0 ? values : exported).map(({ name }) => name).join(', ');
}

/** Where on the page a name stands: its owner's own comes before those of others. */
function placeOf(
  word: string,
  owner: Declaration,
  all: Declaration[],
): string | undefined {
  const name = word.replace(/^.*[.#]/, '');
  if (all.some((each) => each.name === word)) return `#${word}`;
  const has = [owner, ...all].find(({ members }) =>
    members.some((member) => member.name === name),
  );
  return has && `#${memberAnchor(has.name, name)}`;
}

function memberAnchor(owner: string, name: string): string {
  return `${owner}-${name.replaceAll(/[^\w]/g, '')}`;
}

function entry(declaration: Declaration, find: Find): string {
  const { name, members } = declaration;
  const own = members.map((member) => {
    const heading = `### ${mark(member.name)} {#${memberAnchor(name, member.name)}}`;
    return [heading, documented(member, find)].join('\n\n');
  });
  const heading = `## ${mark(name)} {#${name}}`;
  return [heading, documented(declaration, find), ...own].join('\n\n');
}

function documented({ signatures, comment }: Declaration, find: Find): string {
  const { description, params, returns, throws, examples } = readDocComment(comment);
  const say = (text: string) => inline(text.replaceAll(/\s+/g, ' '), find);
  const items = [
    ...params.map(
      ({ name, text }) => `<dt><code>${name}</code></dt><dd>${say(text)}</dd>`,
    ),
    returns && `<dt>Returns</dt><dd>${say(returns)}</dd>`,
    ...throws.map((text) => `<dt>Throws</dt><dd>${say(text)}</dd>`),
  ].filter(Boolean);
  return [
    fenced(signatures.join('\n'), 'ts signature'),
    prose(description, find),
    items.length > 0 && `<dl v-pre>${items.join('')}</dl>`,
    ...examples,
  ]
    .filter(Boolean)
    .join('\n\n');
}

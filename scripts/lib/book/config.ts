/** What VitePress is told. */
import { fileURLToPath } from 'node:url';
import { createCssVariablesTheme } from 'shiki';
import { defineConfig, type MarkdownEnv } from 'vitepress';
import { read } from './addresses.ts';
import { keepColours, remembered } from './colours.ts';
import { short } from './highlight.ts';
import { shortenMetadata } from './metadata.ts';
import { plain } from './page.ts';
import { githubSlug } from './slug.ts';
import { unusedProperties } from './unused-properties.ts';

const { description } = JSON.parse(read('package.json'));

/** Changes what markdown-it has read of a page, before it writes HTML. */
function improve({ tokens }: { tokens: Token[] }): void {
  for (const [i, token] of tokens.entries()) {
    // Indented code is a program, too: with a frame that scrolls, and something to copy it.
    if (token.type === 'code_block') {
      Object.assign(token, { type: 'fence', tag: 'code', markup: '```' });
      token.info = /^(#|\/\/)/.test(token.content) ? 'text' : 'sh';
    }
    for (const link of token.children ?? []) {
      const label = link.attrGet('aria-label');
      // The heading alone, without the address that it is given.
      const [, heading] = /^Permalink to "(.*?)(?: \{#.*\})?"$/.exec(label ?? '') ?? [];
      if (heading) link.attrSet('aria-label', `Link to ${heading}`);
    }
    // An empty head of a table is none: nobody has to be read it.
    const [text, end] = [tokens[i + 1], tokens[i + 2]];
    if (token.type !== 'th_open' || text?.content || !end) continue;
    token.tag = 'td';
    end.tag = 'td';
  }
}

/** What markdown-it calls a part of a page, as far as it matters here. */
interface Token {
  type: string;
  tag: string;
  info: string;
  markup: string;
  content: string;
  children: Token[] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}

/** A block of code without its frame and its button: nobody copies a signature. */
function bare(html: string): string {
  return html
    .replace(/^<div[^>]*><button.*?<\/button><span class="lang">.*?<\/span>/, '')
    .replace(/<\/div>$/, '')
    .replace('<pre', '<pre class="plain"');
}

/** A page for the index of words: without the colours of its programs, which take long. */
function searchable(
  markdown: string,
  env: MarkdownEnv,
  renderer: { render(text: string, env: MarkdownEnv): string },
): string {
  const fence = /^(`{3,})\w*[^\n]*\n([\s\S]*?)^\1$/gm;
  const text = markdown.replace(fence, (_, _fence, code) => `<pre>${plain(code)}</pre>`);
  return renderer.render(text, env);
}

/** Parts of VitePress's theme, with their styles, which no page of the book has. */
const UNUSED = [
  /^@docsearch\/css$/,
  /^.*\/(vp-sponsor|custom-block)\.css$/,
  /^.*\/VP(Home|Team|Sponsors|Feature|Hero)\w*\.vue$/,
  /^.*\/VP\w*(CarbonAds|Translations|SocialLinks?|MenuGroup\w*)\.vue$/,
  // Its menu holds the switch of dark and light, which stands in the bar instead.
  /^.*\/VPNavBarExtra\.vue$/,
  /^.*\/VP(DocAsideSponsors|AlgoliaSearchBox|Badge|Button|Footer|Image)\.vue$/,
];

function theme(file: string): string {
  return fileURLToPath(new URL(`theme/${file}`, import.meta.url));
}

export default defineConfig({
  title: 'Concurrency in TypeScript',
  description,
  lang: 'en',
  outDir: '../site',
  cacheDir: '../vite',
  // What all pages need to know of each other is loaded once.
  metaChunk: true,
  buildEnd: async ({ outDir }) => {
    await keepColours();
    shortenMetadata(outDir);
  },
  // Pages that are not looked at are not fetched.
  router: { prefetchLinks: false },
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  markdown: {
    // READMEs are written for GitHub, with its addresses of headings.
    // What is jumped to gets its tabindex from VitePress.
    anchor: { slugify: githubSlug, tabIndex: false },
    config: (markdown) => {
      const { highlight } = markdown.options;
      if (highlight) markdown.options.highlight = remembered(highlight);
      markdown.core.ruler.push('improve', improve);
      const { fence } = markdown.renderer.rules;
      markdown.renderer.rules.fence = (tokens, i, ...more) => {
        const html = fence?.(tokens, i, ...more) ?? '';
        return tokens[i]?.info.endsWith(' signature') ? bare(html) : html;
      };
    },
    theme: createCssVariablesTheme({ variablePrefix: '--code-' }),
    codeTransformers: [short],
    image: { lazyLoading: true },
  },
  themeConfig: {
    nav: [
      { text: 'Lessons', link: '/map.html', activeMatch: '^/(map|0)' },
      { text: 'Exercises', link: '/exercises.html' },
      { text: 'The core', link: '/core/' },
    ],
    search: { provider: 'local', options: { _render: searchable } },
    outline: { level: 2, label: 'On this page' },
    externalLinkIcon: true,
  },
  vite: {
    logLevel: 'warn',
    build: { chunkSizeWarningLimit: 2000 },
    plugins: [unusedProperties],
    define: { __VUE_OPTIONS_API__: 'false' },
    resolve: {
      alias: [
        ...UNUSED.map((find) => ({ find, replacement: theme('nothing.ts') })),
        { find: /^.*\/VPSidebarGroup\.vue$/, replacement: theme('sidebar-list.ts') },
      ],
    },
  },
});

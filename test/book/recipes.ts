/** What comes of following the recipes, and of not following them, in a copy of the project. */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import type { Contents } from '../../scripts/lib/book/contents.ts';
import type { Page } from '../../scripts/lib/book/page.ts';
import { root } from '../../scripts/lib/lessons.ts';
import { runProgram } from '../../scripts/lib/program.ts';
import { quickNode } from '../../scripts/lib/runtimes.ts';
import { ChangedCopy } from '../changed-copy.ts';

const PARTS = [
  ...['modules', 'solutions', 'scripts', 'test'],
  ...['README.md', 'CONTRIBUTING.md', 'LICENSE', 'package.json', 'tsconfig.json'],
];

const LESSON = `/**
 * My topic — a line is printed.
 */
console.log('Here I am');

// Output:
// Here I am
`;

/** Prints all that VitePress gets to make the book of. */
const TELL = `
import { contents } from './scripts/lib/book/contents.ts';
import { allPages } from './scripts/lib/book/pages.ts';
const pages = await allPages(new Map(), new Map());
console.log(JSON.stringify({ contents: contents(), pages }));
`;

/** How long a program may take, in milliseconds. */
const LIMIT = 5 * 60_000;

export const recipeChecks: Record<string, () => Promise<void>> = {
  'a lesson that is added by the recipe is in the book, without another step':
    async () => {
      using project = new Project();
      project.write('modules/04b/my-topic.ts', LESSON);
      const row = '| 04b.x | [my-topic](my-topic.ts) | a line is printed | `print` |';
      project.edit('modules/04b/README.md', (text) =>
        text.replace(/^\| 04b\.1 .*$/m, (first) => `${first}\n${row}`),
      );
      await project.run('scripts/run.ts', '--renumber');
      project.write('tell.ts', TELL);
      const { stdout, problem } = await project.run('tell.ts');
      assert.not(problem);
      const { contents, pages } = JSON.parse(stdout) as {
        contents: Contents;
        pages: Page[];
      };
      const pageOf = (path: string) => pages.find((page) => page.path === path);
      assert.match(pageOf('04b/my-topic.md')?.markdown ?? '', 'Here I am');
      assert.match(pageOf('04b/index.md')?.markdown ?? '', '(/04b/my-topic.html)');
      assert.equal(pageOf('04b/start-join.md')?.next, {
        text: '04b.2 my-topic',
        link: '/04b/my-topic.html',
      });
      const chapter = contents.modules.find(({ name }) => name === '04b');
      assert.is(chapter?.groups[0]?.lessons[1], 'my-topic');
    },
  'a README that names a picture or a lesson that is not there stops the book, by name':
    async () => {
      using project = new Project();
      project.edit('README.md', (text) => `[lesson](modules/04a/gone.ts)\n${text}`);
      project.edit(
        'modules/README.md',
        (text) => `![picture](gallery/gone.svg)\n${text}`,
      );
      const { stderr, problem } = await project.run('scripts/book.ts', '--no-pictures');
      assert.is(problem, 'exited with code 2');
      assert.is(
        stderr,
        [
          'The book cannot be made:',
          'README.md:1 names modules/04a/gone.ts, but there is no modules/04a/gone.ts',
          'modules/README.md:1 names gallery/gone.svg, but there is no modules/gallery/gone.svg',
          '',
        ].join('\n'),
      );
    },
};

/** A copy of the project, to be changed. */
class Project implements Disposable {
  readonly #copy = new ChangedCopy('.', PARTS);

  constructor() {
    symlinkSync(resolve(root, 'node_modules'), join(this.#copy.folder, 'node_modules'));
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.#copy.folder, file), text);
  }

  edit(file: string, change: (text: string) => string): void {
    this.write(file, change(readFileSync(join(this.#copy.folder, file), 'utf8')));
  }

  run(script: string, ...args: string[]) {
    const command = [...quickNode().command, join(this.#copy.folder, script), ...args];
    return runProgram(command, { limit: LIMIT });
  }

  [Symbol.dispose](): void {
    this.#copy[Symbol.dispose]();
  }
}

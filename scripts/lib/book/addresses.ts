import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { allLessons, root } from '../lessons.ts';

/**
 * Where in the book the project's files are shown. What has no chapter of its own gets a
 * page as soon as something links to it.
 */
export class Addresses {
  /** The files and folders that want a page which shows them as they are. */
  readonly shown = new Set<string>();
  readonly #lessons = new Set(allLessons().map(({ file }) => file));

  /**
   * @param file a file or folder, from the project's root: `modules/04b/pool.ts`.
   * @returns `/04b/pool.html`; undefined when there is no such file.
   */
  of(file: string): string | undefined {
    const path = file.replace(/\/$/, '');
    if (!existsSync(resolve(root, path))) return undefined;
    const chapter = CHAPTERS[path] ?? this.#partOf(path);
    if (chapter) return chapter;
    this.show(path);
    return `/${sourcePage(path)}.html`;
  }

  /** Gives a file a page, or a folder with its files. */
  show(path: string): void {
    this.shown.add(path);
    if (!statSync(resolve(root, path)).isDirectory()) return;
    for (const file of filesIn(path)) this.shown.add(file);
  }

  #partOf(path: string): string | undefined {
    const [, module, rest = ''] = /^modules\/([^/]+)\/(.*)$/.exec(path) ?? [];
    const topic = rest.replace(/\.ts$/, '');
    if (module === 'gallery') return `/gallery/${rest}`;
    if (rest === 'README.md') return `/${module}/`;
    if (module === 'core' && /^[\w-]+\.ts$/.test(rest)) return `/core/${topic}.html`;
    if (this.#lessons.has(path) && module) return `/${module}/${topic}.html`;
    if (/^exercises\/[\w-]+\.ts$/.test(rest)) return `/${module}/${topic}.html`;
    const [, solved] = /^solutions\/([\w-]+\/[\w-]+)\.ts$/.exec(path) ?? [];
    return solved && `/${solved.replace('/', '/exercises/')}.html#solution`;
  }
}

const CHAPTERS: Record<string, string> = {
  'README.md': '/',
  'CONTRIBUTING.md': '/contributing.html',
  'modules/README.md': '/map.html',
  'modules/PYTHON.md': '/python.html',
  solutions: '/exercises.html',
};

/** The page that shows a file as it is, without its `.md` or `.html`. */
export function sourcePage(path: string): string {
  return `source/${path.replaceAll('.', '-')}`;
}

/** The files in a folder and below it, from the project's root. */
export function filesIn(folder: string): string[] {
  const names = readdirSync(resolve(root, folder), { recursive: true }) as string[];
  const files = names.map((name) => join(folder, name)).sort();
  return files.filter((file) => statSync(resolve(root, file)).isFile());
}

export function read(file: string): string {
  return readFileSync(resolve(root, file), 'utf8');
}

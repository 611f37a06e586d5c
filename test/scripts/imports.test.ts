import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { glob } from 'zx';
import { importsIn, specifiersIn } from '../../scripts/lib/imports.ts';
import { root } from '../../scripts/lib/lessons.ts';

/** Every file below a folder, with the files that the function finds in its text. */
type Arrows = Map<string, string[]>;

function arrows(folder: string, namesIn: (source: string) => string[]): Arrows {
  const files = glob.sync('{modules,scripts,solutions,test}/**/*.{ts,mjs}', {
    cwd: folder,
  });
  return new Map(
    files.map((file) => {
      const names = namesIn(readFileSync(resolve(folder, file), 'utf8'));
      const paths = names.filter((name) => name.startsWith('.'));
      return [file, paths.map((path) => join(dirname(file), path))];
    }),
  );
}

/** The files of one cycle, in their order, or none. */
function cycleIn(graph: Arrows): string[] {
  const done = new Set<string>();
  const follow = (path: string[], file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const cycle = follow([...path, file], next);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = follow([], file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Which of the files that `from` holds for name one that `to` holds for. */
function crossings(graph: Arrows, from: RegExp, to: (path: string) => boolean): string[] {
  return [...graph].flatMap(([file, names]) =>
    from.test(file) ? names.filter(to).map((name) => `${file} names ${name}`) : [],
  );
}

const isInternal = (path: string) => path.startsWith('modules/core/internal/');
const isOutsideCore = (path: string) => !path.startsWith('modules/core/');
const LESSON = /^(modules\/\d|solutions\/)/;
const CORE = /^modules\/core\//;

test('no file imports itself through others: neither code nor types', () => {
  assert.equal(cycleIn(arrows(root, importsIn)), []);
});

test('lessons, starters and solutions name no file of core/internal', () => {
  assert.equal(crossings(arrows(root, specifiersIn), LESSON, isInternal), []);
});

test('the core names no file outside of itself', () => {
  assert.equal(crossings(arrows(root, specifiersIn), CORE, isOutsideCore), []);
});

/** A project of these files, for as long as the function runs. */
function planted(files: Record<string, string>, look: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    look(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ways = {
  'an import': "import { c } from '../core/c.ts';",
  'a type': "import type { C } from '../core/c.ts';",
  'a type among others': "import {\n  type C,\n  c,\n} from '../core/c.ts';",
  'an export': "export * from '../core/c.ts';",
  'an import for its effect': "import '../core/c.ts';",
  'an import when it is needed': "const c = async () => import('../core/c.ts');",
};

for (const [what, text] of Object.entries(ways)) {
  test(`${what} that closes a cycle is seen`, () => {
    const files = {
      'modules/04a/a.ts': "import { b } from './b.ts';",
      'modules/04a/b.ts': text,
      'modules/core/c.ts': "export { a } from '../04a/a.ts';",
      'modules/04a/d.ts': "import { a } from './a.ts';",
    };
    planted(files, (folder) => {
      const [a, b, c] = Object.keys(files);
      const cycle = cycleIn(arrows(folder, importsIn));
      assert.is(cycle[0], cycle.at(-1));
      assert.equal([...new Set(cycle)].sort(), [a, b, c]);
      const out = crossings(arrows(folder, specifiersIn), CORE, isOutsideCore);
      assert.equal(out, [`${c} names ${a}`]);
    });
  });
}

test('what another thread loads, and what stands in a comment, closes no cycle', () => {
  const files = {
    'modules/04a/a.ts': "const boot = new URL('./b.ts', import.meta.url);",
    'modules/04a/b.ts': "/**\n * import { c } from './b.ts';\n */\nimport './a.ts';",
  };
  planted(files, (folder) => {
    assert.equal(cycleIn(arrows(folder, importsIn)), []);
    assert.equal(arrows(folder, specifiersIn).get('modules/04a/a.ts'), [
      'modules/04a/b.ts',
    ]);
  });
});

test('whatever reaches into core/internal is seen', () => {
  const files = {
    'modules/04a/exercises/a.ts': "import type { X } from '../../core/internal/x.ts';",
    'solutions/04a/b.ts': "new URL('../../modules/core/internal/x.ts', import.meta.url);",
    'test/core/c.ts': "import '../../modules/core/internal/x.ts';",
    'modules/core/d.ts': "import './internal/x.ts';",
  };
  planted(files, (folder) => {
    const found = crossings(arrows(folder, specifiersIn), LESSON, isInternal);
    const x = 'modules/core/internal/x.ts';
    assert.equal(found.sort(), [
      `modules/04a/exercises/a.ts names ${x}`,
      `solutions/04a/b.ts names ${x}`,
    ]);
  });
});

test.run();

/** Bundled as CommonJS the core has no import.meta: what needs it says so, the rest works. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { runProgram } from '../../scripts/lib/program.ts';

const CORE = fileURLToPath(new URL('../../modules/core', import.meta.url));
const ESBUILD = resolve(CORE, '../../node_modules/.bin/esbuild');
const LIMIT = { limit: 60_000 };
const MISSING =
  'import.meta.url is missing: compile or bundle to ES modules (esbuild: --format=esm)';

/** Bundles a program that has the core's exports, and gives what it told. */
async function toldBy(name: string, code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'common-js-'));
  const [source, bundle] = [join(folder, 'app.ts'), join(folder, 'app.cjs')];
  writeFileSync(source, `import { ${name} } from '${CORE}/${FILES[name]}.ts';\n${code}`);
  const build = [ESBUILD, source, '--bundle', '--platform=node', '--format=cjs'];
  const target = ['--target=node20', '--log-level=error', `--outfile=${bundle}`];
  try {
    const built = await runProgram([...build, ...target], LIMIT);
    assert.is(built.problem, undefined, built.stderr);
    const { problem, stdout, stderr } = await runProgram(
      [process.execPath, bundle],
      LIMIT,
    );
    assert.is(problem, undefined, stderr);
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FILES: Record<string, string> = {
  Lock: 'lock',
  Process: 'process',
  Thread: 'thread',
  isMain: 'main',
};
const START = 'new Kind(import.meta, { target: add, args: [1, 2] }).start()';

/** The others run no CommonJS of that form. */
const onNode = (run: () => Promise<void> | void) => async () => {
  if (!process.versions.bun && !process.versions.deno) await run();
};

for (const name of ['Thread', 'Process']) {
  test(
    `${name}: what start() throws says what is missing`,
    onNode(async () => {
      const told = await toldBy(
        name,
        `export function add(a: number, b: number) { return a + b; }
      try { ${START.replace('Kind', name)} } catch (error) { console.log(String(error)) }`,
      );
      assert.match(told, /^TypeError: Cannot start </);
      assert.ok(told.endsWith(MISSING), told);
    }),
  );
}

test(
  'isMain: says what is missing',
  onNode(async () => {
    const code =
      'try { isMain(import.meta) } catch (error) { console.log(String(error)) }';
    assert.is(await toldBy('isMain', code), `TypeError: ${MISSING}`);
  }),
);

test(
  'Lock: works',
  onNode(async () => {
    const code =
      'const lock = new Lock(); lock.acquire(); lock.release(); console.log(1)';
    assert.is(await toldBy('Lock', code), '1');
  }),
);

test(
  'isMain: a module that has a URL and no file name',
  onNode(() => {
    const here = { url: import.meta.url } as ImportMeta;
    const started = pathToFileURL(resolve(process.argv[1] ?? '')).href;
    assert.is(isMain(here), here.url === started);
    assert.not(isMain({ url: 'data:text/javascript,' } as ImportMeta));
    assert.not(isMain({ url: pathToFileURL('/no/such.js').href } as ImportMeta));
  }),
);

if (isMain(import.meta)) test.run();

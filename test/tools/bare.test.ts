/** The tools where there is nothing but Node: no ps, no bash, no shell at all to be found. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runToolIn } from './processes.ts';

const test = suite<{ folder: string }>('with nothing but node');

test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'bare-'));
  await symlink(process.execPath, join(context.folder, 'node'));
});

test.after(async ({ folder }) => {
  await rm(folder, { recursive: true, force: true });
});

for (const [tool, args, prints] of [
  ['run', ['03b/exporters', '04b/start-join'], /^2 passed, 0 failed$/m],
  ['test', ['03b/exporters', 'golden'], /^\d+ passed, 0 failed$/m],
  ['timeline', ['04a/start-join'], /^MainThread /m],
  ['list', ['exporters'], /exporters/],
  ['copy', ['03b/exporters', 'app'], /^Copied \d+ files\./m],
] as const) {
  test(tool, async ({ folder }) => {
    const words = args.map((word) => (word === 'app' ? join(folder, word) : word));
    const run = await runToolIn({ env: { PATH: folder } }, tool, ...words);
    assert.equal([run.code, run.stderr], [0, ''], run.stdout);
    assert.match(run.stdout, prints);
  });
}

test.run();

/**
 * Copies lessons or parts of the core, with exactly the files that they need, as the start
 * of a project or into one.
 *
 *   npx tsx scripts/copy.ts 04b/pool ../my-app
 *   npx tsx scripts/copy.ts core/lock core/queue ../my-app/src/concurrency
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { type Copied, copyInto, differences } from './lib/copy.ts';
import { partOf, type Source } from './lib/copy-plan.ts';
import { selectLesson } from './lib/lessons.ts';
import { inShell, runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npx tsx scripts/copy.ts [options] <lesson, file of the core, or core> ... <folder>

Copies lessons or solutions, and the files of the core that they need, into the folder,
which becomes a project: with a package.json that names the packages they use, the LICENSE,
and a README that says where they are from. core/lock, for one, brings that file alone and
what it stands on, in a folder core; core brings all of them.

Into a project that is there it goes as well: its package.json gets the packages that it
does not have, and nothing else in it changes. Files that are there already and the same are
shared. In a package without "type": "module" all files are named .mts (or .mjs).

  --js      compiled JavaScript with type declarations, for plain Node
  --check   copy nothing, show what differs there from what would be copied; exit code 1
            if anything does
  --force   overwrite files that are there and other ones
  --help    show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      js: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const names = positionals.slice(0, -1);
  const folder = positionals.at(-1);
  if (!folder || names.length === 0) {
    throw new UsageError('Name a lesson and a folder; --help shows how');
  }
  if (partOf(folder)) {
    throw new UsageError(`The last word is the folder: name one after ${folder}`);
  }
  const sources: Source[] = [];
  for (const name of names) {
    sources.push(partOf(name) ?? (await selectLesson([name])));
  }
  if (values.check) return await check(folder, sources, values);
  tell(folder, await copyInto(folder, sources, values));
  return 0;
});

async function check(folder: string, sources: Source[], options: { js: boolean }) {
  const { missing, packages, changed } = await differences(folder, sources, options);
  for (const file of missing) print(`missing: ${file}`);
  for (const name of packages) print(`missing in package.json: ${name}`);
  for (const [file, patch] of changed) {
    print(`differs: ${file}`);
    print(patch.replace(/^=+\n/, '').trimEnd());
  }
  const isSame = missing.length + packages.length + changed.size === 0;
  if (isSame) print('Everything is there as it would be copied');
  return isSame ? 0 : 1;
}

function tell(folder: string, { files, same, programs, missing, added, other }: Copied) {
  print(
    `Copied ${count(files.length)}.${same ? ` The same already: ${count(same)}.` : ''}`,
  );
  for (const each of other) print(`package.json has ${each}`);
  const lacking = Object.entries(missing.run);
  const packages = lacking.map(([name, version]) => `${name}@${version}`);
  const install = added ? ['npm install'] : [`npm install ${packages.join(' ')}`];
  const steps = [
    `cd ${inShell(folder)}`,
    ...(packages.length > 0 || (added && files.includes('package.json')) ? install : []),
    ...programs
      .slice(0, 1)
      .map((file) => `${file.endsWith('js') ? 'node' : 'npx tsx'} ${file}`),
  ];
  if (steps.length > 1) print(`Now: ${steps.join(' && ')}`);
}

function count(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

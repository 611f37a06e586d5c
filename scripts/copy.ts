/**
 * Copies a lesson, with exactly the files that it needs, as the start of a project.
 *
 *   npx tsx scripts/copy.ts 04b/pool ../my-app
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { copyLesson } from './lib/copy.ts';
import { selectLesson } from './lib/lessons.ts';
import { runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npx tsx scripts/copy.ts [--force] <lesson> <folder>

Copies a lesson or solution and the core files it needs into the folder, with a
package.json that holds the packages it uses.

  --force   overwrite files that are there
  --help    show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const [word, folder, ...rest] = positionals;
  if (!word || !folder || rest.length > 0) {
    throw new UsageError('Name a lesson and a folder; --help shows how');
  }
  const lesson = await selectLesson([word]);
  const files = await copyLesson(lesson, folder, { force: values.force });
  const start = `cd ${folder} && npm install && npx tsx ${basename(lesson.file)}`;
  print(`Copied ${files.length} files. Now: ${start}`);
  return 0;
});

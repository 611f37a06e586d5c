/**
 * Copies a lesson, with exactly the files that it needs, as the start of a project.
 *
 *   npx tsx scripts/copy.ts 04b/pool ../my-app
 *   npx tsx scripts/copy.ts core/explore ../my-app   into a project of your own
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { copyCore, copyLesson, coreFiles } from './lib/copy.ts';
import { selectLesson } from './lib/lessons.ts';
import { runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npx tsx scripts/copy.ts [--force] <lesson or file of the core> <folder>

Copies a lesson or solution and the core files it needs into the folder, with a
package.json that holds the packages it uses. Of the core alone, core/explore for one,
brings the file and what it stands on into a project, in a folder core.

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
  if (coreFiles().includes(word)) {
    const files = await copyCore(word, folder, { force: values.force });
    print(`Copied ${files.length} files. Now: cd ${folder} && npm install tsx`);
    return 0;
  }
  const lesson = await selectLesson([word]);
  const files = await copyLesson(lesson, folder, { force: values.force });
  const start = `cd ${folder} && npm install && npx tsx ${basename(lesson.file)}`;
  print(`Copied ${files.length} files. Now: ${start}`);
  return 0;
});

/**
 * Every lesson and solution, copied into an empty folder, prints what it prints at home.
 *
 *   npm run test:copies
 */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { print } from '../modules/core/print.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { copyLesson } from '../scripts/lib/copy.ts';
import { type Lesson, root, selectLessons } from '../scripts/lib/lessons.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { findRuntime } from '../scripts/lib/runtimes.ts';
import { runScript } from '../scripts/lib/usage.ts';
import { verifyLesson } from '../scripts/lib/verify.ts';

await runScript(async () => {
  stopProgramsOnSignals();
  const lessons = await selectLessons(process.argv.slice(2));
  const { passed, failed } = await carryOut(
    lessons.map((lesson) => () => verifyCopy(lesson)),
    { failuresOnly: true },
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

async function verifyCopy(lesson: Lesson) {
  const folder = await mkdtemp(join(tmpdir(), 'copy-'));
  try {
    await copyLesson(lesson, folder);
    // What npm install would bring.
    await symlink(resolve(root, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, basename(lesson.file));
    return await verifyLesson({ ...lesson, file }, findRuntime('node'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

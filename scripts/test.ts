/**
 * Everything that has to hold: the unit tests, and every lesson and solution.
 *
 *   npm test
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { carryOut } from './lib/checks.ts';
import { allLessons } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { quickNode } from './lib/runtimes.ts';
import { runTests, testFiles } from './lib/tests.ts';
import { runScript } from './lib/usage.ts';
import { verifyLesson } from './lib/verify.ts';

const help = `Usage: npm test

Runs the unit tests, and every lesson and solution, on this Node. For some of them, and for
other runtimes: npx tsx scripts/run.ts --help`;

await runScript(async () => {
  const { values } = parseArgs({
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  stopProgramsOnSignals();
  const runtime = quickNode();
  const checks = [
    ...testFiles().map((file) => () => runTests(file, runtime)),
    ...allLessons().map((lesson) => () => verifyLesson(lesson, runtime)),
  ];
  const { passed, failed } = await carryOut(checks);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

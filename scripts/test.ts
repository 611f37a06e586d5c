/**
 * Everything that has to hold: the unit tests, and every lesson and solution.
 *
 *   npm test
 *   npm test -- --slow   the slow tests, too
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

const help = `Usage: npm test [-- --slow]

Runs the unit tests, and every lesson and solution, on this Node. For some of them, and for
other runtimes: npx tsx scripts/run.ts --help

  --slow   the slow tests, too: processes by the dozen, databases, deaths, stress
  --help   show this`;

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      slow: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  stopProgramsOnSignals();
  const runtime = quickNode();
  const { slow } = values;
  const checks = [
    ...testFiles({ slow }).map((file) => () => runTests(file, runtime)),
    ...allLessons().map((lesson) => () => verifyLesson(lesson, runtime)),
  ];
  const { passed, failed } = await carryOut(checks);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

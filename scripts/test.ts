/**
 * Everything that has to hold: the unit tests, and every lesson and solution.
 *
 *   npm test
 *   npm test -- --slow         the slow tests, too
 *   npm test 04a/lock golden   what has such a name
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { called, carryOut } from './lib/checks.ts';
import { allLessons } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { quickNode } from './lib/runtimes.ts';
import { named, runTests, testFiles, testName } from './lib/tests.ts';
import { runScript } from './lib/usage.ts';
import { verifyLesson } from './lib/verify.ts';

const help = `Usage: npm test [name ...] [-- --slow]

Runs the unit tests, and every lesson and solution, on this Node; with names, those tests
and lessons whose names begin so: 04a/lock and 04a, lock, core/queue, golden. Lessons on
other runtimes: npx tsx scripts/run.ts --help

  --slow   the slow tests, too: processes by the dozen, databases, deaths, stress; what
           is named is run, slow or not
  --help   show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
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
  const { tests, lessons } =
    positionals.length > 0
      ? named(positionals)
      : { tests: testFiles(values), lessons: allLessons() };
  const checks = [
    ...tests.map((file) => called(testName(file), () => runTests(file, runtime))),
    ...lessons.map((lesson) => called(lesson.name, () => verifyLesson(lesson, runtime))),
  ];
  const { passed, failed } = await carryOut(checks);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

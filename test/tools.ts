/**
 * The tools as a person calls them, rightly and wrongly: each in a process of its own.
 *
 *   npm run test:tools
 */
import { print } from '../modules/core/print.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { findRuntime } from '../scripts/lib/runtimes.ts';
import { runTests, testFiles } from '../scripts/lib/tests.ts';
import { runScript } from '../scripts/lib/usage.ts';

await runScript(async () => {
  stopProgramsOnSignals();
  const runtime = findRuntime('node');
  const { passed, failed } = await carryOut(
    testFiles({ folder: 'tools' }).map((file) => () => runTests(file, runtime)),
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

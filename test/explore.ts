/**
 * The core in every schedule: its scenarios, each to its bound; and that they find faults
 * which are put into it.
 *
 *   npm run test:explore
 *   npm run test:explore -- lock rlock   only these files, and the faults for them
 *   npm run test:explore -- --deep       one preemption further: takes an hour
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import type { Check } from '../scripts/lib/check.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { quickNode } from '../scripts/lib/runtimes.ts';
import { runTests, testFiles } from '../scripts/lib/tests.ts';
import { runScript } from '../scripts/lib/usage.ts';
import { ChangedCopy } from './changed-copy.ts';
import { type Mutant, mutants } from './fixtures/mutants/core/mutants.ts';

const MINUTE = 60_000;

await runScript(async () => {
  stopProgramsOnSignals();
  const { values, positionals: words } = parseArgs({
    allowPositionals: true,
    options: { deep: { type: 'boolean', default: false } },
  });
  const isWanted = (name: string) => words.length === 0 || words.includes(name);
  const limit = (values.deep ? 24 * 60 : 10) * MINUTE;
  const options = {
    limit,
    silence: limit,
    env: { EXPLORE_FURTHER: values.deep ? '1' : '0' },
  };
  const checks = [
    ...testFiles({ folder: 'explore', slow: true })
      .filter((file) => isWanted(basename(file).replace(/\..*/, '')))
      .map((file) => () => runTests(file, quickNode(), options)),
    ...mutants.filter(({ test }) => isWanted(test)).map((mutant) => () => find(mutant)),
  ];
  // One thread of an exploration goes on at a time.
  const { passed, failed } = await carryOut(checks, { jobs: availableParallelism() });
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** Whether the scenario fails, in the way it has to, over a core with that fault in it. */
async function find(mutant: Mutant): Promise<Check> {
  const { file, from, to, test, scenario } = mutant;
  using copy = new ChangedCopy('.', ['modules/core', 'test/explore']);
  const { folder } = copy;
  const path = join(folder, 'modules/core', file);
  const text = readFileSync(path, 'utf8');
  const times = text.split(from).length - 1;
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  const run = await runTests(join(folder, `test/explore/${test}.test.ts`), quickNode(), {
    env: { EXPLORE_FURTHER: '0', EXPLORE_ONLY: scenario },
  });
  const report =
    times === 1 ? complaintOf(mutant, run) : `'${from}' stands there ${times} times`;
  return {
    ...run,
    name: `${file}: ${(to || `no ${from}`).replace(/\s+/g, ' ')}`,
    passed: Number(!report),
    failed: Number(!!report),
    report,
  };
}

function complaintOf({ scenario, kind }: Mutant, { report }: Check): string {
  const isFound = report.includes(`FAIL  "${scenario}"`) && report.includes(` ${kind}: `);
  return isFound ? '' : `'${scenario}' does not fail as ${kind}\n${report}`;
}

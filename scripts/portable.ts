/**
 * Runs all lessons and solutions, and the tests of core, explorer, backends and scraper, on
 * Node 20, 22, 24 and 26 (through tsx), on Deno and on Bun.
 *
 *   npx tsx scripts/portable.ts                  everything, once
 *   npx tsx scripts/portable.ts --repeat 10 04a  one module, ten times
 *   npx tsx scripts/portable.ts --json FILE      what was found, for the book too
 *   npx tsx scripts/portable.ts --others         not on a Node like this, as npm test does
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import type { Check } from './lib/check.ts';
import { carryOut, defaultJobs } from './lib/checks.ts';
import { selectLessons } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { fetchRuntimes, type Runtime, versionOf } from './lib/runtimes.ts';
import { runTests, testFiles } from './lib/tests.ts';
import { countOption, runScript, save, shardOption } from './lib/usage.ts';
import type { Verified } from './lib/verified.ts';
import { verifyLesson } from './lib/verify.ts';

/** Something to do on each runtime, and where it is counted. */
interface Work {
  column: string;
  on: (runtime: Runtime) => Promise<Check>;
}

const help = `Usage: npx tsx scripts/portable.ts [options] [lesson ...]

Lessons as for run.ts; without any, all of them, and the tests of core, explorer, backends
and scraper, slow ones too.

  --repeat N   run each N times
  --jobs N     how many run at once (default: ${defaultJobs})
  --others     all but the Node of this version, for which npm test is enough
  --shard I/N  of the tests only every Nth, from the Ith on: 1/2
  --json FILE  write down what passed where, with versions and the date
  --help       show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      repeat: { type: 'string' },
      jobs: { type: 'string' },
      others: { type: 'boolean', default: false },
      shard: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const lessons = await selectLessons(positionals);
  const repeat = countOption('repeat', values.repeat, 1);
  const jobs = countOption('jobs', values.jobs, defaultJobs);
  const isInShard = shardOption(values.shard);

  stopProgramsOnSignals();
  const all = await fetchRuntimes();
  const runtimes = all.filter(
    ({ command }) => !values.others || command[0] !== process.execPath,
  );
  const work: Work[] = lessons.map((lesson) => ({
    column: lesson.module,
    on: (runtime) => verifyLesson(lesson, runtime),
  }));
  if (positionals.length === 0) {
    work.push(...portableTests().filter(isInShard));
  }
  const columns = [...new Set(work.map(({ column }) => column))];
  const rows = [['', ...columns]];
  const verified: Verified = {
    date: new Date().toISOString(),
    platform: `${process.platform} ${process.arch}`,
    runtimes: [],
  };
  let [allPassed, allFailed] = [0, 0];
  for (const runtime of runtimes) {
    const sums = new Map(columns.map((column) => [column, { passed: 0, of: 0 }]));
    const { passed, failed } = await carryOut(
      work.map(({ column, on }) => async () => {
        const check = await on(runtime);
        const sum = sums.get(column) ?? { passed: 0, of: 0 };
        sum.passed += check.passed;
        sum.of += check.passed + check.failed;
        return { ...check, name: `${runtime.name} ${check.name}` };
      }),
      { jobs, repeat, failuresOnly: true },
    );
    rows.push([
      runtime.name,
      ...columns.map((column) => `${sums.get(column)?.passed}/${sums.get(column)?.of}`),
    ]);
    verified.runtimes.push({
      name: runtime.name,
      version: versionOf(runtime),
      parts: Object.fromEntries(sums),
    });
    allPassed += passed;
    allFailed += failed;
  }
  for (const [name = '', ...cells] of rows) {
    print(name.padEnd(14) + cells.map((cell) => cell.padStart(9)).join(''));
  }
  if (values.json) await save(values.json, `${JSON.stringify(verified, undefined, 2)}\n`);
  print(`${allPassed} passed, ${allFailed} failed`);
  return allFailed === 0 ? 0 : 1;
});

/** The tests of what lessons stand on, and of what is copied. */
function portableTests(): Work[] {
  return testFiles({ folder: '{backends,core,explore,scraper}', slow: true }).map(
    (file) => ({
      column: 'tests',
      on: (runtime) => runTests(file, runtime),
    }),
  );
}

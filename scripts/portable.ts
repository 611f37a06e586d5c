/**
 * Runs all lessons and solutions on Node 20, 22, 24, 26 (through tsx), Deno and Bun.
 *
 *   npx tsx scripts/portable.ts                  everything, once
 *   npx tsx scripts/portable.ts --repeat 10 04a  one module, ten times
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { carryOut, defaultJobs } from './lib/checks.ts';
import { selectLessons } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { fetchRuntimes } from './lib/runtimes.ts';
import { countOption, runScript } from './lib/usage.ts';
import { verifyLesson } from './lib/verify.ts';

const help = `Usage: npx tsx scripts/portable.ts [options] [lesson ...]

Lessons as for run.ts; none for all.

  --repeat N   run each N times
  --jobs N     how many run at once (default: ${defaultJobs})
  --help       show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      repeat: { type: 'string' },
      jobs: { type: 'string' },
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

  stopProgramsOnSignals();
  const runtimes = await fetchRuntimes();
  const modules = [...new Set(lessons.map(({ module }) => module))];
  const rows = [['', ...modules]];
  let [allPassed, allFailed] = [0, 0];
  for (const runtime of runtimes) {
    const passedIn = new Map<string, number>();
    const { passed, failed } = await carryOut(
      Array.from({ length: repeat }, () => lessons)
        .flat()
        .map((lesson) => async () => {
          const check = await verifyLesson(lesson, runtime);
          const before = passedIn.get(lesson.module) ?? 0;
          passedIn.set(lesson.module, before + check.passed);
          return { ...check, name: `${runtime.name} ${check.name}` };
        }),
      { jobs, failuresOnly: true },
    );
    const runs = (module: string) =>
      repeat * lessons.filter((lesson) => lesson.module === module).length;
    rows.push([
      runtime.name,
      ...modules.map((module) => `${passedIn.get(module) ?? 0}/${runs(module)}`),
    ]);
    allPassed += passed;
    allFailed += failed;
  }
  for (const [name = '', ...cells] of rows) {
    print(name.padEnd(14) + cells.map((cell) => cell.padStart(9)).join(''));
  }
  print(`${allPassed} passed, ${allFailed} failed`);
  return allFailed === 0 ? 0 : 1;
});

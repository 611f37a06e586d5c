/**
 * Takes the threads of a lesson's scenario through all their schedules, one step at a time.
 *
 *   npx tsx scripts/explore.ts 04a/race-condition           how many go wrong, and how
 *   npx tsx scripts/explore.ts 04a/race-condition --all     all the ways to end
 *   npx tsx scripts/explore.ts 04a/race-condition --step    choose yourself who goes on
 *   npx tsx scripts/explore.ts 04a/race-condition --svg race.svg
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { drawSchedule } from './lib/explore/picture.ts';
import { outcomesOf, reportOf } from './lib/explore/report.ts';
import {
  exploreAll,
  loadScenario,
  replayOne,
  takeTurns,
} from './lib/explore/scenario.ts';
import { stepThrough } from './lib/explore/step.ts';
import { selectLesson } from './lib/lessons.ts';
import { runScript, save } from './lib/usage.ts';

const help = `Usage: npx tsx scripts/explore.ts [options] <lesson> [FILE]

Takes the threads of the lesson's scenario through all their schedules. Says how many there
are and how many go wrong, and shows the simplest that does.

  --all     the ways to end, and how many schedules end so
  --broken  the scenario with a fault, of a lesson whose own has none
  --step    choose yourself who goes on, and see what comes of it
  --svg     draw the schedule, into FILE if there is one
  --json    print what was found as JSON
  --help    show this`;

/** Where nobody can tell how wide the paper is, in characters. */
const WIDTH = 80;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      broken: { type: 'boolean', default: false },
      step: { type: 'boolean', default: false },
      svg: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const width = process.stdout.columns || WIDTH;
  const file = values.svg ? positionals.splice(1, 1)[0] : undefined;
  const loaded = await loadScenario(await selectLesson(positionals), values);
  if (values.step) return stepThrough(loaded, width);
  const found = await exploreAll(loaded);
  if (values.json) {
    print(JSON.stringify({ lesson: loaded.lesson.name, ...found }, undefined, 2));
    return 0;
  }
  if (values.all) {
    print(outcomesOf(loaded, found, width));
    return 0;
  }
  const schedule = found.failure?.schedule ?? (await takeTurns(loaded));
  const { trace } = await replayOne(loaded, schedule);
  if (!values.svg) print(reportOf(loaded, found, trace, width));
  else if (!file) print(drawSchedule(loaded, found, trace));
  else {
    await save(file, drawSchedule(loaded, found, trace));
    print(`Wrote ${file}`);
  }
  return 0;
});

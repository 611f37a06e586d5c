/**
 * Runs a lesson and draws who ran, who waited, and who held what.
 *
 *   npx tsx scripts/timeline.ts 04a/semaphore
 *   npx tsx scripts/timeline.ts 04a/semaphore --text
 *   npx tsx scripts/timeline.ts 04a/semaphore --svg semaphore.svg
 *   npx tsx scripts/timeline.ts 04a/semaphore --json semaphore.json   (for ui.perfetto.dev)
 */
import { parseArgs } from 'node:util';
import { chalk } from 'zx';
import { print, writeLine } from '../modules/core/print.ts';
import { selectLesson } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { axisOf } from './lib/timeline/axis.ts';
import { chromeTrace } from './lib/timeline/chrome.ts';
import { drawGallery, galleryView } from './lib/timeline/gallery.ts';
import { record } from './lib/timeline/record.ts';
import { drawSvg } from './lib/timeline/svg.ts';
import { tell } from './lib/timeline/tell.ts';
import { drawText } from './lib/timeline/text.ts';
import { runScript, save, UsageError } from './lib/usage.ts';

const help = `Usage: npx tsx scripts/timeline.ts [options] <lesson>

Runs a lesson and draws a lane for each thread, process and async task: when it ran, what
it waited for, what it held.

  --from MS     leave out what came before, in milliseconds since the start
  --to MS       leave out what came after
  --whole       draw all of a lesson of which modules/README.md shows a part
  --text        tell the same in sentences
  --svg FILE    draw into a file instead, in light and dark
  --json FILE   write Chrome trace events, for ui.perfetto.dev
  --gallery     draw the pictures of modules/README.md anew, or those that are named
  --help        show this`;

/** Where nobody can tell how wide the paper is, in characters. */
const WIDTH = 100;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      whole: { type: 'boolean', default: false },
      text: { type: 'boolean', default: false },
      svg: { type: 'string' },
      json: { type: 'string' },
      gallery: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  stopProgramsOnSignals();
  if (values.gallery) return drawGallery(positionals);
  const part = { from: moment('from', values.from), to: moment('to', values.to) };
  const lesson = await selectLesson(positionals);
  const { timeline: whole, problem } = await record(lesson);
  const isPart = part.from !== undefined || part.to !== undefined;
  const view = values.whole || isPart ? undefined : galleryView(lesson, whole);
  const { timeline, axis } = view ?? { timeline: whole, axis: axisOf(whole, part) };
  const { svg, json, text } = values;
  if (svg) await save(svg, drawSvg(timeline, axis, { title: lesson.name }));
  if (json) await save(json, `${JSON.stringify(chromeTrace(whole), undefined, 1)}\n`);
  for (const file of [svg, json]) if (file) print(`Wrote ${file}`);
  if (text) print(tell(timeline, axis, lesson.name));
  if (!svg && !json && !text) {
    const [width, colours] = [process.stdout.columns ?? WIDTH, chalk.level > 0];
    print(drawText(timeline, axis, { width, colours }));
  }
  const isLess =
    view && (axis.from > 0 || axis.to < whole.end || view.timeline !== whole);
  if (isLess && (svg || text || !json))
    print('This is what the gallery shows of it; --whole shows all.');
  if (problem) writeLine(2, `${lesson.name} ${problem}.`);
  return problem ? 1 : 0;
});

function moment(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`--${name} takes milliseconds, received '${text}'`);
}

/**
 * Makes the book: the lessons, exercises and the core as pages that one looks at in a browser.
 *
 *   npm run book
 *   npm run book -- --serve
 */
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { allPages } from './lib/book/pages.ts';
import { picturesOf } from './lib/book/pictures.ts';
import { allSchedules } from './lib/book/schedules.ts';
import { serveFolder } from './lib/book/serve.ts';
import { buildSite, SITE, vitePress } from './lib/book/site.ts';
import { allModules, lessonsOf } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { countOption, runScript } from './lib/usage.ts';

const PORT = 4173;

const help = `Usage: npm run book -- [options]

Makes a site of all lessons, exercises, READMEs and of the core, in .cache/book/site. The
lessons are run, and their pictures drawn; what has not changed since comes from a cache.

  --no-pictures  run nothing, draw nothing
  --jobs N       how many lessons run at once (default: two for each core)
  --serve        show the book at http://127.0.0.1:${PORT}, until Ctrl-C
  --port N       show it there instead
  --help         show this`;

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      'no-pictures': { type: 'boolean', default: false },
      jobs: { type: 'string' },
      serve: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const port = countOption('port', values.port, PORT);
  const jobs = countOption('jobs', values.jobs, 2 * availableParallelism());
  stopProgramsOnSignals();
  await vitePress(); // Told before minutes are spent on pictures.
  const runs = !values['no-pictures'];
  const pictures = runs
    ? await picturesOf(allModules().flatMap(lessonsOf), jobs)
    : new Map();
  const schedules = runs ? await allSchedules() : new Map();
  const pages = await allPages(pictures, schedules);
  await buildSite(pages, pictures.values(), schedules.values());
  print(`${pages.length} pages, ${pictures.size} pictures: .cache/book/site`);
  if (!values.serve) return 0;
  const server = await serveFolder(SITE, port);
  print(`The book is at http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await new Promise(() => {});
  return 0;
});

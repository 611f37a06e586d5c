/** Takes lessons into surroundings, builds and runs them there, and compares with the golden. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import type { Check } from '../../scripts/lib/check.ts';
import { copyInto } from '../../scripts/lib/copy.ts';
import { compare, readGolden } from '../../scripts/lib/golden.ts';
import { root, selectLesson } from '../../scripts/lib/lessons.ts';
import { type Run, runProgram } from '../../scripts/lib/program.ts';
import type { Runtime } from '../../scripts/lib/runtimes.ts';
import { type Place, places } from './places.ts';

/** A subclass of Thread, a pool, processes, a manager, a pipe; and threads in a program. */
const LESSONS = [
  '04a/thread-subclass',
  '04b/pool-apply-async',
  '04b/process-results',
  '04b/manager-list',
  '04b/pipe',
  '05/scraper',
];
/** How long an installation, a build or a run may take, in milliseconds. */
const LIMIT = 120_000;

/** One check for each place that this runtime can be in. */
export function matrix(runtime: Runtime, fetches: boolean): (() => Promise<Check>)[] {
  return places
    .filter((place) => (fetches || !place.install) && canBe(place, runtime))
    .map((place) => () => checkPlace(place, runtime));
}

function canBe({ run, since = 20 }: Place, { names, name }: Runtime): boolean {
  const own = /\b(deno|bun)\b/.exec(run)?.[1];
  if (own || !names.includes('node')) return own === name.toLowerCase();
  return Number(/\d+/.exec(names.join())?.[0]) >= since;
}

async function checkPlace(place: Place, runtime: Runtime): Promise<Check> {
  const start = performance.now();
  const parent = mkdtempSync(join(tmpdir(), 'place-'));
  const reports: string[] = [];
  try {
    const names = LESSONS.filter((name) => place.lessons?.test(name) ?? true);
    for (const name of names) {
      const folder = join(parent, basename(name), place.folder ?? 'project');
      const wrong = await tryLesson(name, folder, place, runtime);
      if (wrong) reports.push(`${name}: ${wrong}`);
    }
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
  return {
    name: `${place.name}, ${runtime.name}`,
    ms: performance.now() - start,
    passed: Number(reports.length === 0),
    failed: Number(reports.length > 0),
    report: reports.join('\n'),
    output: '',
  };
}

async function tryLesson(name: string, folder: string, place: Place, runtime: Runtime) {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(place.files ?? {})) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const lesson = await selectLesson([name]);
  await copyInto(folder, [lesson, ...(place.parts ?? [])]);
  if (place.install) {
    const install = await inShell(place.install, folder);
    if (install.problem) return said(install);
  } else symlinkSync(resolve(root, 'node_modules'), join(folder, 'node_modules'));
  const env = pathTo(runtime, folder);
  const app = basename(lesson.file, '.ts');
  const command = (text: string) => text.replaceAll(/\bapp\b/g, app);
  if (place.build) {
    const build = await inShell(command(place.build), folder, env);
    if (build.problem) return said(build);
  }
  const run = await inShell(command(place.run), folder, { ...env, ...place.env });
  if (run.problem) return said(run);
  const reading = { runtime: runtime.names };
  const golden = readGolden(readFileSync(resolve(root, lesson.file), 'utf8'), reading);
  return compare(golden ?? [], run.stdout, reading).diff;
}

/** Runs a command line in a folder; `npx` with what is installed there, and no other. */
export function inShell(
  command: string,
  folder: string,
  env: Record<string, string> = {},
): Promise<Run> {
  const own = command.replaceAll(/\bnpx (?!-y)/g, 'node_modules/.bin/');
  const program = ['bash', '-c', `cd "$1" && ${own}`, 'bash', folder];
  return runProgram(program, { env, limit: LIMIT });
}

function said({ problem, stdout, stderr }: Run): string {
  return `${problem}\n${stdout}${stderr}`.slice(0, 2000);
}

function pathTo(
  { command: [binary = ''] }: Runtime,
  folder: string,
): Record<string, string> {
  const places = [dirname(binary), join(folder, 'node_modules/.bin'), process.env.PATH];
  return { PATH: places.join(delimiter) };
}

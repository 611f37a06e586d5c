/** Takes the threads of a program through all their schedules, in a process of its own. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CacheFolder } from '../cache-folder.ts';
import { renameIn } from '../imports.ts';
import { runProgram } from '../program.ts';
import { findRuntime } from '../runtimes.ts';
import type { Report } from './harness.ts';

const HARNESS = new URL('./harness.ts', import.meta.url).href;

/** For the program, and then for its schedules, in milliseconds. */
const LIMIT = 90_000;

export interface Search {
  /** The URL of what is said of its exercise. */
  checks: string;
  /** What is replaced in it, so that there are fewer schedules. */
  smaller: Record<string, string>;
  /** How long they are gone through. */
  ms: number;
}

export async function exploreProgram(
  file: string,
  { checks, smaller, ms }: Search,
): Promise<Report> {
  // An editor may have just taken it away, to bring another one.
  if (!existsSync(file)) return { reason: 'there is no file any more' };
  let source = readFileSync(file, 'utf8');
  for (const [line, instead] of Object.entries(smaller)) {
    if (!source.includes(line)) return { reason: `it has no '${line}' any more` };
    source = source.replace(line, instead);
  }
  using folder = new CacheFolder('explored');
  const program = join(folder.path, basename(file));
  const home = (specifier: string) =>
    specifier.startsWith('.')
      ? pathToFileURL(resolve(dirname(file), specifier)).href
      : specifier;
  writeFileSync(program, renameIn(source, home));
  const report = join(folder.path, 'report.json');
  const command = [...findRuntime('node').command, '--import', HARNESS, program];
  const env = { EXPLORE_FILE: report, EXPLORE_CHECKS: checks, EXPLORE_MS: String(ms) };
  const { problem, stderr } = await runProgram(command, { limit: LIMIT, env });
  // It stays long after its last line, and may: what counts is what it has written.
  if (!existsSync(report)) return { reason: `it ${problem}: ${stderr.trim()}` };
  return JSON.parse(readFileSync(report, 'utf8'));
}

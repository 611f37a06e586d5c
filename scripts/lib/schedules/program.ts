/** Takes the threads of a program through all their schedules, in a process of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChangedProgram, LineMissingError } from '../changed-program.ts';
import { runProgram } from '../program.ts';
import { quickNode } from '../runtimes.ts';
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
  signal?: AbortSignal | undefined;
}

export async function exploreProgram(file: string, search: Search): Promise<Report> {
  // An editor may have just taken it away, to bring another one.
  if (!existsSync(file)) return { reason: 'there is no file any more' };
  try {
    using program = new ChangedProgram(file, search.smaller);
    return await explore(program, search);
  } catch (error) {
    if (!(error instanceof LineMissingError)) throw error;
    return { reason: `it has no '${error.message}' any more` };
  }
}

async function explore(
  { file, folder }: ChangedProgram,
  { checks, ms, signal }: Search,
): Promise<Report> {
  const report = join(folder, 'report.json');
  const command = [...quickNode().command, '--import', HARNESS, file];
  const env = { EXPLORE_FILE: report, EXPLORE_CHECKS: checks, EXPLORE_MS: String(ms) };
  const { problem, stderr } = await runProgram(command, { limit: LIMIT, env, signal });
  // It stays long after its last line, and may: what counts is what it has written.
  if (!existsSync(report)) return { reason: `it ${problem}: ${stderr.trim()}` };
  return JSON.parse(readFileSync(report, 'utf8'));
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { sleep } from '../../modules/core/time.ts';
import { root } from '../../scripts/lib/lessons.ts';
import { isLiving } from '../../scripts/lib/processes.ts';

/** Runs a script of the project as a person would, in a pipe. */
export function runTool(name: string, ...args: string[]) {
  return runToolIn({}, name, ...args);
}

/** The same elsewhere: in another folder, with other environment variables, or with input. */
export async function runToolIn(
  place: { cwd?: string; env?: Record<string, string>; input?: string },
  name: string,
  ...args: string[]
) {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...place.env };
  const command = ['--import', 'tsx', `scripts/${name}.ts`, ...args];
  const tool = spawn(process.execPath, command, { cwd: place.cwd ?? root, env });
  tool.stdin.end(place.input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(tool.stdout),
    text(tool.stderr),
    once(tool, 'close'),
  ]);
  return { stdout, stderr, code: code as number | null };
}

/** One line that says what to do, with exit code 2, and nothing else. */
export function isRefusal(
  { stdout, stderr, code }: Awaited<ReturnType<typeof runTool>>,
  says: RegExp,
): void {
  assert.match(stderr, says);
  assert.is(stderr.trimEnd().split('\n').length, 1, stderr);
  assert.equal([stdout, code], ['', 2], stderr);
}

/** Whether a process has died within two seconds: a kill takes effect in its own time. */
export async function diesSoon(pid: number): Promise<boolean> {
  const end = performance.now() + 2_000;
  while (isLiving(pid)) {
    if (performance.now() > end) return false;
    await sleep(20);
  }
  return true;
}

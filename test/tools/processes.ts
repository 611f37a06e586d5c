import * as assert from 'uvu/assert';
import { $ } from 'zx';

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
  const { stdout, stderr, exitCode } = await $({
    quiet: true,
    nothrow: true,
    input: '',
    ...place,
    env,
  })`${process.execPath} --import tsx scripts/${name}.ts ${args}`;
  return { stdout, stderr, code: exitCode };
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

/** Whether a process lives; a zombie, dead but not yet buried by its parent, does not. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await $({ quiet: true, nothrow: true })`ps -o stat= -p ${pid}`;
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** Whether a process has died within two seconds: a kill takes effect in its own time. */
export async function diesSoon(pid: number): Promise<boolean> {
  const end = performance.now() + 2_000;
  while (await isRunning(pid)) {
    if (performance.now() > end) return false;
  }
  return true;
}

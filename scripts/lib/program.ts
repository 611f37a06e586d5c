import { $ } from 'zx';

/** How a program went. */
export interface Run {
  stdout: string;
  stderr: string;
  /** What went wrong with the process itself, in words; undefined when it ended well. */
  problem: string | undefined;
  /** Wall time, in milliseconds. */
  ms: number;
}

/** The process groups of the programs that run now: a group's number is its leader's pid. */
const running = new Set<number>();

/** How long a program may stay after it has printed its last line, in milliseconds. */
const LINGER = 5_000;

/**
 * Runs a program to its end, in a process group of its own, so that it can be stopped
 * together with its children.
 *
 * @param command the program and its arguments.
 * @param options.limit after how many milliseconds it is killed.
 * @param options.env more environment variables.
 */
export async function runProgram(
  command: string[],
  { limit, env = {} }: { limit: number; env?: Record<string, string> },
): Promise<Run> {
  const start = performance.now();
  const program = $({
    detached: true,
    nothrow: true,
    quiet: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  })`exec ${command}`;
  const group = program.pid;
  if (group === undefined) throw new Error(`Cannot run ${command[0]}`);
  running.add(group);

  let lastOutput = start;
  program.stdout.on('data', () => {
    lastOutput = performance.now();
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(group);
  }, limit);

  const { stdout, stderr, exitCode, signal } = await program;
  clearTimeout(timer);
  const lingered = performance.now() - lastOutput;
  const orphans = killGroup(group);
  running.delete(group);

  const problem = timedOut
    ? `was killed after ${limit / 1000} s`
    : signal
      ? `was ended by ${signal}`
      : exitCode !== 0
        ? `exited with code ${exitCode}`
        : orphans
          ? 'left processes behind'
          : stdout !== '' && lingered > LINGER
            ? `stayed for ${(lingered / 1000).toFixed(1)} s after its last line`
            : undefined;
  return { stdout, stderr, problem, ms: performance.now() - start };
}

/** Kills a process group; false when there was nobody left in it. */
function killGroup(group: number): boolean {
  try {
    return process.kill(-group, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Ctrl-C and its kin: stops every program that runs, with all its children. */
export function stopProgramsOnSignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      for (const group of running) killGroup(group);
      process.exit(code);
    });
  }
}

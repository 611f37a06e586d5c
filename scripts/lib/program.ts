import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { sleep } from '../../modules/core/time.ts';
import { hasGroups, isAnyoneIn, killGroup, livingIn } from './processes.ts';

/** How a program went. */
export interface Run {
  /** The number of its process. */
  pid: number;
  stdout: string;
  stderr: string;
  /** What went wrong with the process itself, in words; undefined when it ended well. */
  problem: string | undefined;
  /** Whether it was killed because its time was up. */
  timedOut: boolean;
  /** Wall time, in milliseconds. */
  ms: number;
  /** How long it stayed after it had printed something for the last time, in milliseconds. */
  lingered: number;
}

interface RunOptions {
  limit?: number | undefined;
  silence?: number;
  env?: Record<string, string>;
  onLine?: (line: string) => void;
  signal?: AbortSignal | undefined;
  watch?: (pid: number, ended: AbortSignal) => Promise<string | undefined>;
}

/** How long a program may run, and how long it may say nothing, in milliseconds. */
const LIMIT = 180_000;
const SILENCE = 60_000;

/** The process groups of the programs that run now: a group's number is its leader's pid. */
const running = new Set<number>();

/**
 * How long a program may stay after it has printed its last line, in milliseconds; and twice
 * as long as it has taken until then, on a machine where everything takes long.
 */
const LINGER = 5_000;

/** How long its children may stay when it has ended, in milliseconds. */
const GRACE = 1_000;

/**
 * Runs a program to its end, in a process group of its own, so that it can be stopped
 * together with its children.
 *
 * @param command the program and its arguments.
 * @param options.limit after how many milliseconds it is killed. Default: 180,000.
 * @param options.silence after how many milliseconds in which it prints nothing it is killed,
 *   too. Default: the limit, or 60,000 where none is given.
 * @param options.env more environment variables.
 * @param options.onLine is told each line of its stdout at once.
 * @param options.signal kills it, and rejects with its reason.
 * @param options.watch looks at the running program, by the number of its process; when it
 *   says what is wrong with it, that is its problem, and it is killed.
 * @throws {Error} when it cannot be started.
 */
export async function runProgram(
  command: string[],
  options: RunOptions = {},
): Promise<Run> {
  const { limit = LIMIT, silence = options.limit ?? SILENCE } = options;
  const { env = {}, onLine, signal: stop, watch } = options;
  stop?.throwIfAborted();
  const start = performance.now();
  const [file = '', ...args] = command;
  const program = spawn(file, args, {
    // On Windows this would open a window, and make no group.
    detached: hasGroups,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  const closed = once(program, 'close');
  const group = program.pid;
  // It was not started, and this rejects with the reason.
  if (group === undefined) return closed as Promise<never>;
  running.add(group);

  let [stdout, stderr, lastOutput] = ['', '', start];
  program.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    lastOutput = performance.now();
    quiet.refresh();
  });
  program.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  if (onLine) createInterface({ input: program.stdout }).on('line', onLine);
  const kill = () => {
    killGroup(group);
    // Somebody who has left the group may still hold them open.
    program.stdout.destroy();
    program.stderr.destroy();
  };
  let timeUp: string | undefined;
  const stopAfter = (ms: number, words = '') =>
    setTimeout(() => {
      timeUp ??= `was killed after ${ms / 1000} s${words}`;
      kill();
    }, ms);
  const timer = stopAfter(limit);
  const quiet = stopAfter(silence, ' without a word');
  stop?.addEventListener('abort', kill);
  let watched: string | undefined;
  const ended = new AbortController();
  void watch?.(group, ended.signal).then((problem) => {
    if (ended.signal.aborted || problem === undefined) return;
    watched = problem;
    kill();
  });

  const [exitCode, signal] = await closed;
  ended.abort();
  clearTimeout(timer);
  clearTimeout(quiet);
  stop?.removeEventListener('abort', kill);
  const lingered = performance.now() - lastOutput;
  const orphans = await outlives(group);
  if (orphans) killGroup(group);
  running.delete(group);
  stop?.throwIfAborted();

  const problem =
    watched ??
    timeUp ??
    (signal
      ? `was ended by ${signal}`
      : exitCode !== 0
        ? `exited with code ${exitCode}`
        : orphans
          ? 'left processes behind'
          : stdout !== '' && lingered > Math.max(LINGER, 2 * (lastOutput - start))
            ? `stayed for ${(lingered / 1000).toFixed(1)} s after its last line`
            : undefined);
  const ms = performance.now() - start;
  return {
    pid: group,
    stdout,
    stderr,
    problem,
    timedOut: timeUp !== undefined,
    ms,
    lingered,
  };
}

/** Whether somebody is left in the group a second after its leader has ended. */
async function outlives(group: number): Promise<boolean> {
  const end = performance.now() + GRACE;
  while (isAnyoneIn(group) && livingIn(group).length > 0) {
    if (performance.now() > end) return true;
    await sleep(20);
  }
  return false;
}

/** Ctrl-C and its kin, or an error: stops every program that runs, with all its children. */
export function stopProgramsOnSignals(): void {
  process.on('exit', () => {
    for (const group of running) killGroup(group);
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => process.exit(code));
  }
}

/** What the tests across processes share: to run there, and to see what is left of it. */
import { existsSync, readFileSync } from 'node:fs';
import { Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';

/** Where one can be that is not here. */
export const places = [Thread, Process];
export type Place = (typeof places)[number];

/** Runs an exported function of the test file in a thread or process. */
export function run<Result, Args extends unknown[]>(
  meta: ImportMeta,
  Place: Place,
  target: (...args: Args) => Result,
  ...args: Args
): Process<Result, Args> {
  const options = { target, args } as never;
  const other = new (Place as typeof Process<Result, Args>)(meta, options);
  other.start();
  return other;
}

/**
 * Whether a process has ended and left nothing behind, or does so within five seconds: no
 * orphan that runs on, and no zombie of ours. (Zombies of parents that have ended are the
 * init process's to reap.)
 */
export async function isGone(pid: number | undefined): Promise<boolean> {
  if (!pid) throw new Error(`not the number of a process: ${pid}`);
  for (const end = performance.now() + 5000; remains(pid); ) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

function remains(pid: number): boolean {
  if (!existsSync('/proc/self/stat')) return answersSignals(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state !== 'Z' || Number(parent) === process.pid;
  } catch {
    return false;
  }
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

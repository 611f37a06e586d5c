/** What the tests of processes share: a look at the system's own table of them. */
import { existsSync, readFileSync } from 'node:fs';

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

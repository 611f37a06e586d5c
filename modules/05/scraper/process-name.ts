/** Which process it is: numbers are given again, so that its start belongs to the name. */
import { readFileSync } from 'node:fs';

/** Its number and, where the system tells, the moment of its start. */
export function processName(pid: number): string {
  return `${pid} ${statOf(pid)?.start ?? '-'}`;
}

/**
 * Whether a process lives.
 *
 * @param name as {@link processName} gave it; what stands behind it does not matter.
 */
export function isAlive(name: string): boolean {
  const [, pid, start] = /^(\d+) (\d+|-) /.exec(`${name} `) ?? [];
  if (!pid || !exists(Number(pid))) return false;
  const stat = statOf(Number(pid));
  return !stat || (stat.start === start && !stat.dead);
}

/** Signal 0 does nothing; that it may not be sent says that there is somebody. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What Linux tells of a process. */
function statOf(pid: number): { start: string; dead: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind its name, which may hold anything; the 1st is the state, the 20th the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { start: fields[19] ?? '', dead: /[ZX]/.test(fields[0] ?? '') };
  } catch {
    return undefined;
  }
}

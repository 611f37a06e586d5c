/** The processes of this machine, by what the system itself has to offer. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A living process; a zombie, dead but not yet buried by its parent, is none. */
export interface Living {
  pid: number;
  parent: number;
  /** The number of its process group, which is its leader's pid. */
  group: number;
  /** Its command line. */
  command: string;
}

/** Whether this system has process groups; if not, a process is ended with its children. */
export const hasGroups = process.platform !== 'win32';

/** All processes that live; none on Windows, which keeps no groups. */
export function livingProcesses(): Living[] {
  if (!hasGroups) return [];
  return existsSync('/proc/self/stat') ? fromProc() : fromPs();
}

/** The command lines of a process group's members. */
export function livingIn(group: number): string[] {
  const members = livingProcesses().filter((one) => one.group === group);
  return members.map(({ command }) => command);
}

/**
 * The processor time that a process has taken, in seconds; undefined where the system has no
 * /proc to ask.
 *
 * @throws {Error} when it has ended.
 */
export function cpuSecondsOf(pid: number): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  const [user = 0, system = 0] = statOf(pid).slice(11, 13).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

/** Of Linux, on every machine. */
const TICKS_PER_SECOND = 100;

/** Whether a process lives. */
export function isLiving(pid: number): boolean {
  if (hasGroups) return livingProcesses().some((one) => one.pid === pid);
  return signal(pid, 0);
}

/** Whether there is anybody in a group, dead but not yet buried ones included. */
export function isAnyoneIn(group: number): boolean {
  return hasGroups && signal(-group, 0);
}

/** Ends all of a group at once; on Windows a process that runs, and all its children. */
export function killGroup(group: number): void {
  if (hasGroups) signal(-group, 'SIGKILL');
  else spawnSync('taskkill', ['/pid', String(group), '/t', '/f']);
}

/** Signals a process, or, by its negative number, a group; false when there is none. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Linux: a folder for each process. */
function fromProc(): Living[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const [state, parent, group] = statOf(Number(pid));
      if (/^[ZX]$/.test(state ?? '')) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return living(pid, parent, group, command.replaceAll('\0', ' ').trim());
    } catch {
      return []; // It has ended since the folder was read.
    }
  });
}

/** What Linux knows of a process, from its state on. @throws {Error} when it has ended. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Its name comes before, in brackets, and may hold anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Other Unix systems. */
export function fromPs(): Living[] {
  const columns = ['pid', 'ppid', 'pgid', 'stat', 'args'].flatMap((it) => [
    '-o',
    `${it}=`,
  ]);
  const { stdout } = spawnSync('ps', ['-A', '-ww', ...columns], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const row = /^ *(\d+) +(\d+) +(\d+) +([^ Z]\S*) +(.*)$/gm;
  return [...(stdout ?? '').matchAll(row)].map(([, pid, parent, group, , command]) =>
    living(pid, parent, group, command),
  );
}

function living(pid = '', parent = '', group = '', command = ''): Living {
  return { pid: Number(pid), parent: Number(parent), group: Number(group), command };
}

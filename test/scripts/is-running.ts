import { $ } from 'zx';

/** Whether a process lives; a zombie, dead but not yet buried by its parent, does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await $({ quiet: true, nothrow: true })`ps -o stat= -p ${pid}`;
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

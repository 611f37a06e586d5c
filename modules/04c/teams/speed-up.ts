import { availableParallelism } from 'node:os';

/**
 * How a time compares with that of the sequential run, in words. A time says how the work
 * went at this moment, on this machine: where it gained nothing, it says so.
 */
export function speedUp(sequential: number, ms: number): string {
  const ratio = sequential / ms;
  if (ratio >= 1.2) return `${ratio.toFixed(1)} times as fast`;
  const why =
    availableParallelism() === 1 ? 'there is one core' : 'this machine was busy';
  return `no faster: ${why}`;
}

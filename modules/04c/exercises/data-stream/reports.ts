import { print } from '../../../core/print.ts';
import { sleep } from '../../../core/time.ts';

/** A reading of a sensor. */
export interface Reading {
  /** When it was taken, in seconds. */
  at: number;
  value: number;
}

/** The readings of one stretch of time. */
export interface Window {
  /** It holds the readings from this second on, up to `end`, which is not in it. */
  start: number;
  end: number;
  values: number[];
}

const count = { stored: 0, late: 0, bad: 0 };

export function reportBad(line: string): void {
  count.bad++;
  print(`Not a reading: '${line}'`);
}

export function reportLate({ at }: Reading): void {
  count.late++;
  print(`Too late: the reading of second ${at}`);
}

/** Slow, as stores are. */
export async function store({ start, end, values }: Window): Promise<void> {
  await sleep(20);
  count.stored += values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  print(`Seconds ${start} to ${end}: ${values.length} readings, mean ${mean.toFixed(2)}`);
}

export function reportAll(sent: number): void {
  const { stored, late, bad } = count;
  print(`Sent: ${sent}, stored: ${stored}, late: ${late}, bad: ${bad}`);
}

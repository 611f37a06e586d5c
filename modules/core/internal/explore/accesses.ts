/** What an access of shared memory means to those who look at the schedule. */
import type { ProbeEvent } from '../sync/probe.ts';
import { access, type Session, steps } from './steps.ts';

/** Marks what was read in what a thread knows. */
export const seen = { load: 1, store: 2, change: 3, exchange: 4, wait: 5, notify: 6 };

export type Cells = Int32Array;

/** Where it is, if it is seen at all. */
export function place(cells: Cells): number {
  return steps.numberOf(cells.buffer);
}

export function session(): Session {
  return steps.session as Session;
}

export function nameOf(region: number, index: number): string {
  return `${session().regions[region]?.name}[${index}]`;
}

/** What is done to an array of the scenario's own. */
export function note(event: ProbeEvent, region: number): void {
  const found = session().regions[region];
  if (found?.kind === 'bare') steps.note(event, 'Array', found.name);
}

/** After an operation that counts. */
export function took(
  kind: number,
  how: number,
  region: number,
  index: number,
  result: number,
): void {
  const { regions } = session();
  const type = regions[region]?.kind;
  if (type === 'core' || type === 'bare') steps.log(how, region, index);
  note(
    kind === seen.notify ? 'notify' : how === access.acquire ? 'read' : 'write',
    region,
  );
  if (!steps.isStep(region, index)) return;
  steps.learn(result, (kind << 20) ^ (region << 12) ^ index);
  if (type === 'bare') steps.learnPlain(true);
}

export function written(): void {
  steps.lastLoad.region = -1;
  steps.hasWritten();
}

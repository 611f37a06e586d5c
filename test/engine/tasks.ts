/** What the tests let workers do. */
import { appendFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import type { Delivery } from '../../modules/06/engine/contract.ts';
import { sleep } from '../../modules/core/time.ts';

export function square(n: number): number {
  return n * n;
}

export function echo(item: unknown): unknown {
  return item;
}

export function nothing(_: null): void {}

export function delivery(_: null, delivery: Delivery): Delivery {
  return delivery;
}

export function place(_: number): string {
  return `${process.pid}/${threadId}`;
}

/** Fails until this attempt. */
export function failUntil(good: number, { attempt }: Delivery): number {
  if (attempt < good) throw new RangeError(`not at attempt ${attempt}`);
  return attempt;
}

export function makeMap(_: null): Map<string, number> {
  return new Map([['a', 1]]);
}

/** Leaves a line in a file: jobs share nothing else. */
export function note({ file, text }: { file: string; text: string }): string {
  appendFileSync(file, `${text}\n`);
  return text;
}

/** The same, but for text that is to fail. */
export function noteOrFail(item: { file: string; text: string }): string {
  note(item);
  if (item.text.startsWith('bad')) throw new Error(item.text);
  return item.text;
}

export async function noteTwice({
  file,
  ms,
}: {
  file: string;
  ms: number;
}): Promise<void> {
  note({ file, text: '+' });
  await sleep(ms);
  note({ file, text: '-' });
}

/** Takes the thread down, before this attempt. */
export function dieUntil(good: number, { attempt }: Delivery): number {
  if (attempt < good) process.exit(1);
  return attempt;
}

export function join(parts: unknown[]): string {
  return parts.join('+');
}

export function joinIntoFile(parts: string[]): string {
  note({ file: parts[0] ?? '', text: 'joined' });
  return parts.join('+');
}

export interface Payment {
  ledger: string;
  order: number;
  /** How long it takes before and after it pays. */
  ms: number;
  /** Kills its process when it has paid for the first time. */
  deadly: boolean;
}

export async function pay(payment: Payment, { id, attempt }: Delivery): Promise<number> {
  const { ledger, order, ms, deadly } = payment;
  await sleep(ms);
  const body = JSON.stringify({ order, amount: 1 });
  const headers = { 'idempotency-key': id };
  await fetch(ledger, { method: 'POST', headers, body });
  if (deadly && attempt === 1) process.kill(process.pid, 'SIGKILL');
  await sleep(ms);
  return order;
}

export const notAFunction = 1;

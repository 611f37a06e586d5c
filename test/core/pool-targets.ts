/** What the tests of map and imap share. A worker loads the functions from here, and no tests. */
import { MessageChannel, type MessagePort, threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { registerError } from '../../modules/core/errors.ts';
import { Lock } from '../../modules/core/lock.ts';
import { map } from '../../modules/core/pool-map.ts';
import type { SharedValue } from '../../modules/core/shared.ts';
import { sleep } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

/** Where the functions stand. */
export const meta = import.meta;

export class PaymentError extends Error {
  amount = 0;
}
registerError(PaymentError);

/** Its filename is not used: map names its own. */
export function comeTogether(all: Barrier): void {
  all.wait();
}

/** Both workers are up: Node 22 crashes when one is ended in the middle of loading. */
export async function newPool(): Promise<Piscina> {
  const pool = new Piscina({
    filename: meta.url,
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  const all = new Barrier(2);
  await map(pool, meta, comeTogether, [all, all], { chunkSize: 1 });
  return pool;
}

export function square(n: number): number {
  return n * n;
}

export function power(base: number, exponent: number, label = ''): string {
  return `${label}${base ** exponent}`;
}

export async function slowToFast(n: number): Promise<number> {
  await sleep(20 - n);
  return n;
}

export function whoAndWhat(n: number): [thread: number, n: number] {
  return [threadId, n];
}

export function count(cells: Int32Array, n: number): void {
  Atomics.add(cells, 0, 1);
  if (n === 7 || n === 3) {
    const cause = new TypeError('the cause');
    throw Object.assign(new PaymentError(`no ${n}`, { cause }), { amount: n });
  }
}

export function countUpTo(cells: Int32Array, bad: number, n: number): number {
  Atomics.add(cells, 0, 1);
  if (n !== bad) return n;
  throw new PaymentError(`no ${n}`, { cause: new TypeError('the cause') });
}

export function addUnder(value: SharedValue, n: number): SharedValue {
  using _held = value.lock.hold();
  value.value += n;
  return value;
}

export function takes(lock: Lock): boolean {
  return lock instanceof Lock && lock.tryAcquire();
}

export function exitOn(bad: number, n: number): number {
  if (n === bad) process.exit(5);
  return n;
}

/** A buffer whose memory has moved elsewhere. */
export function transferred(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

/** Something that no message can carry. */
export function returnOdd(kind: string, n: number): unknown {
  let deep: unknown = n;
  for (let i = 0; i < 100_000; i++) deep = { deep };
  const odd: Record<string, unknown> = {
    function: () => n,
    symbol: Symbol('s'),
    Proxy: { in: new Proxy({}, {}) },
    depth: deep,
    getter: {
      get x() {
        throw new Error('no');
      },
    },
    Promise: [Promise.resolve()],
    gone: transferred(),
  };
  return odd[kind] ?? n;
}

export function post(port: MessagePort): MessagePort {
  port.postMessage('hello');
  const { port1, port2 } = new MessageChannel();
  port1.postMessage('from here');
  return port2;
}

export function wordLength(word: string): number {
  return word.length;
}

export function first([event]: string[]): string {
  return String(event);
}

export function addOne(value: SharedValue): SharedValue {
  return addUnder(value, 1);
}

export function exitOnTwo(n: number): number {
  return exitOn(2, n);
}

export function countUpToList([cells, bad, n]: readonly [
  Int32Array,
  number,
  number,
]): number {
  return countUpTo(cells, bad, n);
}

/** Counts who comes, and waits until the gate is open. */
export function passGate([gate, n, waits = 1]: [Int32Array, number, number?]): number {
  Atomics.add(gate, 1, 1);
  if (waits === 1) Atomics.wait(gate, 0, 0, 30_000);
  return n;
}

export function openGate(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

export function meet(cells: Int32Array, count: number): number {
  Atomics.add(cells, 0, 1);
  const end = performance.now() + 10_000;
  while (Atomics.load(cells, 0) < count) {
    if (performance.now() > end) throw new Error('nobody else came');
  }
  return threadId;
}

/** What a loop over the results has got, also when it throws. */
export async function taken<T>(results: AsyncIterable<T>, into: T[]): Promise<T[]> {
  for await (const result of results) into.push(result);
  return into;
}

export function* failingAfter(count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield n;
  throw new Error('no more items');
}

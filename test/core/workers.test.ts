/** Workers that are no Thread: a pool's, and those that a program starts by itself. */
import { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { activeThreads, currentThread } from '../../modules/core/current-thread.ts';
import { AbandonedLockError } from '../../modules/core/errors.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { map } from '../../modules/core/pool-map.ts';
import { revive } from '../../modules/core/revive.ts';
import { Thread } from '../../modules/core/thread.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import type { Holding } from '../fixtures/programs/holding-worker.ts';
import { rejection, thrown } from './helpers.ts';
import { within } from './waiting.ts';

const HOLDING = new URL('../fixtures/programs/holding-worker.ts', import.meta.url);

/** A worker whose lock and whose thread's lock are taken by now. */
async function holding(end: Holding['end']) {
  const workerData: Holding = { lock: new Lock(), inner: new Lock(), end };
  const resourceLimits = { maxOldGenerationSizeMb: 30 };
  const limited = end === 'run out of memory' ? { resourceLimits } : {};
  const worker = new Worker(HOLDING, { ...workerOptions, ...limited, workerData });
  worker.on('error', () => {});
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  // Not once(): that rejects when the worker's error comes before its message.
  await within(new Promise((resolve) => worker.once('message', resolve)));
  return { worker, gone, ...workerData };
}

function assertAbandoned(lock: Lock): void {
  const start = performance.now();
  assert.instance(
    thrown(() => lock.acquire({ timeout: 20_000 })),
    AbandonedLockError,
  );
  assert.ok(performance.now() - start < 5000);
}

const active = () => activeThreads().map(({ ident, name }) => `${ident} ${name}`);

// Elsewhere a worker's memory has no limit, and on Deno the error is on stderr as well.
const ends: Holding['end'][] =
  process.versions.deno || process.versions.bun
    ? ['exit', 'return']
    : ['throw', 'exit', 'return', 'run out of memory'];

for (const end of ends) {
  test(`${end}: seat and locks are given back, also those of a thread it started`, async () => {
    const { gone, lock, inner } = await holding(end);
    await within(gone);
    assertAbandoned(lock);
    assertAbandoned(inner);
    assert.equal(active(), ['1 MainThread']);
  });
}

test('terminated: a main thread that blocks at once sees the locks abandoned, and nobody alive', async () => {
  const { worker, lock, inner } = await holding('wait');
  const gone = worker.terminate();
  assertAbandoned(lock);
  assertAbandoned(inner);
  assert.equal(active(), ['1 MainThread']);
  await gone;
  assert.equal(active(), ['1 MainThread']);
});

export function holdForGood(message: { lock: Lock; holds: Event }): void {
  const { lock, holds } = revive(message);
  currentThread();
  lock.acquire();
  holds.set();
  new Event().wait();
}

for (const way of ['aborted', 'destroyed']) {
  test(`a pool's worker whose task is ${way} leaves its lock abandoned`, async () => {
    const filename = import.meta.url;
    const pool = new Piscina({ filename, maxThreads: 1, ...workerOptions });
    const [lock, holds, abort] = [new Lock(), new Event(), new AbortController()];
    const options = { name: 'holdForGood', signal: abort.signal };
    const rejected = rejection(pool.run({ lock, holds }, options));
    await within(holds.waitAsync());
    const gone = way === 'aborted' ? abort.abort() : pool.destroy();
    assertAbandoned(lock);
    assert.equal(active(), ['1 MainThread']);
    await within(rejected);
    await gone;
    await pool.destroy();
  });
}

export function nothing(): void {}

async function nextIdent(): Promise<number> {
  const thread = new Thread(import.meta, { target: nothing });
  thread.start();
  const { ident } = thread;
  await thread.join();
  return ident as number;
}

test('seats: what pools have used is free again', async () => {
  const before = await nextIdent();
  for (let i = 0; i < 3; i++) {
    const filename = import.meta.url;
    const pool = new Piscina({ filename, maxThreads: 1, ...workerOptions });
    await map(pool, import.meta, mapped, [1]);
    await pool.destroy();
  }
  // Lower, if a worker of another test has gone meanwhile. That a worker is gone is noticed a
  // moment after its end.
  for (const end = performance.now() + 5_000; (await nextIdent()) > before; ) {
    assert.ok(performance.now() < end, 'a seat is still taken');
  }
});

export function mapped(_: number): string {
  return currentThread().name;
}

if (isMain(import.meta)) test.run();

/**
 * What has to hold when workers die and Redis goes away: redis.ts runs it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openEngine } from '../../modules/06/engine/engine.ts';
import { type Ledger, startLedger } from '../../modules/06/ledger/ledger.ts';
import { sleep, stopwatch } from '../../modules/core/time.ts';
import { isLiving, livingProcesses } from '../../scripts/lib/processes.ts';
import { findRuntime } from '../../scripts/lib/runtimes.ts';
import { rejection } from '../core/helpers.ts';
import { startRedis } from './redis-server.ts';
import * as tasks from './tasks.ts';

const meta = { ...import.meta, url: new URL('./tasks.ts', import.meta.url).href };
const WORKER = fileURLToPath(
  new URL('../../modules/06/engine/worker.ts', import.meta.url),
);
const TASKS = fileURLToPath(new URL('./tasks.ts', import.meta.url));
const NODE = findRuntime('node').command;

const redis = await startRedis();
process.env.REDIS_URL = redis.url;
test.after(async () => await redis[Symbol.asyncDispose]());

/** The living workers that a process has started. */
function workersOf(parent: number): number[] {
  return livingProcesses()
    .filter(
      (one) => one.parent === parent && /\/engine\/worker\.ts( |$)/.test(one.command),
    )
    .map(({ pid }) => pid);
}

/** Kills one of them (-9), whichever chance takes; false when there was none. */
function killOne(): boolean {
  const pids = workersOf(process.pid);
  const pid = pids[Math.floor(Math.random() * pids.length)];
  try {
    return pid !== undefined && process.kill(pid, 'SIGKILL');
  } catch {
    return false; // it had ended by itself
  }
}

function orders(ledger: Ledger, count: number, deadly: (order: number) => boolean) {
  return Array.from({ length: count }, (_, order) => ({
    ledger: ledger.url,
    order,
    ms: 20,
    deadly: deadly(order),
  }));
}

/** Each order is paid, and once, and its result has come. */
function demandEach(ledger: Ledger, results: number[], count: number): void {
  assert.equal(
    results,
    Array.from({ length: count }, (_, order) => order),
  );
  assert.equal(ledger.totals(), { payments: count, orders: count, sum: count });
}

test('20 workers killed in a row: no job lost, no effect doubled', async () => {
  await using ledger = await startLedger();
  await using engine = await openEngine(meta, { workers: 3, lease: 1_000 });
  // Ten jobs kill their worker themselves, when they have paid and nobody knows it yet.
  const items = orders(ledger, 60, (order) => order % 6 === 5);
  const results = engine.map(tasks.pay, items);
  // The others die at any moment, also while they start.
  for (let kills = 0; kills < 10; ) {
    await sleep(400 * Math.random());
    if (killOne()) kills++;
  }
  demandEach(ledger, await results, 60);
  // Some of the ten may be killed before they have paid: then they pay once.
  assert.ok(ledger.requests > 60, `${ledger.requests} requests`);
});

test('Redis killed and started again in the middle: the run completes', async () => {
  await using ledger = await startLedger();
  await using engine = await openEngine(meta, { workers: 2, lease: 1_000 });
  const results = engine.map(
    tasks.pay,
    orders(ledger, 60, () => false),
  );
  for (const moment of [10, 30]) {
    while (ledger.requests < moment) await sleep(5);
    await redis.kill();
    await sleep(500);
    await redis.start();
  }
  demandEach(ledger, await results, 60);
});

test('a worker that was started by hand serves a queue that has none', async () => {
  const queue = `by-hand-${process.pid}`;
  const start = () => {
    const args = [...NODE.slice(1), WORKER, '--queue', queue, '--threads', '2', TASKS];
    return spawn(NODE[0] ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  };
  const byHand = start();
  const [greeting] = await once(byHand.stdout, 'data');
  assert.match(`${greeting}`, `Serving the queue '${queue}'; Ctrl-C to stop`);

  await using ledger = await startLedger();
  const pay = orders(ledger, 1, () => false);
  const one = await openEngine(meta, { workers: 1, queue });
  for (const pid of workersOf(process.pid)) {
    if (pid !== byHand.pid) process.kill(pid, 'SIGKILL');
  }
  assert.is(await one.submit(tasks.square, 3), 9);
  // What one program has ordered, another finds done.
  await one.submit(tasks.pay, pay[0] as tasks.Payment, { id: 'same' });
  await one.close();
  const two = await openEngine(meta, { workers: 1, queue });
  assert.is(await two.submit(tasks.pay, pay[0] as tasks.Payment, { id: 'same' }), 0);
  await two.close();
  assert.is(ledger.requests, 1);

  const gone = once(byHand, 'exit');
  byHand.kill('SIGINT');
  assert.equal(await gone, [0, null]);
});

test('workers whose program is killed go, and a queue of its own leaves nothing', async () => {
  const client = new Redis(redis.url);
  const keysBefore = (await client.keys('*lesson-*')).length;
  const engine = await openEngine(meta, { workers: 1 });
  await engine.map(tasks.square, [1, 2, 3]);
  await engine.close();
  assert.is((await client.keys('*lesson-*')).length, keysBefore);
  client.disconnect();

  const lesson = new URL('../../modules/06/distributed-primes.ts', import.meta.url);
  const args = [...NODE.slice(1), fileURLToPath(lesson)];
  const program = spawn(NODE[0] ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(program.stdout, 'data'); // it has its workers now
  const pids = workersOf(program.pid ?? 0);
  assert.is(pids.length, 2);
  program.kill('SIGKILL');
  await once(program, 'exit');
  const watch = stopwatch();
  while (pids.some(isLiving)) {
    assert.ok(watch.ms() < 20_000, `they stay: ${pids}`);
    await sleep(50);
  }
});

test('a password that is wrong, and one that is right', async () => {
  await using locked = await startRedis({ password: 'open-sesame' });
  try {
    process.env.REDIS_URL = locked.url;
    await using engine = await openEngine(meta, { workers: 1 });
    assert.is(await engine.submit(tasks.square, 3), 9);
    for (const password of ['', ':open-barley@']) {
      process.env.REDIS_URL = locked.url.replace(/:open-sesame@/, password);
      const { name, message } = await rejection(openEngine(meta));
      assert.is(name, 'RedisError');
      assert.match(message, /NOAUTH|WRONGPASS/);
      assert.not.match(message, 'barley');
    }
  } finally {
    process.env.REDIS_URL = redis.url;
  }
});

test('Redis gone for good: an error, and no hang', async () => {
  const gone = await startRedis();
  process.env.REDIS_URL = gone.url;
  await using engine = await openEngine(meta, { workers: 1 });
  process.env.REDIS_URL = redis.url;
  const file = join(tmpdir(), `begun-${process.pid}`);
  const begun = rejection(engine.submit(tasks.noteTwice, { file, ms: 60_000 }));
  while (!existsSync(file)) await sleep(5);
  await rm(file);
  await gone[Symbol.asyncDispose]();
  const late = rejection(engine.submit(tasks.square, 3));
  for (const { name, message } of await Promise.all([begun, late])) {
    assert.is(name, 'RedisError');
    assert.match(
      message,
      /^Redis (stays away|has not taken the jobs): Connection is clo/,
    );
  }
  await engine.close();
  assert.equal(workersOf(process.pid), []);
});

test.run();

import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AbandonedLockError, ManagerEndedError } from '../../modules/core/errors.ts';
import { isMain } from '../../modules/core/main.ts';
import { type LockProxy, Manager, type QueueProxy } from '../../modules/core/manager.ts';
import { Pipe, type PipeEnd } from '../../modules/core/pipe.ts';
import { Process } from '../../modules/core/process.ts';
import { QueueShutDownError } from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep } from '../../modules/core/time.ts';
import { rejection, runFixture, thrown } from './helpers.ts';
import { isGone, places, run } from './processes.ts';
import { within } from './waiting.ts';

/** Ends while it holds the lock, in one of many ways. */
export async function endHolding(
  lock: LockProxy,
  end: PipeEnd<string>,
  how: string,
): Promise<void> {
  await lock.acquire();
  await end.send('holding');
  await end.receive();
  if (how === 'throw') throw new Error('careless');
  if (how === 'exit') process.exit(3);
  if (how === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
}

for (const Place of places) {
  for (const how of ['return', 'throw', 'exit', 'SIGKILL']) {
    if (Place === Thread && how === 'SIGKILL') continue;
    test(`${Place.name}, ends by ${how}, holding a lock: abandoned, until one recovers it`, async () => {
      await using manager = await Manager.start();
      const lock = manager.lock('treasure');
      const { left, right } = new Pipe<string>();
      const other = run(import.meta, Place, endHolding, lock, right, how);
      const ended = other.join().catch(() => {});
      assert.is(await within(left.receive()), 'holding');
      const waiting = [lock.acquire(), lock.hold()].map(rejection);
      // By the time of this answer the two stand in line.
      assert.ok(await lock.locked());
      await left.send('go');

      const errors = await within(Promise.all(waiting));
      for (const error of [...errors, await rejection(lock.acquire({ timeout: 0 }))]) {
        assert.instance(error, AbandonedLockError);
        assert.match(
          error.message,
          /^Cannot acquire <LockProxy 'treasure'>: .*recover\(\)$/,
        );
      }
      assert.ok(await lock.locked());
      assert.match((await rejection(lock.release())).message, /does not hold it$/);
      assert.ok(await lock.recover());
      assert.not(await lock.recover());
      await lock.release();
      assert.ok(await lock.acquire());
      await within(ended);
      left.close();
      if (other instanceof Process) assert.ok(await isGone(other.pid));
    });
  }
}

export async function getTwo(queue: QueueProxy, end: PipeEnd<string>): Promise<void> {
  const got = [queue.get(), queue.get()];
  // By the time of this answer the manager has the calls.
  await queue.qsize();
  await end.send('waiting');
  await Promise.all(got);
}

export async function putOne(queue: QueueProxy, end: PipeEnd<string>): Promise<void> {
  const put = queue.put('from the dead');
  await queue.qsize();
  await end.send('waiting');
  await put;
}

export async function lockOnce(lock: LockProxy, end: PipeEnd<string>): Promise<void> {
  const got = lock.acquire();
  await lock.locked();
  await end.send('waiting');
  await got;
}

/** A process that has said that it waits. */
async function waiter<T>(
  target: (subject: T, end: PipeEnd<string>) => Promise<void>,
  subject: T,
): Promise<{ pid: number; kill(): Promise<void> }> {
  const { left, right } = new Pipe<string>();
  const child = run(import.meta, Process, target, subject, right);
  assert.is(await within(left.receive()), 'waiting');
  const kill = async () => {
    child.kill();
    await rejection(child.join());
    assert.ok(await isGone(child.pid));
    left.close();
  };
  return { pid: child.pid as number, kill };
}

test('a client that dies waiting in get() loses no item, nor one in put() puts one', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue<string>(1);
  const getter = await waiter(getTwo, queue as QueueProxy);
  await getter.kill();
  await queue.put('one');
  const putter = await waiter(putOne, queue as QueueProxy);
  await putter.kill();
  assert.is(await queue.get({ timeout: 5000 }), 'one');
  await sleep(50);
  assert.is(await queue.qsize(), 0);
});

test('items on their way to a client that dies go back to the head of the line', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue<string>(3);
  const getter = await waiter(getTwo, queue as QueueProxy);
  // It can take no more in, but the system still takes what is written to it.
  process.kill(getter.pid, 'SIGSTOP');
  for (const item of ['first', 'second', 'third', 'fourth']) await queue.put(item);
  assert.equal([await queue.qsize(), await queue.full()], [2, false]);
  assert.is(await queue.get(), 'third');
  await getter.kill();
  while ((await queue.qsize()) < 3) await sleep(1);
  assert.ok(await queue.full());
  const all = [await queue.get(), await queue.get(), await queue.get()];
  assert.equal(all, ['first', 'second', 'fourth']);
  for (const _ of [1, 2, 3, 4]) await queue.taskDone();
  assert.ok(await queue.join());
});

test('items that came back are dropped by an immediate shutdown, and count as done', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue<string>();
  const getter = await waiter(getTwo, queue as QueueProxy);
  process.kill(getter.pid, 'SIGSTOP');
  for (const item of ['first', 'second', 'third']) await queue.put(item);
  await getter.kill();
  while ((await queue.qsize()) < 3) await sleep(1);
  await queue.shutdown({ immediate: true });
  assert.is(await queue.qsize(), 0);
  assert.ok(await queue.join({ timeout: 0 }));
});

test('a lock on its way to a client that dies goes to the next, not abandoned', async () => {
  await using manager = await Manager.start();
  const lock = manager.lock();
  await lock.acquire();
  const child = await waiter(lockOnce, lock);
  process.kill(child.pid, 'SIGSTOP');
  const next = lock.acquire();
  await lock.release();
  assert.ok(await lock.locked());
  await child.kill();
  assert.ok(await within(next));
});

export async function getOnly(queue: QueueProxy): Promise<unknown> {
  return queue.get();
}

test('an ended manager: calls that wait and all later ones reject, and nothing hangs', async () => {
  const manager = await Manager.start();
  const [list, dict, value] = [manager.list([1]), manager.dict(), manager.value(1)];
  const [queue, lock] = [manager.queue(), manager.lock()];
  await queue.put('unfinished');
  await queue.get();
  await lock.acquire();
  const child = run(import.meta, Process, getOnly, queue);
  const waiting = [queue.get(), lock.acquire(), queue.join({ timeout: 60_000 })];
  const rejected = [...waiting, child.join()].map(rejection);
  // By the time of this answer they stand in line.
  await list.length();
  await manager.shutdown();
  const later = [list.length(), dict.size(), value.set(2), queue.put(1), lock.release()];
  rejected.push(...later.map(rejection));
  for (const error of await within(Promise.all(rejected))) {
    assert.instance(error, ManagerEndedError);
    assert.match(
      error.message,
      /^Cannot call \w+\(\) of <\w+ .*>: its manager has ended$/,
    );
  }
  for (const create of [() => manager.list(), () => manager.lock()]) {
    assert.instance(thrown(create), ManagerEndedError);
  }
  await manager.shutdown();
});

export async function serve(end: PipeEnd<unknown>): Promise<void> {
  const manager = await Manager.start();
  await end.send(manager.queue());
  await sleep(60_000);
}

test('a manager whose process is killed: the same', async () => {
  const { left, right } = new Pipe();
  const child = run(import.meta, Process, serve, right);
  const queue = (await within(left.receive())) as QueueProxy<number>;
  await queue.put(1);
  assert.is(await queue.get(), 1);
  const waiting = rejection(queue.get());
  child.kill();
  assert.instance(await within(waiting), ManagerEndedError);
  assert.instance(await within(rejection(queue.put(1))), ManagerEndedError);
  await rejection(child.join());
  assert.ok(await isGone(child.pid));
  // A process that is killed cannot tidy up.
  rmSync(dirname(queue.manager), { recursive: true });
});

test('neither a manager nor its proxies keep a program alive, a call that waits does', async () => {
  const { stdout, stderr, code } = await runFixture('manager-daemon');
  assert.equal([stderr, code], ['', 0]);
  const [got, path, pid, ...rest] = stdout.trim().split('\n');
  assert.equal([got, rest], ['got after a while: late', []]);
  assert.not(existsSync(String(path)), `${path} was left behind`);
  assert.ok(await isGone(Number(pid)));
});

test('the creator of a manager and of pipes is killed: no process that waits is left', async () => {
  const { stdout, stderr } = await runFixture('killed-creator');
  assert.is(stderr, '');
  const [folder, ...pids] = stdout.trim().split('\n');
  rmSync(String(folder), { recursive: true });
  assert.is(pids.length, 2);
  for (const pid of pids) assert.ok(await isGone(Number(pid)));
});

test('ten thousand that wait are all told', async () => {
  await using manager = await Manager.start();
  const queue = manager.queue();
  const waiting = Array.from({ length: 10_000 }, () => rejection(queue.get()));
  await queue.qsize();
  await queue.shutdown();
  for (const error of await within(Promise.all(waiting))) {
    assert.instance(error, QueueShutDownError);
  }
});

if (isMain(import.meta)) test.run();

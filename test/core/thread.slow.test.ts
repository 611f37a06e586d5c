/** What only many threads, one after another or at once, bring to light. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { activeThreads } from '../../modules/core/current-thread.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { BoundedSemaphore } from '../../modules/core/semaphore.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { sharedCells } from './helpers.ts';

export function nothing(): void {}

export function work(limit: BoundedSemaphore, mutex: RLock, inside: Int32Array): number {
  using _permit = limit.hold();
  const count = (() => {
    using _held = mutex.hold();
    inside[0] = Number(inside[0]) + 1;
    return Number(inside[0]);
  })();
  sleepSync(5);
  using _held = mutex.hold();
  inside[0] = Number(inside[0]) - 1;
  return count;
}

test('a joined thread is never among the active ones', async () => {
  for (let i = 0; i < 40; i++) {
    const thread = new Thread(import.meta, { target: nothing });
    thread.start();
    await thread.join();
    assert.not(
      activeThreads().some(
        ({ ident, name }) => ident === thread.ident && name === thread.name,
      ),
    );
  }
});

/** Listeners on the process, and what keeps it alive: nothing of it may grow. */
function leftovers(): string {
  const listeners = process
    .eventNames()
    .map((name) => `${String(name)} ${process.listenerCount(name as string)}`);
  return [...listeners, ...(process.getActiveResourcesInfo?.() ?? [])].join();
}

test('threads one after the other leave no listener and no handle, and little memory', async () => {
  const run = async () => {
    const thread = new Thread(import.meta, { target: nothing });
    thread.start();
    await thread.join();
  };
  await run();
  const [before, memory] = [leftovers(), process.memoryUsage().rss];
  for (let i = 0; i < 60; i++) await run();
  assert.is(leftovers(), before);
  // One thread alone takes about five.
  assert.ok(process.memoryUsage().rss - memory < 150e6);
});

test('thirty waits on one signal: no warning of a leak', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  const [event, abort] = [new Event(), new AbortController()];
  const { signal } = abort;
  const waits = Array.from({ length: 30 }, () => event.waitAsync({ signal }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  abort.abort();
  for (const { status } of await Promise.allSettled(waits)) assert.is(status, 'rejected');
  process.off('warning', listen);
  assert.equal(warnings, []);
});

test('ten threads through a BoundedSemaphore(3): never more than three inside', async () => {
  const [limit, mutex, inside] = [new BoundedSemaphore(3), new RLock(), sharedCells()];
  const threads = Array.from(
    { length: 10 },
    () => new Thread(import.meta, { target: work, args: [limit, mutex, inside] }),
  );
  for (const thread of threads) thread.start();
  const results = await Promise.all(threads.map((thread) => thread.join()));
  assert.ok(Math.max(...results) <= 3);
  assert.is(inside[0], 0);
});

if (isMain(import.meta)) test.run();

/** What only many threads, one after another or at once, bring to light. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { activeThreads } from '../../modules/core/current-thread.ts';
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

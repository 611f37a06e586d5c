/**
 * Exercise — a read-write lock that is fair: first come, first served.
 *
 * Any number of readers may be in at once, and a writer is alone. A lock that lets in whoever
 * may come in lets writers starve while readers keep coming; one that prefers writers lets
 * readers starve. So far this one lets everybody in. Make it so that
 *
 * 1. a writer is alone: neither readers nor another writer are in with it;
 * 2. readers that stand next to each other in the line are in at the same time;
 * 3. nobody comes in before somebody who came earlier: only readers that stand next to each
 *    other may;
 * 4. whoever has to wait sleeps until somebody wakes it: it does not look again and again;
 * 5. all this is so of other lines, too;
 * 6. in every schedule, writers are alone: however the threads are held up.
 *
 * How hard: medium, about 40 minutes.
 * Prepared by: 04a/condition-variable, 04a/read-write-lock.
 * Check it: npx tsx scripts/check.ts 04a/fair-read-write-lock   (and with --hint)
 */
import { Barrier, BrokenBarrierError } from '../../core/barrier.ts';
import { Condition } from '../../core/condition.ts';
import { currentThread } from '../../core/current-thread.ts';
import { Event } from '../../core/event.ts';
import { Lock } from '../../core/lock.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Shareable, shareable } from '../../core/revive.ts';
import { Semaphore } from '../../core/semaphore.ts';
import { Thread } from '../../core/thread.ts';
import { sleep } from '../../core/time.ts';

// Who comes, one after the other: R is a reader, W a writer.
// The checker also tries others: leave this line as it is.
const LINE = 'WRRWRRRW';

export class FairLock extends Shareable {
  readonly changed = new Condition(new Lock());
  /** A permit for each that has come: main lets the next one come when it has it. */
  readonly arrived = new Semaphore(0);
  // TODO: what all threads have to know, in SharedValues.

  /** Comes in as a reader, perhaps after a wait; a using takes it out again. */
  read(): Disposable {
    using _held = this.changed.hold();
    this.arrived.release(); // It stands in the line now.
    // TODO: wait until it may come in; note that it is in, and at the end that it is out.
    return { [Symbol.dispose]: () => {} };
  }

  /** Comes in as a writer, perhaps after a wait; a using takes it out again. */
  write(): Disposable {
    using _held = this.changed.hold();
    this.arrived.release(); // It stands in the line now.
    // TODO: wait until it may come in; note that it is in, and at the end that it is out.
    return { [Symbol.dispose]: () => {} };
  }
}
shareable(import.meta, FairLock);

// Leave all that follows as it is.

interface Visit {
  /** Whether nobody was in with it who should not have been. */
  isRight: boolean;
  /** Whether all readers next to it were in with it. */
  hasMet: boolean;
}

/** @param inside how many readers and how many writers are in. */
export function visit(
  lock: FairLock,
  kind: string,
  inside: Int32Array,
  go: Event,
  meet: Barrier,
): Visit {
  const isWriter = kind === 'W';
  using _in = isWriter ? lock.write() : lock.read();
  Atomics.add(inside, Number(isWriter), 1);
  print(`${currentThread().name} is in`);
  const others = () => {
    const [readers, writers] = [Atomics.load(inside, 0), Atomics.load(inside, 1)];
    return isWriter ? readers + writers - 1 : writers;
  };
  const atFirst = others();
  go.wait(); // The first one stays until all have come.
  const hasMet = allMeet(meet);
  const isRight = atFirst + others() === 0;
  Atomics.sub(inside, Number(isWriter), 1);
  return { isRight, hasMet };
}

function allMeet(meet: Barrier): boolean {
  try {
    meet.wait({ timeout: 5000 });
    return true;
  } catch (error) {
    if (error instanceof BrokenBarrierError) return false;
    throw error;
  }
}

async function main(): Promise<void> {
  const [lock, go] = [new FairLock(), new Event()];
  const inside = new Int32Array(new SharedArrayBuffer(8));
  const visitors = (LINE.match(/R+|W/g) ?? []).flatMap((neighbours) => {
    const meet = new Barrier(neighbours.length);
    return [...neighbours].map((kind) => ({ kind, meet }));
  });
  const threads = visitors.map(({ kind, meet }, i) => {
    const name = `${kind === 'W' ? 'Writer' : 'Reader'} ${i + 1}`;
    const args: Parameters<typeof visit> = [lock, kind, inside, go, meet];
    return new Thread(import.meta, { target: visit, args, name });
  });
  for (const thread of threads) {
    thread.start();
    await lock.arrived.acquireAsync();
  }
  await sleep(1000); // Time enough to come in, for one that does not wait.
  print('All have come');
  go.set();
  const visits = await Promise.all(threads.map((thread) => thread.join()));
  print(`Writers were alone: ${visits.every(({ isRight }) => isRight)}`);
  print(`Readers were together: ${visits.every(({ hasMet }) => hasMet)}`);
}

if (isMain(import.meta)) await main();

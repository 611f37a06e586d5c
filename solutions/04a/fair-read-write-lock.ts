/**
 * A read-write lock that is fair — a ticket for each, and a look at what came before.
 *
 * Whoever comes draws a ticket, and comes in when it is its turn and nobody is in who keeps
 * it out; then it is the turn of the next ticket. A writer that waits at the head of the line
 * holds back all readers behind it, and they hold back the writers behind them: nobody is
 * overtaken, so nobody starves. Readers next to each other come in together, as each of them
 * hands the turn on at once.
 *
 * The price: readers that could have read wait behind a writer. The lock of the lesson, which
 * prefers writers, makes them wait longer, and one that prefers readers is faster for them
 * and for writers a question of luck.
 */
import { Barrier, BrokenBarrierError } from '../../modules/core/barrier.ts';
import { Condition } from '../../modules/core/condition.ts';
import { currentThread } from '../../modules/core/current-thread.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Shareable, shareable } from '../../modules/core/revive.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep } from '../../modules/core/time.ts';

// Who comes, one after the other: R is a reader, W a writer.
const LINE = 'WRRWRRRW';

export class FairLock extends Shareable {
  readonly changed = new Condition(new Lock());
  /** A permit for each that has come: main lets the next one come when it has it. */
  readonly arrived = new Semaphore(0);
  readonly tickets = new SharedValue(Int32Array); // how many have come
  readonly turn = new SharedValue(Int32Array); // the ticket that is next to come in
  readonly reading = new SharedValue(Int32Array);
  readonly writing = new SharedValue(Int32Array);

  /** Comes in as a reader, perhaps after a wait; a using takes it out again. */
  read(): Disposable {
    return this.enter(this.reading, () => this.writing.value === 0);
  }

  /** Comes in as a writer, perhaps after a wait; a using takes it out again. */
  write(): Disposable {
    const isEmpty = () => this.reading.value + this.writing.value === 0;
    return this.enter(this.writing, isEmpty);
  }

  private enter(inside: SharedValue, isFree: () => boolean): Disposable {
    using _held = this.changed.hold();
    const ticket = this.tickets.value;
    this.tickets.value += 1;
    this.arrived.release();
    this.changed.waitFor(() => this.turn.value === ticket && isFree());
    this.turn.value += 1;
    inside.value += 1;
    this.changed.notifyAll(); // the next one may be a reader, too
    return { [Symbol.dispose]: () => this.leave(inside) };
  }

  private leave(inside: SharedValue): void {
    using _held = this.changed.hold();
    inside.value -= 1;
    this.changed.notifyAll();
  }
}
shareable(import.meta, FairLock);

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

// Output:
// Writer 1 is in
// All have come
// --- any order ---
// Reader 2 is in
// Reader 3 is in
// --- end ---
// Writer 4 is in
// --- any order ---
// Reader 5 is in
// Reader 6 is in
// Reader 7 is in
// --- end ---
// Writer 8 is in
// Writers were alone: true
// Readers were together: true

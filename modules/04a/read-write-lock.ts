/**
 * A read-write lock — many may read at once, whoever writes is alone.
 *
 * In Python: none in the standard library; people build it on a Condition.
 * Here: the same. Readers do not disturb each other. But a writer waits until nobody reads,
 * and if the next reader always comes before the last one leaves, the writer starves. The
 * cure is a rule: while a writer waits, no further reader comes in. It pays only where
 * reading is frequent and takes long: for a few numbers a plain Lock is faster.
 */
import { Condition } from '../core/condition.ts';
import { Event } from '../core/event.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Shareable, shareable } from '../core/revive.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

export class ReadWriteLock extends Shareable {
  readonly changed = new Condition(new Lock());
  readonly reading = new SharedValue(Int32Array);
  readonly writing = new SharedValue(Int32Array);
  readonly waiting = new SharedValue(Int32Array); // those who want to write
  readonly writersFirst: boolean;

  constructor(writersFirst: boolean) {
    super();
    this.writersFirst = writersFirst;
  }

  /** With a timeout it gives up when time is up, and returns undefined. */
  read(options?: { timeout: number }): Disposable | undefined {
    using _held = this.changed.hold();
    const isIn = this.changed.waitFor(() => this.mayRead(), options);
    return isIn ? this.enter(this.reading) : undefined;
  }

  write(options?: { timeout: number }): Disposable | undefined {
    using _held = this.changed.hold();
    this.waiting.value += 1;
    this.changed.notifyAll();
    const isFree = () => this.reading.value + this.writing.value === 0;
    const isIn = this.changed.waitFor(isFree, options);
    this.waiting.value -= 1;
    this.changed.notifyAll(); // if it gave up, readers need not wait for it
    return isIn ? this.enter(this.writing) : undefined;
  }

  async writerHasCome(): Promise<void> {
    using _held = await this.changed.holdAsync();
    await this.changed.waitForAsync(() => this.waiting.value + this.writing.value > 0);
  }

  private mayRead(): boolean {
    const isHeldBack = this.writersFirst && this.waiting.value > 0;
    return this.writing.value === 0 && !isHeldBack;
  }

  private enter(inside: SharedValue): Disposable {
    inside.value += 1;
    const leave = () => {
      using _held = this.changed.hold();
      inside.value -= 1;
      this.changed.notifyAll();
    };
    return { [Symbol.dispose]: leave };
  }
}
shareable(import.meta, ReadWriteLock);

type Steps = [comes: Event, came: Event, nextCame: Event];

// Each stays until the next one has come, so somebody reads all the time.
export function read(n: number, lock: ReadWriteLock, ...steps: Steps): void {
  const [comes, came, nextCame] = steps;
  comes.wait();
  const permit = lock.read({ timeout: 0 });
  print(`  Reader ${n} ${permit ? 'reads' : 'has to wait'}`);
  if (permit) sleepSync(50);
  came.set();
  using _reading = permit ?? lock.read();
  nextCame.wait();
}

export function write(lock: ReadWriteLock, comes: Event, allCame: Event): void {
  comes.wait();
  using _writing = lock.write();
  using reader = lock.read({ timeout: 0 });
  using other = lock.write({ timeout: 0 });
  const isAlone = lock.reading.value === 0 && !reader && !other;
  print(`  Writer writes, alone: ${isAlone}`);
  sleepSync(50);
  allCame.wait();
}

async function letThemCome(writersFirst: boolean): Promise<void> {
  const lock = new ReadWriteLock(writersFirst);
  const start = new Event();
  const [one, writer, two, three] = [new Event(), new Event(), new Event(), new Event()];
  const reader = (n: number, ...steps: Steps) =>
    new Thread(import.meta, {
      target: read,
      args: [n, lock, ...steps],
      name: `Reader ${n}`,
    });
  const threads = [
    reader(1, start, one, two),
    new Thread(import.meta, { target: write, args: [lock, one, three], name: 'Writer' }),
    reader(2, writer, two, three),
    reader(3, two, three, three),
  ];
  for (const thread of threads) thread.start();
  start.set();
  await lock.writerHasCome();
  print(`  Writers that have to wait: ${lock.waiting.value}`);
  writer.set();
  for (const thread of threads) await thread.join();
}

async function main(): Promise<void> {
  print('Readers first:');
  await letThemCome(false);
  print('Writers first:');
  await letThemCome(true);
}

if (isMain(import.meta)) await main();

// Output:
// Readers first:
//   Reader 1 reads
//   Writers that have to wait: 1
//   Reader 2 reads
//   Reader 3 reads
//   Writer writes, alone: true
// Writers first:
//   Reader 1 reads
//   Writers that have to wait: 1
//   Reader 2 has to wait
// --- interleaved ---
//   Writer writes, alone: true
// --- with ---
//   Reader 3 has to wait
// --- end ---

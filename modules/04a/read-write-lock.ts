/**
 * A read-write lock — many may read at once, whoever writes is alone.
 *
 * In Python: none in the standard library; people build it on a Condition.
 * Here: the same. It counts who is inside, and a Condition lets those wait who have to.
 * Readers change nothing and do not disturb each other. But a writer waits until nobody
 * reads, and if the next reader always comes before the last one leaves, that is never:
 * the writer starves. The cure is a rule: while a writer waits, no further reader comes in.
 *
 * Worth its price only where reading is frequent and takes long. For a few numbers a plain
 * Lock is faster.
 */
import { Condition } from '../core/condition.ts';
import { Event } from '../core/event.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Shareable, shareable } from '../core/revive.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

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

  read(): Disposable {
    using _held = this.changed.hold();
    this.changed.waitFor(() => this.mayRead());
    return this.enter(this.reading);
  }

  /** Lets a reader in if it does not have to wait. */
  tryRead(): Disposable | undefined {
    using _held = this.changed.hold();
    return this.mayRead() ? this.enter(this.reading) : undefined;
  }

  write(): Disposable {
    using _held = this.changed.hold();
    this.waiting.value += 1;
    this.changed.notifyAll();
    this.changed.waitFor(() => this.reading.value + this.writing.value === 0);
    this.waiting.value -= 1;
    return this.enter(this.writing);
  }

  /** Waits until a writer waits. */
  async isWanted(): Promise<boolean> {
    using _held = await this.changed.holdAsync();
    const someoneWaits = () => this.waiting.value > 0;
    return await this.changed.waitForAsync(someoneWaits, { timeout: 10_000 });
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

// Each stays until the next one has come, so somebody reads all the time.
export function read(n: number, lock: ReadWriteLock, came: Event, next: Event): void {
  const permit = lock.tryRead();
  print(`  Reader ${n} ${permit ? 'reads' : 'has to wait'}`);
  came.set();
  using _reading = permit ?? lock.read();
  next.wait();
}

export function write(lock: ReadWriteLock, allCame: Event): void {
  using _writing = lock.write();
  const isAlone = lock.reading.value === 0 && lock.tryRead() === undefined;
  print(`  Writer writes, alone: ${isAlone}`);
  allCame.wait();
}

async function letThemCome(writersFirst: boolean): Promise<void> {
  const lock = new ReadWriteLock(writersFirst);
  const [one, two, three] = [new Event(), new Event(), new Event()];
  const readers = [
    new Thread(import.meta, { target: read, args: [1, lock, one, two] }),
    new Thread(import.meta, { target: read, args: [2, lock, two, three] }),
    new Thread(import.meta, { target: read, args: [3, lock, three, three] }),
  ] as const;
  const writer = new Thread(import.meta, { target: write, args: [lock, three] });

  readers[0].start();
  await one.waitAsync();
  writer.start();
  if (await lock.isWanted()) print('  Writer has to wait');
  readers[1].start();
  await two.waitAsync();
  readers[2].start();
  for (const thread of [...readers, writer]) await thread.join();
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
//   Writer has to wait
//   Reader 2 reads
//   Reader 3 reads
//   Writer writes, alone: true
// Writers first:
//   Reader 1 reads
//   Writer has to wait
//   Reader 2 has to wait
// --- interleaved ---
//   Writer writes, alone: true
// --- with ---
//   Reader 3 has to wait
// --- end ---

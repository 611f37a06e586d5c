/**
 * A lock in a file — for programs that have nothing in common but a folder.
 *
 * In Python: fcntl.flock, which the system gives back when its owner dies; or the package
 * filelock.
 * Here: Deno has such a lock (file.lock()), Node and Bun have none. What all have is a step
 * that one alone can succeed in: a file is created where there is none yet. It says whose it
 * is, in the same step: a file that is written first and then linked to the lock's name is
 * never seen half done. Nobody is told when it is gone: one looks again and again.
 *
 * An owner that dies leaves its file behind. Others see that no process has that number any
 * more, and remove it; one at a time and after another look, or two of them would remove
 * the lock one after the other, and the second removes a new one, of a living owner. (The
 * system may have given the number to another process. Then a person has to look.)
 */
import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain } from '../core/main.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { sleep } from '../core/time.ts';

// Takes the lock, unless somebody has it.
function tryLock(lock: string): boolean {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, `${process.pid}`);
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine);
  }
}

// Signal 0 reaches nobody; it fails when there is nobody to reach.
function isStale(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

// Whoever may break a lock holds another one, so that the look and the step are one.
function breakStale(lock: string): void {
  const breaker = `${lock}.breaker`;
  if (!tryLock(breaker)) return;
  if (isStale(lock)) rmSync(lock);
  rmSync(breaker);
}

// Looks again and again, until the lock is free, or was left behind by a dead owner.
async function acquire(lock: string, main: PipeEnd): Promise<void> {
  let waits = false;
  while (!tryLock(lock)) {
    if (isStale(lock)) {
      await main.send('finds the lock of a dead process');
      await main.receive();
      breakStale(lock);
    } else {
      if (!waits) await main.send('waits');
      waits = true;
      await sleep(5);
    }
  }
}

// Adds one to the number in a file, in each round; each step when main says so.
export async function add(folder: string, rounds: string[], main: PipeEnd) {
  const [lock, counter] = [join(folder, 'lock'), join(folder, 'counter')];
  for (const round of rounds) {
    await main.receive();
    if (round === 'locked') await acquire(lock, main);
    const seen = Number(readFileSync(counter, 'utf8'));
    await main.send(`reads ${seen}`);
    await main.receive();
    writeFileSync(counter, `${seen + 1}`);
    await main.send(`writes ${seen + 1}`);
    if (round === 'locked') rmSync(lock);
  }
}

// A process; what it has to say is printed.
function start(name: string, folder: string, rounds: string[]) {
  const { left, right } = new Pipe();
  const child = new Process(import.meta, { target: add, args: [folder, rounds, right] });
  child.start();
  const hear = async () => print(`${name} ${await left.receive({ timeout: 8_000 })}`);
  const step = async () => {
    await left.send('go on');
    await hear();
  };
  return { child, hear, step };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'file-lock-'));
  try {
    // Without the lock both read the same number, and one addition is lost.
    writeFileSync(join(folder, 'counter'), '0');
    const a = start('A', folder, ['bare', 'locked']);
    const b = start('B', folder, ['bare', 'locked']);
    for (const one of [a, b, a, b]) await one.step();

    // With it, B waits until A has written.
    for (const one of [a, b, a]) await one.step();
    await b.hear();
    await a.child.join();

    // B dies with the lock. C and D both see it, and C is the first to mend that.
    b.child.kill();
    await b.child.join().catch(() => print('B is killed'));
    const c = start('C', folder, ['locked']);
    const d = start('D', folder, ['locked']);
    for (const one of [c, d, c, d, c]) await one.step();
    await d.hear();
    await d.step();
    for (const { child } of [c, d]) await child.join();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (isMain(import.meta)) await main();

// Output:
// A reads 0
// B reads 0
// A writes 1
// B writes 1
// A reads 1
// B waits
// A writes 2
// B reads 2
// B is killed
// C finds the lock of a dead process
// D finds the lock of a dead process
// C reads 2
// D waits
// C writes 3
// D reads 3
// D writes 4

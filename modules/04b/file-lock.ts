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
 * the same lock one after the other: the second one's would be a new and living one. (The
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

// Adds one to the number in a file, and does each step when main says so.
export async function add(folder: string, locked: boolean, main: PipeEnd): Promise<void> {
  const [lock, counter] = [join(folder, 'lock'), join(folder, 'counter')];
  let waits = false;
  while (locked && !tryLock(lock)) {
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
  const seen = Number(readFileSync(counter, 'utf8'));
  await main.send(`reads ${seen}`);
  await main.receive();
  writeFileSync(counter, `${seen + 1}`);
  await main.send(`writes ${seen + 1}`);
  if (locked) rmSync(lock);
}

// A process, and what main has to say to it. Each step of it is printed.
function start(name: string, folder: string, locked = true) {
  const { left, right } = new Pipe();
  const child = new Process(import.meta, { target: add, args: [folder, locked, right] });
  child.start();
  const hear = async () => print(`${name} ${await left.receive({ timeout: 8_000 })}`);
  const goOn = () => left.send('go on');
  const finish = async () => {
    await goOn();
    await hear();
    await child.join();
  };
  return { child, hear, goOn, finish };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'file-lock-'));
  try {
    // Without the lock, two of them read the same number.
    writeFileSync(join(folder, 'counter'), '0');
    const [a, b] = [start('A', folder, false), start('B', folder, false)];
    await a.hear();
    await b.hear();
    await a.finish();
    await b.finish();

    // With it, the second one waits for the first.
    const c = start('C', folder);
    await c.hear();
    const d = start('D', folder);
    await d.hear();
    await c.finish();
    await d.hear();
    await d.finish();

    // E dies with the lock. F and G both see it; F is the first to mend that.
    const e = start('E', folder);
    await e.hear();
    e.child.kill();
    await e.child.join().catch(() => print('E is killed'));
    const [f, g] = [start('F', folder), start('G', folder)];
    await f.hear();
    await g.hear();
    await f.goOn();
    await f.hear();
    await g.goOn();
    await g.hear();
    await f.finish();
    await g.hear();
    await g.finish();
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
// C reads 1
// D waits
// C writes 2
// D reads 2
// D writes 3
// E reads 3
// E is killed
// F finds the lock of a dead process
// G finds the lock of a dead process
// F reads 3
// G waits
// F writes 4
// G reads 4
// G writes 5

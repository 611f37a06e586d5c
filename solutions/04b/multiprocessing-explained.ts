/**
 * What processes are for — a judge computes in threads, and runs strangers' code in processes.
 *
 * In Python: multiprocessing gets round the GIL. Its threads take turns, so what computes
 * needs processes to use more than one core.
 * Here: a thread has a heap and an interpreter of its own, and there is no lock for all of
 * them. The judge's own sum is computed by two threads at once, within one process.
 *
 * A process still has what no thread has: an end of its own. A stranger's code may throw, get
 * killed by the system or run for ever; the judge hears how it ended, has the last word, and
 * lives on. A signal in a thread would have ended the judge; an endless loop in one can be
 * stopped on some runtimes only, and on the event loop not at all.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { Pipe, type PipeEnd } from '../../modules/core/pipe.ts';
import { print } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync, stopwatch } from '../../modules/core/time.ts';

const LIMIT = 1500;

let points = 0;

/** What strangers have sent in for "the sum of the squares below 1000". */
const submissions = {
  honest: () => sumSquares(0, 1000),
  cheats: () => {
    points = 1_000_000;
    throw new RangeError('no idea');
  },
  crashes: () => process.kill(process.pid, 'SIGABRT'),
  hangs: () => {
    for (;;);
  },
};
type Name = keyof typeof submissions;

/** Runs a submission, after it has told that it is about to. */
export async function attempt(name: Name, starting: PipeEnd): Promise<unknown> {
  await starting.send('starting');
  sleepSync(7);
  return submissions[name]();
}

/** How a submission ends. The clock runs from when it starts, not from when it is sent off. */
async function judge(name: Name): Promise<string> {
  const { left: started, right } = new Pipe();
  const child = new Process(import.meta, { target: attempt, args: [name, right] });
  child.start();
  await started.receive();
  const watch = stopwatch();
  const outcome = await child.join({ timeout: LIMIT }).catch((error: Error) => error);
  started.close();
  if (child.isAlive()) {
    child.kill();
    await child.join().catch(() => {});
    return `stopped after ${watch}, exit code ${child.exitCode}`;
  }
  if (!(outcome instanceof Error)) return `answered ${outcome}`;
  return `${outcome.name}, exit code ${child.exitCode}`;
}

/** Both halves are under way at the same time, or none of them gets on. */
export function half(from: number, to: number, bothHere: Barrier): number {
  bothHere.wait({ timeout: 8000 });
  sleepSync(8);
  return sumSquares(from, to);
}

function sumSquares(from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += n * n;
  return sum;
}

async function main(): Promise<void> {
  const bothHere = new Barrier(2);
  const threads = [0, 500].map(
    (from) =>
      new Thread(import.meta, { target: half, args: [from, from + 500, bothHere] }),
  );
  for (const thread of threads) thread.start();
  const [first = 0, second = 0] = await Promise.all(threads.map((one) => one.join()));
  print(`The right answer, by two threads at once: ${first + second}`);

  for (const name of Object.keys(submissions) as Name[]) {
    print(`${name}: ${await judge(name)}`);
  }
  print(`The judge is still here, and has given ${points} points`);
}

if (isMain(import.meta)) await main();

// Output:
// The right answer, by two threads at once: 332833500
// honest: answered 332833500
// cheats: RangeError, exit code 1
// crashes: Error, exit code -6
// hangs: stopped after <1.5 s>, exit code -9
// The judge is still here, and has given 0 points

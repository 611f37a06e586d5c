/**
 * What processes are for — a judge computes in threads, and runs strangers' code in processes.
 *
 * In Python: multiprocessing gets round the GIL. Its threads take turns, so what computes
 * needs processes to use more than one core.
 * Here: a thread has a heap and an interpreter of its own, and there is no lock for all of
 * them. The judge's own sum is computed by two threads at once, within one process.
 *
 * A process can do what no thread can: die alone. A stranger's code may throw, get
 * killed by the system or run for ever; the judge hears how it ended, has the last word, and
 * lives on. A signal in a thread would have ended the judge; an endless loop in one can be
 * stopped on some runtimes only, and on the event loop not at all.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { TimeoutError } from '../../modules/core/errors.ts';
import { isMain } from '../../modules/core/main.ts';
import { Pipe, type PipeEnd } from '../../modules/core/pipe.ts';
import { print } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync, stopwatch } from '../../modules/core/time.ts';

const LIMIT = 1500;

/** Behind the rounds of each half: how many of the two have seen enough of the other. */
const BOTH = 2;

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

/**
 * Adds up, again and again without a rest, until both halves have seen three times that the
 * other one had got on meanwhile: that could not be if one held up the other.
 */
export function half(mine: 0 | 1, rounds: Int32Array, bothHere: Barrier): number {
  bothHere.wait({ timeout: 8000 });
  sleepSync(8);
  const watch = stopwatch();
  let [sum, last, seen] = [0, 0, 0];
  while (Atomics.load(rounds, BOTH) < 2) {
    sum = sumSquares(500 * mine, 500 * mine + 500);
    Atomics.add(rounds, mine, 1);
    const others = Atomics.load(rounds, 1 - mine);
    if (others !== last && ++seen === 3) Atomics.add(rounds, BOTH, 1);
    last = others;
    if (watch.ms() > 8000) throw new TimeoutError('The other half does not get on');
  }
  return sum;
}

function sumSquares(from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += n * n;
  return sum;
}

async function main(): Promise<void> {
  const [rounds, bothHere] = [new Int32Array(new SharedArrayBuffer(12)), new Barrier(2)];
  const threads = ([0, 1] as const).map(
    (mine) => new Thread(import.meta, { target: half, args: [mine, rounds, bothHere] }),
  );
  for (const thread of threads) thread.start();
  const [first = 0, second = 0] = await Promise.all(threads.map((one) => one.join()));
  print(`The right answer, by two threads at once: ${first + second}`);

  print(`A submission may run for ${LIMIT} ms`);
  for (const name of Object.keys(submissions) as Name[]) {
    print(`${name}: ${await judge(name)}`);
  }
  print(`The judge is still here, and has given ${points} points`);
}

if (isMain(import.meta)) await main();

// Output:
// The right answer, by two threads at once: 332833500
// A submission may run for 1500 ms
// honest: answered 332833500
// cheats: RangeError, exit code 1
// crashes: Error, exit code -6
// hangs: stopped after <1.5 s or more>, exit code -9
// The judge is still here, and has given 0 points

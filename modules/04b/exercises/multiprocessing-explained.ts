/**
 * Exercise — what processes are for, where threads compute in parallel.
 *
 * A judge marks programs that strangers have sent in. It computes the right answer itself,
 * and runs each submission, without knowing what that will do: one answers, one throws and
 * cheats, one is ended by the system, one never ends. Of each it tells how it ended, in the
 * words that stand in judge(). Make it so that
 *
 * 1. two threads of the judge compute the right answer at once, half by each: there is no GIL,
 *    and nothing here needs a process in order to compute;
 * 2. the right answer is the sum of what they computed;
 * 3. each submission runs once, in a process of its own: it can do no harm to the judge;
 * 4. the clock starts when the submission does: until its process is up, time is nobody's
 *    fault;
 * 5. one that runs for longer than LIMIT is killed soon after that, and no other: with
 *    SIGKILL, which a stranger cannot catch.
 *
 * How hard: hard, about 40 minutes.
 * Prepared by: 04b/terminate-process, 04b/fault-isolation, 04b/cpu-processes.
 * Check it: npx tsx scripts/check.ts 04b/multiprocessing-explained   (and with --hint)
 */
import type { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import type { PipeEnd } from '../../core/pipe.ts';
import { print } from '../../core/print.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave this line, submissions, attempt() and sumSquares()
// as they are.
/** How long a submission may run, in milliseconds. */
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

/** How a submission ends, in words. */
async function judge(_name: Name): Promise<string> {
  // TODO: make a Pipe and a Process for `attempt`, and start it. When it has told that it is
  // starting, wait for its end, but not for longer than LIMIT; wait also for the end of one
  // that you have killed. Return one of
  //   `answered ${outcome}`
  //   `${error.name}, exit code ${child.exitCode}`
  //   `stopped after ${watch}, exit code ${child.exitCode}`    (watch: a stopwatch())
  return 'not judged';
}

/** Half of the judge's own sum, when both are here. Leave it as it is. */
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
  // TODO: have this done by two threads, a half by each; they meet at a Barrier(2).
  print(`The right answer, by two threads at once: ${sumSquares(0, 1000)}`);

  print(`A submission may run for ${LIMIT} ms`);
  for (const name of Object.keys(submissions) as Name[]) {
    print(`${name}: ${await judge(name)}`);
  }
  print(`The judge is still here, and has given ${points} points`);
}

if (isMain(import.meta)) await main();

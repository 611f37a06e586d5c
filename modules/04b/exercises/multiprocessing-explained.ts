/**
 * Exercise — what processes are for, where threads compute in parallel.
 *
 * A judge marks programs that strangers have sent in. It computes the right answer itself,
 * and runs each submission, without knowing what that will do: one answers, one throws and
 * cheats, one is ended by the system, one never ends. Make it so that
 *
 * 1. the right answer is computed by two threads of the judge at once, half by each: there is
 *    no GIL, and nothing here needs a process in order to compute;
 * 2. each submission runs in a process of its own, so that it can do no harm to the judge,
 *    and the judge tells how it ended;
 * 3. one that runs for longer than LIMIT is killed. The clock starts when the submission
 *    does: until its process is up, time is nobody's fault;
 * 4. nobody is left behind, and the judge is there to the end.
 *
 * Prepared by: 04b/terminate-process, 04b/fault-isolation, 04b/cpu-processes.
 * Check it: npx tsx scripts/check.ts 04b/multiprocessing-explained   (and with --hint)
 */
import type { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import type { PipeEnd } from '../../core/pipe.ts';
import { print } from '../../core/print.ts';
import { sleepSync } from '../../core/time.ts';

/** How long a submission may run, in milliseconds. */
const _LIMIT = 1500;

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

/** Runs a submission, after it has told that it is about to. Leave it as it is. */
export async function attempt(name: Name, starting: PipeEnd): Promise<unknown> {
  await starting.send('starting');
  sleepSync(7);
  return submissions[name]();
}

/** How a submission ends, in words. */
async function judge(_name: Name): Promise<string> {
  // TODO: make a Pipe and a Process for `attempt`, and start it. When it has told that it is
  // starting, wait for its end, for LIMIT milliseconds at most; if it is still alive then,
  // kill it, and wait until it is gone. Close your end of the pipe. Return one of
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

  for (const name of Object.keys(submissions) as Name[]) {
    print(`${name}: ${await judge(name)}`);
  }
  print(`The judge is still here, and has given ${points} points`);
}

if (isMain(import.meta)) await main();

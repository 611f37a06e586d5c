/**
 * Errors through a queue — the consumer hears of every failure, among the results.
 *
 * In Python: except Exception as e: queue.put(e).
 * Here: the same, with the core's Queue. What goes in is a plain object that says what
 * it is, a result or an error, and who sends it: an Error put in directly would come out
 * without its class on some runtimes. This is the way for workers that produce many
 * results over a long time: join() and pool.run know one outcome only.
 */
import { Barrier } from '../core/barrier.ts';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue } from '../core/queue.ts';
import { Thread } from '../core/thread.ts';

type Outcome = { from: string; job: number } & ({ result: number } | { error: string });

export function worker(jobs: Queue<number>, outcomes: Queue<Outcome>, meet: Barrier) {
  const from = currentThread().name;
  let failed = 0;
  for (let job = jobs.get(), first = true; job !== 0; job = jobs.get(), first = false) {
    if (first) meet.wait(); // so that each of them has work in hand
    try {
      outcomes.put({ from, job, result: reciprocal(job) });
    } catch (error) {
      failed++;
      outcomes.put({ from, job, error: (error as Error).message });
    }
  }
  return failed;
}

function reciprocal(job: number): number {
  if (job % 3 === 0) throw new RangeError(`cannot do ${job}`);
  return 1 / job;
}

async function main(): Promise<void> {
  const jobs = new Queue<number>();
  const outcomes = new Queue<Outcome>();
  const meet = new Barrier(2);
  const threads = ['Worker-1', 'Worker-2'].map(
    (name) =>
      new Thread(import.meta, { name, target: worker, args: [jobs, outcomes, meet] }),
  );
  for (const thread of threads) thread.start();
  for (const job of [1, 2, 3, 4, 5, 6]) jobs.put(job);
  for (const _thread of threads) jobs.put(0);

  // Six jobs, six outcomes, whatever became of them: so main knows when it has them all.
  const errors: string[] = [];
  const senders = new Set<string>();
  let sum = 0;
  for (let received = 0; received < 6; received++) {
    const outcome = await outcomes.getAsync();
    senders.add(outcome.from);
    if ('error' in outcome) {
      print(`Job ${outcome.job} failed: ${outcome.error}`);
      errors.push(outcome.error);
    } else {
      print(`Job ${outcome.job}: ${outcome.result}`);
      sum += outcome.result;
    }
  }
  print(`Sum of the results: ${sum.toFixed(2)}, errors: ${errors.length}`);
  print('They came from', [...senders].sort());

  // The threads themselves ended well: an error that was dealt with is none.
  const failed = await Promise.all(threads.map((thread) => thread.join()));
  print(`The workers count ${failed.reduce((a, b) => a + b)} failures`);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order --- the order in which the two workers are done
// Job 1: 1
// Job 2: 0.5
// Job 3 failed: cannot do 3
// Job 4: 0.25
// Job 5: 0.2
// Job 6 failed: cannot do 6
// --- end ---
// Sum of the results: 1.95, errors: 2
// They came from ['Worker-1', 'Worker-2']
// The workers count 2 failures

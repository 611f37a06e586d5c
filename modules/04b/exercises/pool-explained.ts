/**
 * Exercise — what a pool is, and what it is for.
 *
 * Twelve texts are looked up in a dictionary. Below, each text gets a worker of its own,
 * which loads the dictionary for it, and ends. The first text is a book: it takes as long as
 * all the others together. Make it so that
 *
 * 1. a pool of three workers checks all twelve texts;
 * 2. each worker loads the dictionary once: it still has it for its next text;
 * 3. whoever is free takes the next text: while one worker reads the book, the two others do
 *    all the rest, and not just a share of it that was fixed beforehand;
 * 4. main prints what the workers found: also of other texts;
 * 5. the pool is closed before main ends.
 *
 * How hard: easy, about 20 minutes.
 * Prepared by: 04b/pool, 04b/pool-worker-ids.
 * Check it: npx tsx scripts/check.ts 04b/pool-explained   (and with --hint)
 */
import { threadId } from 'node:worker_threads';
import { Barrier } from '../../core/barrier.ts';
import { TimeoutError } from '../../core/errors.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { Semaphore } from '../../core/semaphore.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

const WORKERS = 3;
// The checker also tries others: leave this line and the file's last one as they are.
const TEXTS = 'boook tea mlik bread creem cake jamm honey suger salt oliv pie'.split(' ');

type Task = { index: number; allHere: Barrier; checked: Semaphore };
type Report = { known: boolean; worker: number; dictionaries: number };

let dictionaries = 0;

/** Takes a while, so it should not be done more often than it must. Leave it as it is. */
function load(): Set<string> {
  sleepSync(50);
  dictionaries++;
  return new Set(
    'book tea milk bread cream cake jam honey sugar salt olive pie'.split(' '),
  );
}

export function check(task: Task): Report {
  // TODO: load it once in each worker, not once for each text.
  const dictionary = load();
  const { index, allHere, checked } = revive(task);
  read(index, allHere, checked);
  const known = dictionary.has(TEXTS[index] ?? '');
  return { known, worker: threadId, dictionaries };
}

/**
 * The book, text 0, is read when all others are; the first three are begun together. Leave it
 * as it is.
 */
function read(index: number, allHere: Barrier, checked: Semaphore): void {
  if (index < WORKERS) allHere.wait({ timeout: 8000 });
  sleepSync(5);
  if (index > 0) checked.release();
  else for (const _ of TEXTS.slice(1)) waitFor(checked);
}

function waitFor(checked: Semaphore): void {
  if (checked.acquire({ timeout: 8000 })) return;
  throw new TimeoutError('The book waits for texts that wait for the book');
}

async function main(): Promise<void> {
  const [allHere, checked] = [new Barrier(WORKERS), new Semaphore(0)];
  // TODO: a pool instead of these: one worker is started for each text, and then it ends.
  const threads = TEXTS.map(
    (_, index) =>
      new Thread(import.meta, { target: check, args: [{ index, allHere, checked }] }),
  );
  for (const thread of threads) thread.start();
  const reports = await Promise.all(threads.map((thread) => thread.join()));

  const unknown = TEXTS.filter((_, index) => !reports[index]?.known);
  print('Not in the dictionary:', unknown);
  const loads = new Map(
    reports.map(({ worker, dictionaries }) => [worker, dictionaries]),
  );
  const loaded = [...loads.values()].reduce((a, b) => a + b);
  print(`Texts: ${reports.length}, workers: ${loads.size}, dictionaries: ${loaded}`);
  const withTheBook = reports.filter(({ worker }) => worker === reports[0]?.worker);
  print(`Texts of the worker that had the book: ${withTheBook.length}`);
}

if (isMain(import.meta)) await main();

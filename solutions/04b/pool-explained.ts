/**
 * What a pool is — few workers, prepared once, and whoever is free takes the next task.
 *
 * In Python: multiprocessing.Pool(3). Here: Piscina, whose workers are threads.
 * A worker for every text would load the dictionary twelve times, and be gone again before it
 * has paid. In a pool the number of workers does not depend on the number of tasks, and what
 * a worker has prepared is there for its next task: a variable of this file exists once in
 * each worker, and lives as long as that.
 *
 * The first text is a book. Tasks that are dealt out beforehand, four to each worker, would
 * leave three behind the book; a pool gives them to the others. Here the book takes
 * exactly as long as all the others together.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { TimeoutError } from '../../modules/core/errors.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { revive } from '../../modules/core/revive.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const WORKERS = 3;
const TEXTS = 'boook tea mlik bread creem cake jamm honey suger salt oliv pie'.split(' ');

type Task = { index: number; allHere: Barrier; checked: Semaphore };
type Report = { known: boolean; worker: number; dictionaries: number };

let dictionaries = 0;
let dictionary: Set<string> | undefined;

function load(): Set<string> {
  sleepSync(50);
  dictionaries++;
  return new Set(
    'book tea milk bread cream cake jam honey sugar salt olive pie'.split(' '),
  );
}

export function check(task: Task): Report {
  dictionary ??= load();
  const { index, allHere, checked } = revive(task);
  read(index, allHere, checked);
  const known = dictionary.has(TEXTS[index] ?? '');
  return { known, worker: threadId, dictionaries };
}

/** The book, text 0, is read when all others are; the first three are begun together. */
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
  await using pool = new Piscina<Task, Report>({
    filename: import.meta.url,
    name: 'check',
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...workerOptions,
  });
  const reports = await Promise.all(
    TEXTS.map((_, index) => pool.run({ index, allHere, checked })),
  );

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

// Output:
// Not in the dictionary: ['boook', 'mlik', 'creem', 'jamm', 'suger', 'oliv']
// Texts: 12, workers: 3, dictionaries: 3
// Texts of the worker that had the book: 1

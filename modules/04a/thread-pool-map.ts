/**
 * Pool and map — results in the order of the inputs, whichever is ready first.
 *
 * In Python: executor.map(fetch_page, pages), whose results are in the order of the pages.
 * Here: pages.map with pool.run, and Promise.all. Each page waits until the one behind it is
 * in main's hands: they come in from the last to the first, and the order is no accident.
 *
 * When a task fails, Promise.all rejects with its error at once, and the others run on
 * unseen. Promise.allSettled waits for all of them and tells how each has ended.
 */
import { Piscina } from 'piscina';
import { Barrier } from '../core/barrier.ts';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { SharedValue } from '../core/shared.ts';
import { workerOptions } from '../core/worker-file.ts';

const PAGES = ['/news', '/sport', '/weather', '/music'];

type Shared = { fetching: SharedValue; allHere: Barrier };
type Task = Shared & { page: string; behind?: Event };
type Result = { text: string; together: number };

export function fetchPage(task: Task): Result {
  const { page, behind, fetching, allHere } = revive(task);
  const together = change(fetching, +1);
  allHere.wait(); // threads start at different times
  if (behind?.wait({ timeout: 5000 }) === false) throw new Error(`${page} is held up`);
  print(`Fetched ${page}`);
  change(fetching, -1);
  return { text: `the page ${page}`, together };
}

function change(number: SharedValue, by: number): number {
  using _held = number.lock.hold();
  number.value += by;
  return number.value;
}

async function main(): Promise<void> {
  await using pool = new Piscina<Task, Result>({
    filename: import.meta.url,
    name: 'fetchPage',
    minThreads: PAGES.length,
    maxThreads: PAGES.length,
    ...workerOptions,
  });

  const fetching = new SharedValue(Int32Array, 0);
  const allHere = new Barrier(PAGES.length, { timeout: 10_000 });
  const arrived = PAGES.map(() => new Event());
  const fetch = async (page: string, i: number) => {
    const result = await pool.run({ page, behind: arrived[i + 1], fetching, allHere });
    arrived[i]?.set();
    return result;
  };

  const results = await Promise.all(PAGES.map(fetch));
  print(
    'Results:',
    results.map(({ text }) => text),
  );
  print(`Most at once: ${Math.max(...results.map(({ together }) => together))}`);
}

if (isMain(import.meta)) await main();

// Output:
// Fetched /music
// Fetched /weather
// Fetched /sport
// Fetched /news
// Results: ['the page /news', 'the page /sport', 'the page /weather', 'the page /music']
// Most at once: 4

/**
 * Workers in a web page — the same threads, and what a page must do to share memory.
 *
 * In Python: nothing runs in a page but Pyodide, and that starts no threads.
 * Here: `new Worker(url)`, of which Node's is a copy. The code of the worker is one file for
 * all, page/worker.mjs. Two things are stricter in a page. It has no SharedArrayBuffer
 * unless its server sends two headers, which keep other sites out of its process: shared
 * memory makes so exact a clock that one could spy with it. And the main thread of a page
 * must not block: Atomics.wait throws there. (Atomics.waitAsync does not.)
 *
 * If there is a Chromium or Chrome on this machine, the page is opened in it, out of sight,
 * and tells this server what it has found; what is not as said here makes the lesson fail.
 */
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';
import { isMain } from '../core/main.ts';
import { print, show } from '../core/print.ts';
import { browse, findBrowser } from './page/browser.ts';
import { ISOLATION, openSite } from './page/site.ts';

const WORKER = new URL('./page/worker.mjs', import.meta.url);

// Starts a worker, gives it the memory, and waits for its answer; as page.mjs does.
async function ask(numbers: Int32Array): Promise<number> {
  const worker = new Worker(WORKER, { execArgv: [] });
  worker.postMessage(numbers);
  const [came] = await once(worker, 'message');
  return came;
}

async function main(): Promise<void> {
  // Two workers, each of which waits for the other and then adds to one number.
  const numbers = new Int32Array(new SharedArrayBuffer(8));
  const came = await Promise.all([ask(numbers), ask(numbers)]);
  const sum = numbers[0];
  print(`Here: sum ${sum}, workers that had come: ${show(came)}`);
  print(`May the main thread block? ${Atomics.wait(numbers, 0, -1) === 'not-equal'}`);

  // The same page from two folders. The server decides what it may do there.
  using site = await openSite();
  for (const folder of ['plain', 'isolated']) {
    const { headers } = await fetch(`${site.url}/${folder}/`);
    const values = Object.keys(ISOLATION).map((name) => headers.get(name));
    print(`The headers of /${folder}/:`, values);
  }

  const browser = findBrowser();
  if (!browser) return print('In a page: not seen, for want of a Chromium on the PATH');
  const opened = await browse(browser, `${site.url}/plain/`, site.reported);
  if (!opened) return print(`In a page: not seen, ${browser} did not open it in time`);
  const { plain, isolated } = site.reports;
  print(`In a page: ${show(plain)}; isolated, ${show(isolated)}`);
  const expected = [{ memory: 'undefined' }, { sum, came, mayBlock: false }];
  if (!isDeepStrictEqual([plain, isolated], expected)) throw new Error('That is not so');
}

if (isMain(import.meta)) await main();

// Output:
// Here: sum 2000, workers that had come: [2, 2]
// May the main thread block? true
// The headers of /plain/: [null, null]
// The headers of /isolated/: ['same-origin', 'require-corp']
// In a page: <text>

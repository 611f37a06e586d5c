/**
 * Errors, timeouts, cancellations — three things that happen to others, each reported.
 *
 * Seven jobs run together, four that wait for a server and three that compute in a pool.
 * settle(), in a file of its own to be copied, carries out any of them and tells how it
 * ended. It never throws, so Promise.all over it loses nothing and nobody.
 *
 * In Python: asyncio.timeout and task.cancel(), both of which throw into the task, and
 * nothing that would stop a process of a pool. Here all three take a signal, and the
 * signal says afterwards who pulled it. That it also stops the work is seen where the work
 * is done: at the server, whose visitors leave, and at the worker, which is gone.
 */
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Piscina } from 'piscina';
import { serve } from '../../modules/04c/api/serve.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { revive } from '../../modules/core/revive.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { type Job, settle } from './error-handling/settle.ts';

const STATUS = 500;
const MISTAKE = 'nothing to compute';
const LIMITS = { page: 500, sum: 600 };
const REASON = 'the user pressed stop';

// For fetch, an answer that says 500 is an answer: it is for us to see an error in it.
async function get(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
}

/** The server's part: an answer after 15 seconds, if the visitor has not left before. */
async function keepWaiting(response: ServerResponse): Promise<string> {
  const gone = new AbortController();
  response.once('close', () => gone.abort('the visitor has left'));
  try {
    await sleep(15_000, gone);
    response.end();
    return 'too late';
  } catch {
    return 'not needed any more';
  }
}

/** A computation in a thread: of 4 seconds, unless somebody ends the thread. */
export function compute({ input, begun }: { input: string; begun: Event }): void {
  if (input === '') throw new RangeError(MISTAKE);
  revive(begun).set();
  sleepSync(4000);
}

async function main(): Promise<void> {
  const asked = new Event();
  const visits: Promise<string>[] = [];
  await using server = await serve(({ url }, response) => {
    if (url === '/news') return response.end('all is well');
    if (url === '/broken') return response.writeHead(STATUS).end();
    visits.push(keepWaiting(response));
    if (url === '/archive') asked.set();
  });
  await using pool = new Piscina({
    filename: import.meta.url,
    name: 'compute',
    maxThreads: 3,
    ...workerOptions,
  });

  const [button, nobody] = [new AbortController(), new AbortController()];
  const stop = button.signal;
  const begun = new Event();
  const page = (path: string) => (signal: AbortSignal) =>
    get(`${server.origin}/${path}`, signal);
  const computed = (input: string, event: Event) => (signal: AbortSignal) =>
    pool.run({ input, begun: event }, { signal });
  const limit = 20_000; // of those that have time enough
  const jobs: Job[] = [
    { name: 'news', run: page('news'), limit, stop: nobody.signal },
    { name: 'broken page', run: page('broken'), limit },
    { name: 'silent page', run: page('silent'), limit: LIMITS.page },
    { name: 'archive', run: page('archive'), limit, stop },
    { name: 'no input', run: computed('', new Event()), limit },
    { name: 'long sum', run: computed('sum', new Event()), limit: LIMITS.sum },
    { name: 'forecast', run: computed('forecast', begun), limit, stop },
  ];
  const reports = Promise.all(jobs.map(settle));
  await Promise.all([asked.waitAsync(), begun.waitAsync()]);
  button.abort(REASON);
  for (const report of await reports) print(report);
  const tooLate = (await Promise.all(visits)).filter((how) => how === 'too late');
  print(`Answers that nobody waited for: ${tooLate.length}`);
  print(`Listeners left: ${getEventListeners(nobody.signal, 'abort').length}`);
}

if (isMain(import.meta)) await main();

// Output:
// news: done, all is well
// broken page: failed, Error: status 500
// silent page: timed out after 500 ms
// archive: cancelled, the user pressed stop
// no input: failed, RangeError: nothing to compute
// long sum: timed out after 600 ms
// forecast: cancelled, the user pressed stop
// Answers that nobody waited for: 0
// Listeners left: 0

/**
 * Exercise — errors, timeouts, cancellations: each handled and reported.
 *
 * Seven jobs run together, four that wait for a server and three that compute in a pool.
 * settle() carries out any of them, and is all that is to be changed: the solution has it
 * in a file of its own, to be copied. Make it so that
 *
 * 1. settle() never throws: for a job that throws it returns '<name>: failed, <error>', the
 *    error as String() makes it;
 * 2. a job that takes longer than its limit is stopped where it is done: at the server its
 *    visitor leaves, in the pool its thread ends. Then it returns
 *    '<name>: timed out after <limit> ms';
 * 3. a job that somebody stops is stopped in the same way: at once, not when settle() next
 *    looks. Then it returns '<name>: cancelled, <reason>', where the reason is what was
 *    passed to abort();
 * 4. a job that has ended leaves nothing behind: no listener on its stop signal, and no
 *    timer that keeps the program running.
 *
 * How hard: medium, about 30 minutes.
 * Prepared by: 04c/return-exceptions, 04c/timeout, 04c/task-timeout.
 * Check it: npx tsx scripts/check.ts 04c/error-handling   (and with --hint)
 */
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Piscina } from 'piscina';
import { Event } from '../../core/event.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { sleep, sleepSync } from '../../core/time.ts';
import { workerOptions } from '../../core/worker-file.ts';
import { serve } from '../api/serve.ts';

// The checker also tries others: leave these four lines as they are.
const STATUS = 500;
const MISTAKE = 'nothing to compute';
const LIMITS = { page: 500, sum: 600 };
const REASON = 'the user pressed stop';

/** A job that can be limited and stopped. */
interface Job {
  name: string;
  /** Does it, and stops by the signal. */
  run: (signal: AbortSignal) => Promise<unknown>;
  /** The longest it may take, in milliseconds from the call. */
  limit: number;
  /** Aborts when somebody does not want it any more. */
  stop?: AbortSignal;
}

/** Carries out a job, and says how it ended. TODO: limit it, let it be stopped, and tell. */
async function settle({ name, run, limit, stop }: Job): Promise<string> {
  void [limit, stop];
  const nobodyStops = new AbortController();
  try {
    return `${name}: done, ${await run(nobodyStops.signal)}`;
  } catch {
    return `${name}: ended somehow`;
  }
}

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

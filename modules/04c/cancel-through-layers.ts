/**
 * Cancel through all layers — one signal, from the caller down to the last loop.
 *
 * In Python: task.cancel() finds its own way down, from await to await. It does not reach
 * into a thread, so that one is handed a threading.Event.
 * Here: nothing finds its way. Each function takes the signal and hands it on to whatever it
 * calls. A request takes it as it is. A thread cannot: an Event in shared memory plays its
 * part, set by a listener, which has to go when the work is done: a signal may live as long
 * as the program. And one that has aborted already calls no listener: one has to look at it.
 */
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { request } from 'undici/index.js';
import { activeThreads } from '../core/current-thread.ts';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';
import { serve } from './api/serve.ts';

// The lowest layer, in a thread: after each piece of its work it looks at the flag.
export function work(enough: Event, begun: Event, stop: Event): string {
  while (!enough.isSet()) {
    if (stop.isSet()) return 'stopped';
    sleepSync(1); // a piece
    begun.set();
  }
  return 'finished';
}

async function workInThread(enough: Event, begun: Event, signal: AbortSignal) {
  signal.throwIfAborted();
  const stop = new Event();
  const onAbort = () => stop.set();
  signal.addEventListener('abort', onAbort);
  try {
    const thread = new Thread(import.meta, { target: work, args: [enough, begun, stop] });
    thread.start();
    return await thread.join();
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function ask(url: string, signal: AbortSignal): Promise<string> {
  const { body } = await request(url, { signal });
  return await body.text();
}

// A layer in between: it starts two things, and is over when both are.
async function report(url: string, enough: Event, begun: Event, signal: AbortSignal) {
  const both = [ask(url, signal), workInThread(enough, begun, signal)];
  const ends = await Promise.allSettled(both);
  return ends.map((end) => (end.status === 'rejected' ? end.reason.name : end.value));
}

async function main(): Promise<void> {
  // Whether there is nothing left to do, for the server and for the thread.
  const enough = new Event();
  const [asked, over] = [new Event(), new Event()];
  let requests = 0;
  let hasLeft = false;
  await using server = await serve(async (_request, response) => {
    requests++;
    if (!enough.isSet()) {
      response.on('close', () => {
        hasLeft = !response.writableFinished;
        over.set();
      });
      asked.set();
      await enough.waitAsync();
    }
    response.end('news');
  });

  // Three jobs that come to their end, under a signal that goes on living.
  const button = new AbortController();
  const { signal } = button;
  const left = () =>
    `${getEventListeners(signal, 'abort').length}, threads: ${activeThreads().length}`;
  enough.set();
  for (let job = 1; job <= 3; job++) {
    print(`Job ${job}:`, await report(server.origin, enough, new Event(), signal));
  }
  await turn();
  print(`Listeners left: ${left()}`);

  // One that is cancelled, when its request is with the server and its thread at work.
  // What does not hear of it works on, until nothing is left to do, after five seconds.
  enough.clear();
  const begun = new Event();
  const job = report(server.origin, enough, begun, signal);
  await Promise.all([asked.waitAsync(), begun.waitAsync()]);
  button.abort();
  const net = setTimeout(() => enough.set(), 5000);
  print('Cancelled:', await job);
  await over.waitAsync();
  clearTimeout(net);
  print(`The server saw the visitor leave: ${hasLeft}`);
  print(`Listeners left: ${left()}`);

  // And one that was cancelled before: it asks nobody, and starts no thread.
  enough.set();
  const before = requests;
  print('Too late:', await report(server.origin, enough, new Event(), signal));
  print(`Requests: ${requests - before}, threads: ${activeThreads().length}`);
}

if (isMain(import.meta)) await main();

// Output:
// Job 1: ['news', 'finished']
// Job 2: ['news', 'finished']
// Job 3: ['news', 'finished']
// Listeners left: 0, threads: 1
// Cancelled: ['AbortError', 'stopped']
// The server saw the visitor leave: true
// Listeners left: 0, threads: 1
// Too late: ['AbortError', 'AbortError']
// Requests: 0, threads: 1

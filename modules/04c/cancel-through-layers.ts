/**
 * Cancel through all layers — one signal, from the caller down to the last loop.
 *
 * In Python: task.cancel() finds its own way down, from await to await. It does not reach
 * into a thread, so that one is handed a threading.Event.
 * Here: nothing finds its way. Each function takes the signal and hands it on to whatever it
 * calls. A request takes it as it is. A thread cannot: an Event in shared memory plays its
 * part, set by a listener. The listener has to go when the work is done, as a signal may
 * live as long as the program, and keeps alive whatever hangs on it. (Node's fetch leaves
 * one behind until the garbage collector comes; undici's request does not.) And a signal
 * that has aborted already calls no listener any more: it has to be asked.
 */
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { request } from 'undici/index.js';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';
import { serve } from './api/serve.ts';

// The lowest layer, in a thread: between two pieces of its work it looks at the flag.
export function work(pieces: number, begun: Event, stop: Event): number {
  for (let done = 0; done < pieces; done++) {
    if (stop.isSet()) return done;
    sleepSync(1); // a piece
    begun.set();
  }
  return pieces;
}

async function workInThread(pieces: number, begun: Event, signal: AbortSignal) {
  signal.throwIfAborted();
  const stop = new Event();
  const onAbort = () => stop.set();
  signal.addEventListener('abort', onAbort);
  try {
    const thread = new Thread(import.meta, { target: work, args: [pieces, begun, stop] });
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
async function report(url: string, pieces: number, begun: Event, signal: AbortSignal) {
  const both = [ask(url, signal), workInThread(pieces, begun, signal)] as const;
  const [answer, done] = await Promise.allSettled(both);
  return [answer, done].map((it) =>
    it.status === 'rejected' ? it.reason.name : it.value,
  );
}

async function main(): Promise<void> {
  let requests = 0;
  const [asked, left] = [new Event(), new Event()];
  await using server = await serve(({ url }, response) => {
    requests++;
    if (url === '/quick') response.end('news');
    else asked.set();
    const late = setTimeout(() => response.end('too late'), 5000);
    response.on('close', () => {
      clearTimeout(late);
      if (!response.writableFinished) left.set();
    });
  });

  // Three jobs that come to their end, under a signal that goes on living.
  const button = new AbortController();
  const listeners = () => getEventListeners(button.signal, 'abort').length;
  for (let job = 1; job <= 3; job++) {
    print(
      `Job ${job}:`,
      await report(`${server.origin}/quick`, 3, new Event(), button.signal),
    );
  }
  await turn();
  print(`Listeners left: ${listeners()}`);

  // One that is cancelled, when its request is with the server and its thread at work.
  const begun = new Event();
  const job = report(`${server.origin}/slow`, 3000, begun, button.signal);
  await Promise.all([asked.waitAsync(), begun.waitAsync()]);
  button.abort();
  const [answer, done] = await job;
  print(`Cancelled: ${answer}, the thread stopped before its end: ${done < 3000}`);
  print(`The server saw the visitor leave: ${await left.waitAsync({ timeout: 10_000 })}`);
  print(`Listeners left: ${listeners()}`);

  // And one that was cancelled before: it asks nobody, and starts no thread.
  const before = requests;
  const never = new Event();
  print('Too late:', await report(`${server.origin}/quick`, 3, never, button.signal));
  print(`Requests: ${requests - before}, the thread has begun: ${never.isSet()}`);
}

if (isMain(import.meta)) await main();

// Output:
// Job 1: ['news', 3]
// Job 2: ['news', 3]
// Job 3: ['news', 3]
// Listeners left: 0
// Cancelled: AbortError, the thread stopped before its end: true
// The server saw the visitor leave: true
// Listeners left: 0
// Too late: ['AbortError', 'AbortError']
// Requests: 0, the thread has begun: false

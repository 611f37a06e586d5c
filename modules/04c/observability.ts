/**
 * Observability — for whom was this? The number of a request, in all its threads.
 *
 * In Python: contextvars for the number, and a logging.Filter that writes it into each line.
 * Here: AsyncLocalStorage keeps the number, through all awaits (task-context). The code that
 * does the work writes no log. It tells a channel of node:diagnostics_channel, as Node's
 * http and undici do, and that costs next to nothing while nobody listens. A subscriber is
 * called on the spot, and so finds in the storage whose work it is.
 *
 * A thread or a process begins with an empty storage: the number has to go there with the
 * arguments; from machine to machine it goes in a header, `traceparent`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { threadId } from 'node:worker_threads';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';

const request = new AsyncLocalStorage<string>();
const steps = channel('shop:steps');

// The one place that writes: in every thread and process, as all of them load this file.
function log(step: unknown): void {
  const id = request.getStore() ?? 'Nobody';
  print(`${id}: ${step}, pid ${process.pid}, thread ${threadId}`);
}
steps.subscribe(log);

// The work. It knows nothing of requests.
export function drawPicture(): void {
  steps.publish('picture drawn');
}
export function sendMail(): void {
  steps.publish('mail sent');
}

// What a thread or process has to do first: put the number where it can be found.
export function runFor(id: string, work: 'drawPicture' | 'sendMail'): void {
  request.run(id, { drawPicture, sendMail }[work]);
}

async function handle(meet: Barrier): Promise<void> {
  const id = request.getStore() ?? '';
  steps.publish('received');
  await meet.waitAsync({ timeout: 10_000 }); // both are in the middle of it
  await run(new Thread(import.meta, { target: runFor, args: [id, 'drawPicture'] }));
  await run(new Process(import.meta, { target: runFor, args: [id, 'sendMail'] }));
  steps.publish('answered');
}

async function run(activity: Thread | Process): Promise<void> {
  activity.start();
  await activity.join();
}

async function main(): Promise<void> {
  const meet = new Barrier(2);
  const ids = ['Request 1', 'Request 2'];
  await Promise.all(ids.map((id) => request.run(id, handle, meet)));

  // What nobody carries over is not there.
  await request.run('Request 3', () => {
    steps.publish('received');
    return run(new Thread(import.meta, { target: drawPicture }));
  });

  // When nobody listens any more, the work goes on as before, and is not written down.
  steps.unsubscribe(log);
  drawPicture();
  print(`Somebody listens: ${steps.hasSubscribers}`);
}

if (isMain(import.meta)) await main();

// Output:
// Request 1: received, pid <main=int>, thread 0
// Request 2: received, pid <main>, thread 0
// --- interleaved ---
// Request 1: picture drawn, pid <main>, thread <int >= 1>
// Request 1: mail sent, pid <int != main>, thread 0
// Request 1: answered, pid <main>, thread 0
// --- with ---
// Request 2: picture drawn, pid <main>, thread <int >= 1>
// Request 2: mail sent, pid <int != main>, thread 0
// Request 2: answered, pid <main>, thread 0
// --- end ---
// Request 3: received, pid <main>, thread 0
// Nobody: picture drawn, pid <main>, thread <int >= 1>
// Somebody listens: false

/**
 * A broadcast channel — one speaks, and all who listen under that name hear it.
 *
 * In Python: nothing; one would keep a queue for each listener and put into all of them.
 * Here: a BroadcastChannel is found by its name alone. No port is handed over, and the
 * speaker knows neither who listens nor how many do. Each listener gets a copy of its own,
 * in the order of speaking. A channel does not hear what is said on it, and nothing is
 * kept for those who come later: so the speaker waits here until all have tuned in.
 *
 * It reaches the threads of this process, not other processes.
 */
import { BroadcastChannel, threadId } from 'node:worker_threads';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

// Hears everything up to the goodbye. A channel that is open keeps its thread alive.
export function listen(tunedIn: Semaphore): Promise<{ heard: string[]; by: number }> {
  const radio = new BroadcastChannel('news');
  const heard: string[] = [];
  return new Promise((resolve) => {
    radio.onmessage = ({ data }: { data: string }) => {
      heard.push(data);
      if (data !== 'goodbye') return;
      radio.close();
      resolve({ heard, by: threadId });
    };
    tunedIn.release();
  });
}

async function main(): Promise<void> {
  const radio = new BroadcastChannel('news');
  let ownWords = 0;
  radio.onmessage = () => ownWords++;

  const tunedIn = new Semaphore(0);
  const listener = () => new Thread(import.meta, { target: listen, args: [tunedIn] });
  const early = [listener(), listener(), listener()];
  for (const thread of early) thread.start();
  for (const _ of early) await tunedIn.acquireAsync();

  radio.postMessage('rain');
  radio.postMessage('then sun');

  // A latecomer hears what is said from now on, and nothing of what was said before.
  const late = listener();
  late.start();
  await tunedIn.acquireAsync();
  radio.postMessage('goodbye');

  const reports = [];
  for (const thread of early) reports.push(await thread.join());
  for (const { heard } of reports) print('Heard by an early listener:', heard);
  reports.push(await late.join());
  print('Heard by the late one:', reports.at(-1)?.heard);
  print(`Threads that listened: ${new Set(reports.map(({ by }) => by)).size}`);
  print(`Heard by the speaker: ${ownWords} of its own words`);
  radio.close();
}

if (isMain(import.meta)) await main();

// Output:
// Heard by an early listener: ['rain', 'then sun', 'goodbye']
// Heard by an early listener: ['rain', 'then sun', 'goodbye']
// Heard by an early listener: ['rain', 'then sun', 'goodbye']
// Heard by the late one: ['goodbye']
// Threads that listened: 4
// Heard by the speaker: 0 of its own words

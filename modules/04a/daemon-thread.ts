/**
 * A daemon thread — the program ends without it.
 *
 * In Python: Thread(…, daemon=True), which ends with the program. (A notebook never does.)
 * Here: the same. No `finally` runs either: it suits a heartbeat, not tidying up.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

export function beatOnAndOn(beats: Semaphore): void {
  try {
    // They take ten seconds. A program that waited for its daemon would print the last line.
    for (let beat = 1; beat <= 500; beat++) {
      sleepSync(20);
      beats.release();
    }
  } finally {
    print('Daemon: tidied up'); // never printed
  }
}

export function finishWork(mainIsDone: Event, beats: Semaphore): void {
  const isDone = mainIsDone.wait({ timeout: 10_000 });
  sleepSync(200);
  while (beats.acquire({ timeout: 0 })); // the old ones: is there a new one, too?
  const beatsOn = beats.acquire({ timeout: 3000 });
  print(`Worker: done, after main: ${isDone}, the daemon beats on: ${beatsOn}`);
}

async function main(): Promise<Event> {
  // Not a daemon, and not joined: the program waits for it all the same.
  const [mainIsDone, beats] = [new Event(), new Semaphore(0)];
  const worker = new Thread(import.meta, {
    target: finishWork,
    args: [mainIsDone, beats],
  });
  worker.start();

  const heartbeat = new Thread(import.meta, {
    target: beatOnAndOn,
    args: [beats],
    daemon: true,
  });
  heartbeat.start();
  for (let i = 0; i < 3; i++) await beats.acquireAsync();
  print('Main: three beats heard');
  print(
    `Main: the end. Alive: daemon ${heartbeat.isAlive()}, worker ${worker.isAlive()}`,
  );
  return mainIsDone;
}

// The daemon is in the middle of its beats, and the program ends all the same.
if (isMain(import.meta)) (await main()).set();

// Output:
// Main: three beats heard
// Main: the end. Alive: daemon true, worker true
// Worker: done, after main: true, the daemon beats on: true

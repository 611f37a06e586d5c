/**
 * Stopping a process — from outside, at any moment, and the exit code tells how it ended.
 *
 * In Python: process.terminate() sends SIGTERM, kill() SIGKILL; exitcode is then minus the
 * signal's number.
 * Here: the same. What a thread cannot promise, a process can: it is gone, with all that
 * it had, and nothing that others use is half changed. SIGTERM can be caught, to tidy up
 * first; SIGKILL cannot. A join rejects: there is no result.
 */
import { isMain } from '../core/main.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { sleepSync } from '../core/time.ts';

export async function runForEver(beats: PipeEnd): Promise<void> {
  for (let beat = 1; ; beat++) {
    await beats.send(beat);
    sleepSync(20);
  }
}

export async function tidyUp(ready: PipeEnd): Promise<void> {
  process.on('SIGTERM', () => {
    print('Child: asked to end, tidying up');
    process.exit(0);
  });
  await ready.send('ready');
  await ready.receive(); // for ever: nobody sends anything
}

async function main(): Promise<void> {
  const { left: beats, right: childEnd } = new Pipe();
  const endless = new Process(import.meta, { target: runForEver, args: [childEnd] });
  endless.start();
  for (let i = 0; i < 3; i++) print(`Main: heard beat ${await beats.receive()}`);
  endless.terminate();
  const error = await endless.join().catch((reason: Error) => reason.message);
  print(`Terminated: exit code ${endless.exitCode}, alive: ${endless.isAlive()}`);
  print(`Its join: ${error}`);
  beats.close();

  const { left: ready, right: otherEnd } = new Pipe();
  const tidy = new Process(import.meta, { target: tidyUp, args: [otherEnd] });
  tidy.start();
  await ready.receive();
  tidy.terminate();
  await tidy.join().catch(() => {});
  print(`Ended by itself: alive: ${tidy.isAlive()}`);
  ready.close();

  const { left: last, right: lastEnd } = new Pipe();
  const killed = new Process(import.meta, { target: tidyUp, args: [lastEnd] });
  killed.start();
  await last.receive();
  killed.kill();
  await killed.join().catch(() => {});
  print(`Killed, without a word: exit code ${killed.exitCode}`);
  last.close();
}

if (isMain(import.meta)) await main();

// Output:
// Main: heard beat 1
// Main: heard beat 2
// Main: heard beat 3
// Terminated: exit code -15, alive: false
// Its join: <text>
// Child: asked to end, tidying up
// Ended by itself: alive: false
// Killed, without a word: exit code -9

/**
 * Stopping a process — from outside, at any moment, and the exit code tells how it ended.
 *
 * In Python: process.terminate() sends SIGTERM, kill() SIGKILL; exitcode is then minus the
 * signal's number.
 * Here: the same. What a thread cannot promise, a process can: it is gone, with all the
 * memory it had. What it has changed outside stays as it is at that moment, though: of two
 * lines that belong together a file may hold one. SIGTERM can be caught, with
 * process.on('SIGTERM'), to tidy up first; SIGKILL cannot. A join rejects: there is no
 * result.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

// Two lines that belong together; between them it says so, and waits for an answer.
export async function transfer(file: string, end: PipeEnd): Promise<void> {
  appendFileSync(file, '5 taken from Ada\n');
  await end.send('half done');
  await end.receive();
  appendFileSync(file, '5 given to Bob\n');
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

  // The same with SIGKILL, which no process can catch, in the middle of a transfer.
  const folder = mkdtempSync(join(tmpdir(), 'terminate-'));
  const file = join(folder, 'account');
  const { left, right } = new Pipe();
  const killed = new Process(import.meta, { target: transfer, args: [file, right] });
  killed.start();
  await left.receive();
  killed.kill();
  await killed.join().catch(() => {});
  print(`Killed: exit code ${killed.exitCode}, alive: ${killed.isAlive()}`);
  print('Left in its file:', readFileSync(file, 'utf8').split('\n'));
  left.close();
  rmSync(folder, { recursive: true });
}

if (isMain(import.meta)) await main();

// Output:
// Main: heard beat 1
// Main: heard beat 2
// Main: heard beat 3
// Terminated: exit code -15, alive: false
// Its join: Process 'Process-1' was ended by SIGTERM before its target returned
// Killed: exit code -9, alive: false
// Left in its file: ['5 taken from Ada', '']

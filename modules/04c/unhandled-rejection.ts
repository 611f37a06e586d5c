/**
 * An error that nobody awaits — it makes the program fail.
 *
 * In Python: "Task exception was never retrieved" on stderr, some time later, and the
 * program goes on; in a pooled task not even that.
 * Here: when a promise has rejected and nobody handles it by the end of the microtasks,
 * the error goes to stderr and the exit code is 1. The process ends there and then, in the
 * middle of everything else. (Bun alone first does what a pending top-level `await` waits
 * for; it too drops timers and servers.) So an error cannot be lost, and one forgotten
 * `await` can take a server down. Each case here runs in a process of its own, whose end
 * this program looks at.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

async function save(): Promise<void> {
  await sleep(10);
  throw new Error('the disk is full');
}

const cases: Record<string, () => Promise<void>> = {
  async forgotten() {
    void save(); // nobody awaits it
    await sleep(300);
    print('  It goes on');
  },
  // The error comes while we are busy with something else: handled, but too late.
  async 'handled too late'() {
    const saving = save();
    await sleep(300);
    await saving.catch((error) => print(`  Caught: ${error.message}`));
  },
  // Handled from the first moment on: also while we wait for something else.
  async awaited() {
    const saving = save();
    const [saved] = await Promise.allSettled([saving, sleep(300)]);
    print(`  Saving was ${saved.status}`);
  },
  // Nobody needs the result, but somebody takes the error.
  async 'with a catch'() {
    save().catch((error) => print(`  Logged: ${error.message}`));
  },
  // A last net, to log what was overlooked. With it the program goes on, perhaps half
  // broken: log it, and end soon.
  async 'with a net'() {
    process.on('unhandledRejection', (error) => {
      print(`  Overlooked: ${(error as Error).message}`);
      process.exitCode = 2;
    });
    void save();
    await sleep(300);
    print('  It goes on');
  },
};

async function main(): Promise<void> {
  for (const name of Object.keys(cases)) {
    print(`${name}:`);
    const child = fork(fileURLToPath(import.meta.url), [name], {
      ...workerOptions,
      silent: true,
    });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout as NodeJS.ReadableStream),
      text(child.stderr as NodeJS.ReadableStream),
      once(child, 'exit'),
    ]);
    if (stdout) print(stdout.trimEnd());
    const told = stderr.includes('the disk is full') ? 'told on stderr' : 'not told';
    print(`  Exit code ${code}, ${told}`);
  }
}

// The children run this same file, with the name of their case.
async function child(name: string): Promise<void> {
  await cases[name]?.();
}

if (isMain(import.meta)) {
  const [name] = process.argv.slice(2);
  await (name ? child(name) : main());
}

// Output:
// forgotten:
// --- on bun --- whose top-level await is pending here
//   It goes on
// --- end ---
//   Exit code 1, told on stderr
// handled too late:
// --- on bun ---
//   Caught: the disk is full
// --- end ---
//   Exit code 1, told on stderr
// awaited:
//   Saving was rejected
//   Exit code 0, not told
// with a catch:
//   Logged: the disk is full
//   Exit code 0, not told
// with a net:
//   Overlooked: the disk is full
//   It goes on
//   Exit code 2, not told

/**
 * A pipe in both directions — two processes talk, each at its end of a private line.
 *
 * In Python: multiprocessing.Pipe() gives two connections, with send() and recv(); when
 * the other end has closed, recv() raises EOFError.
 * Here: the core's Pipe, over a local socket, since a MessagePort cannot be handed to a
 * process. Both ends can send and receive. Messages are copied and keep their order. A
 * message that is not yet wanted waits in the line, even when its sender has long ended.
 */
import { isMain } from '../core/main.ts';
import { Pipe, PipeClosedError, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

export async function answer(end: PipeEnd): Promise<number> {
  print(`Child received: ${await end.receive()}`);
  await end.send('Hello back from the child');

  // More than one message at a time: the line holds them until they are read.
  for (let i = 0; i < 5; i++) await end.send(`Message ${i}`);
  end.close();
  return process.pid;
}

async function main(): Promise<void> {
  const { left, right } = new Pipe();
  const child = new Process(import.meta, { target: answer, args: [right] });
  child.start();

  await left.send('Hello from main');
  print(`Main received: ${await left.receive()}`);

  const pid = await child.join();
  print(`Another process: ${pid !== process.pid}, it has ended: ${!child.isAlive()}`);

  // The loop ends when the other side has closed its end and everything is read.
  for await (const message of left) print(`Main received: ${message}`);
  try {
    await left.receive();
  } catch (error) {
    print(`After that, a PipeClosedError: ${error instanceof PipeClosedError}`);
  }
  left.close();
}

if (isMain(import.meta)) await main();

// Output:
// Child received: Hello from main
// Main received: Hello back from the child
// Another process: true, it has ended: true
// Main received: Message 0
// Main received: Message 1
// Main received: Message 2
// Main received: Message 3
// Main received: Message 4
// After that, a PipeClosedError: true

/**
 * A pipe — a private line with two ends, each in another thread.
 *
 * In Python: multiprocessing.Pipe() gives two connections; send() and recv() pickle.
 * Here: a MessageChannel has two ports. A port is moved to a thread, not copied: after
 * that only the thread can use it. Messages are copied (structured clone) and wait in
 * line until somebody listens. A port that is open keeps its thread alive: close it.
 *
 * One line between exactly two: a pipe. Many to many: a queue.
 */
import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function send(port: MessagePort): void {
  port.postMessage(`Hello from ${currentThread().name}`);
  port.close();
}

export async function receive(port: MessagePort): Promise<void> {
  const [message] = await once(port, 'message');
  print(`${currentThread().name} got: ${message}`);
  port.close();
}

async function main(): Promise<void> {
  // A thread at one end, main at the other.
  const toMain = new MessageChannel();
  const child = new Thread(import.meta, {
    target: send,
    args: [toMain.port2],
    name: 'Child',
  });
  child.start();
  const [message] = await once(toMain.port1, 'message');
  print(`${currentThread().name} got: ${message}`);
  await child.join();

  // A thread at each end: main only makes the line, and hears nothing of what is said.
  const line = new MessageChannel();
  const sender = new Thread(import.meta, {
    target: send,
    args: [line.port1],
    name: 'Sender',
  });
  const receiver = new Thread(import.meta, {
    target: receive,
    args: [line.port2],
    name: 'Receiver',
  });
  sender.start();
  receiver.start();
  await Promise.all([sender.join(), receiver.join()]);
}

if (isMain(import.meta)) await main();

// Output:
// MainThread got: Hello from Child
// Receiver got: Hello from Sender

/**
 * What cannot be sent — each with its error, and the way round.
 *
 * In Python: a PicklingError or TypeError. Queue.put(file) does not raise it, as is often
 * thought: put() only hands over to a thread that pickles later, and the error is lost.
 * Here: the copy is made inside the call that sends, so the error is thrown there, at the
 * sender: a DataCloneError. Two failures make no noise: an object of a class arrives
 * without its class and private fields, and an open file arrives as a bag of settings.
 *
 * Shared memory cannot be sent to a process either: with a bare fork it throws on Node,
 * ends the program on Deno, and silently becomes a copy on Bun; the core's Process looks
 * first, and throws a TypeError on all of them.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { MessageChannel, receiveMessageOnPort, threadId } from 'node:worker_threads';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';

function sent(value: unknown): unknown {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value);
    return receiveMessageOnPort(port2)?.message;
  } catch (error) {
    return (error as Error).name;
  } finally {
    port1.close();
  }
}

class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  toData(): number {
    return this.#cents;
  }
}

// These two run in other threads, whose number is not 0.
export function double(n: number): string {
  return threadId === 0 ? 'not in main' : `${2 * n}`;
}

export function title(path: string): string | undefined {
  return threadId === 0 ? 'not in main' : readFileSync(path, 'utf8').split('\n')[1];
}

export function doubleAll(numbers: Int32Array | number[]): number[] {
  for (const [i, n] of numbers.entries()) numbers[i] = 2 * n;
  return [...numbers];
}

async function main(): Promise<void> {
  // A function is code. A thread has the code already: export it, and say which one.
  print('A function:', sent(double));
  const doubler = new Thread(import.meta, { target: double, args: [21] });
  doubler.start();
  print('  by its name, called there:', await doubler.join());

  // No error here, and nothing left of it: send the data, build the object over there.
  const price = new Money(1250);
  print('An object with private state:', sent(price));
  const rebuilt = new Money(sent(price.toData()) as number);
  print('  by its data, built anew:', rebuilt.toData());

  // Keys that are held weakly mean something in this heap only. Send the entries you have.
  const key = {};
  print('A WeakMap:', sent(new WeakMap([[key, 1]])));
  print('  as a Map:', sent(new Map([[key, 1]])));

  // Open things belong to whoever opened them: a socket is refused, a file stream is
  // emptied. Send the path, and let the other side open it.
  print('A socket:', sent(new Socket()));
  const file = createReadStream(import.meta.filename);
  print(`A file stream: ${typeof file.read} read, then`, typeof Object(sent(file)).read);
  file.destroy();
  const reader = new Thread(import.meta, { target: title, args: [import.meta.filename] });
  reader.start();
  print('  by its path, opened there:', await reader.join());

  // Shared memory reaches threads, never processes. A process gets a copy, and answers.
  const numbers = new Int32Array(new SharedArrayBuffer(12));
  numbers.set([1, 2, 3]);
  try {
    new Process(import.meta, { target: doubleAll, args: [numbers] }).start();
  } catch (error) {
    print('Shared memory to a process:', (error as Error).name);
  }
  const thread = new Thread(import.meta, { target: doubleAll, args: [numbers] });
  thread.start();
  print('  itself, doubled by a thread:', await thread.join(), 'here:', [...numbers]);
  const copy = [...numbers];
  const child = new Process(import.meta, { target: doubleAll, args: [copy] });
  child.start();
  print('  a copy, doubled by a process:', await child.join(), 'here:', copy);
}

if (isMain(import.meta)) await main();

// Output:
// A function: DataCloneError
//   by its name, called there: 42
// An object with private state: {}
//   by its data, built anew: 1250
// A WeakMap: DataCloneError
//   as a Map: Map {{} => 1}
// A socket: DataCloneError
// A file stream: function read, then undefined
//   by its path, opened there:  * What cannot be sent — each with its error, and the way round.
// Shared memory to a process: TypeError
//   itself, doubled by a thread: [2, 4, 6] here: [2, 4, 6]
//   a copy, doubled by a process: [4, 8, 12] here: [2, 4, 6]

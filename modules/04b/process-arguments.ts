/**
 * Process arguments — copied over a pipe, so what the child changes, it changes in its copy.
 *
 * In Python: Process(target=square, args=(5,)); the arguments are pickled.
 * Here: args, checked by the compiler against the function, are sent in the form of
 * structured clone: Maps, Dates and typed arrays arrive as what they are, classes lose
 * their methods, functions and shared memory are refused.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

export function square(n: number): number {
  return n * n;
}

export type Order = { id: number; placed: Date; items: Map<string, number> };

export function addBread(order: Order): { text: string; pid: number } {
  order.items.set('bread', 2);
  const text = `${order.items.size} kinds, placed in ${order.placed.getUTCFullYear()}`;
  return { text, pid: process.pid };
}

async function main(): Promise<void> {
  const simple = new Process(import.meta, { target: square, args: [5] });
  simple.start();
  print(`Square: ${await simple.join()}`);

  const order = { id: 7, placed: new Date(0), items: new Map([['milk', 1]]) };
  const child = new Process(import.meta, { target: addBread, args: [order] });
  child.start();
  const { text, pid } = await child.join();
  print(`In the child: ${text}`);
  print(`In main, another process (${pid !== process.pid}): ${order.items.size} kind`);

  // What cannot be sent is refused by start(), before there is a process. Each Process has
  // the compiler on its side, so the wrong types are forced here.
  for (const [what, value] of [
    ['a function', () => 5],
    ['shared memory', new Int32Array(new SharedArrayBuffer(4))],
  ]) {
    const wrong = new Process(import.meta, { target: square, args: [value as never] });
    try {
      wrong.start();
    } catch (error) {
      print(`With ${what}: ${(error as Error).name}, pid: ${wrong.pid}`);
    }
  }
}

if (isMain(import.meta)) await main();

// Output:
// Square: 25
// In the child: 2 kinds, placed in 1970
// In main, another process (true): 1 kind
// With a function: TypeError, pid: undefined
// With shared memory: TypeError, pid: undefined

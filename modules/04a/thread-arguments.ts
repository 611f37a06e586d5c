/**
 * Thread arguments — what a thread is called with, and what arrives there.
 *
 * In Python: Thread(target=greet, args=("Asha",), kwargs={...}). The thread gets the very
 * objects, so what it changes in a list, everybody sees.
 * Here: args is an array, which the compiler checks against the function. Instead of
 * keyword arguments a function takes an object of options. A thread has a heap of its
 * own, so start() copies the arguments: what the thread changes, it changes in its copy.
 * Only the core's locks, events and so on are shared, and what lies in shared memory.
 */
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function greet(name: string, { greeting = 'Hello', mark = '' } = {}): void {
  print(`${currentThread().name}: ${greeting} ${name}${mark}`);
}

type Person = { name: string; age: number; born: Date };

export function celebrate(person: Person, guests: Int32Array): string {
  person.age += 1;
  guests[0] = 12;
  return `${person.name}, ${person.age}, born in ${person.born.getFullYear()}`;
}

async function main(): Promise<void> {
  // What follows the first argument is up to the function: here options with defaults.
  const plain = new Thread(import.meta, { target: greet, args: ['Asha'] });
  plain.start();
  await plain.join();

  const polite = new Thread(import.meta, {
    target: greet,
    args: ['Ravi', { greeting: 'Good morning', mark: '!' }],
  });
  polite.start();
  await polite.join();

  // An object arrives as a copy, a Date in it as a Date. The array lies in shared memory,
  // so both threads have the same one.
  const person = { name: 'Mina', age: 30, born: new Date(1995, 5) };
  const guests = new Int32Array(new SharedArrayBuffer(4));
  const party = new Thread(import.meta, { target: celebrate, args: [person, guests] });
  party.start();
  print(`In the thread: ${await party.join()}`);
  print(`In main: ${person.name}, ${person.age}`);
  print(`Guests, in shared memory: ${guests[0]}`);

  // The compiler sees the wrong type. At run time, start() finds that it cannot be copied.
  // @ts-expect-error: a name is a string
  const wrong = new Thread(import.meta, { target: greet, args: [() => 'Asha'] });
  try {
    wrong.start();
  } catch (error) {
    print(`A function as an argument: ${(error as Error).name}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// Thread-1 (greet): Hello Asha
// Thread-2 (greet): Good morning Ravi!
// In the thread: Mina, 31, born in 1995
// In main: Mina, 30
// Guests, in shared memory: 12
// A function as an argument: TypeError

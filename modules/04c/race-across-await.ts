/**
 * A race across an await — what is read before it and written after it may be out of date.
 *
 * In Python: the same trap, `total += await price(item)`, and the same cure, asyncio.Lock.
 * Here: between two awaits no other task gets in, and `total += 10` needs no lock. At an
 * await all do: those started together have all read before the first of them writes.
 */
import { setImmediate as answer } from 'node:timers/promises';
import { Lock } from '../core/lock.ts';
import { print } from '../core/print.ts';

let asking = 0;
let mostAsking = 0;
async function priceOf(_item: string): Promise<number> {
  mostAsking = Math.max(mostAsking, ++asking);
  await answer();
  asking--;
  return 10;
}
const items = ['tea', 'milk', 'bread'];

// The delivery costs 5. All three read 5, wait, and write 5 + 10.
let total = 5;
await Promise.all(
  items.map(async (item) => {
    total += await priceOf(item);
  }),
);
print(`Read, await, write: ${total} of 35, asked at once: ${mostAsking}`);

// The first cure: await first; then read and write with no await in between. They still
// wait all at once.
total = 5;
mostAsking = 0;
await Promise.all(
  items.map(async (item) => {
    const price = await priceOf(item);
    total += price;
  }),
);
print(`Await, read, write: ${total} of 35, asked at once: ${mostAsking}`);

// Check, then act: here the question has to come before the await, and the act after it.
let balance = 100;
async function withdraw(amount: number): Promise<boolean> {
  if (balance < amount) return false;
  await answer(); // the bank says yes
  balance -= amount;
  return true;
}
print('Two withdraw 80:', await Promise.all([withdraw(80), withdraw(80)]));
print(`Balance: ${balance}`);

// The second cure: a lock around all of it. The second one asks when the first is done.
const lock = new Lock();
async function withdrawSafely(amount: number): Promise<boolean> {
  using _held = await lock.holdAsync();
  return await withdraw(amount); // without this await the block, and the lock, end early
}
balance = 100;
print('With a lock:', await Promise.all([withdrawSafely(80), withdrawSafely(80)]));
print(`Balance: ${balance}`);

// Five ask for what is loaded once: all of them find nothing, and all of them load.
let loads = 0;
let isDown = false;
async function load(): Promise<string> {
  loads++;
  await answer();
  if (isDown) throw new Error('the server is down');
  return 'the settings';
}
let settings: string | undefined;
const loadIfMissing = async () => {
  settings ??= await load();
  return settings;
};
await Promise.all(Array.from({ length: 5 }, loadIfMissing));
await loadIfMissing(); // this one finds it
print(`Loaded if missing: ${loads} times`);

// The third cure, a single flight: what is kept is the promise, from the first moment on.
// One that fails must not be kept, or nobody would ever try again.
let flight: Promise<string> | undefined;
const loadOnce = () => {
  flight ??= load().catch((error) => {
    flight = undefined;
    throw error;
  });
  return flight;
};
for (isDown of [true, false, false]) {
  loads = 0;
  const calls = Array.from({ length: 5 }, loadOnce);
  print(`In a single flight, loads for ${calls.length} calls: ${loads}`);
  const outcomes = await Promise.allSettled(calls);
  print(
    `  ${outcomes.filter(({ status }) => status === 'fulfilled').length} have got it`,
  );
}

// Output:
// Read, await, write: 15 of 35, asked at once: 3
// Await, read, write: 35 of 35, asked at once: 3
// Two withdraw 80: [true, true]
// Balance: -60
// With a lock: [true, false]
// Balance: 20
// Loaded if missing: 5 times
// In a single flight, loads for 5 calls: 1
//   0 have got it
// In a single flight, loads for 5 calls: 1
//   5 have got it
// In a single flight, loads for 5 calls: 0
//   5 have got it

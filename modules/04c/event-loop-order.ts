/**
 * The event loop's order — which of two waiting things runs first, as far as it is fixed.
 *
 * In Python: asyncio runs callbacks in the order in which they were scheduled.
 * Here: code runs to its end, then all microtasks (what waits for promises that have
 * settled), and only then the loop takes one thing from its queues: a timer that is due,
 * an answer from a file or socket. After each of them the microtasks come again. Each
 * line printed here is fixed on every runtime.
 *
 * Not fixed: whether a timer of 0 ms, a setImmediate or a file that was read comes first
 * (Deno brings the file even between two microtasks); whether process.nextTick comes
 * before the microtasks of a module's main part; when exactly a timer fires, only that it
 * is not early by more than a millisecond. Code that needs an order must await it.
 */
import { readFile } from 'node:fs/promises';
import { print } from '../core/print.ts';
import { sleepSync } from '../core/time.ts';

function timer(ms: number, callback: () => void): Promise<void> {
  return new Promise((fired) => {
    setTimeout(() => {
      callback();
      fired();
    }, ms);
  });
}

// 1. Code that runs is never interrupted, and microtasks go before timers: also before
// one that has been due for 50 ms.
const due = timer(0, () => print('3. a timer'));
const microtasks = Promise.resolve()
  .then(() => print('2. a microtask'))
  .then(() => print('2. a microtask that the first one made'));
sleepSync(50);
print('1. the code that runs, to its end');
await Promise.all([microtasks, due]);

// 2. An await yields even when the promise has settled: the rest of the function is a
// microtask, and first in, first out.
const turns: string[] = [];
async function takeTurns(name: string): Promise<void> {
  for (let turn = 1; turn <= 2; turn++) {
    turns.push(`${name}${turn}`);
    await undefined;
  }
}
await Promise.all([takeTurns('a'), takeTurns('b')]);
print('Two tasks that await nothing in particular:', turns);

// 3. Timers go by their time, and those of the same length by their call. Between two
// of them the microtasks of the first one come.
const order: string[] = [];
const timers = [
  timer(100, () => order.push('100 ms')),
  timer(1, () => {
    order.push('1 ms');
    void Promise.resolve().then(() => order.push('its microtask'));
  }),
  timer(1, () => order.push('1 ms, called later')),
];
await Promise.all(timers);
print('Timers:', order);

// 4. The disk works while our code runs, but we hear of it only when the code lets go. A
// loop of microtasks does not let go either: a timer that is due waits for its end.
const heard = { file: false, timer: false };
const file = readFile(new URL(import.meta.url)).then(() => {
  heard.file = true;
});
const tick = timer(0, () => {
  heard.timer = true;
});
sleepSync(50);
print(`50 ms later, no await: file ${heard.file}, timer ${heard.timer}`);
for (let turn = 0; turn < 1000; turn++) await undefined;
print(`A thousand microtasks later: timer ${heard.timer}`);
await Promise.all([file, tick]);
print(`After awaiting both: file ${heard.file}, timer ${heard.timer}`);

// Output:
// 1. the code that runs, to its end
// 2. a microtask
// 2. a microtask that the first one made
// 3. a timer
// Two tasks that await nothing in particular: ['a1', 'b1', 'a2', 'b2']
// Timers: ['1 ms', 'its microtask', '1 ms, called later', '100 ms']
// 50 ms later, no await: file false, timer false
// A thousand microtasks later: timer false
// After awaiting both: file true, timer true

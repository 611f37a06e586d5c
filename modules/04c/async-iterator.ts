/**
 * Async iterators — values that arrive over time, taken by a plain loop.
 *
 * In Python: async for item in source, over async generators and streams.
 * Here: for await (const item of source). The source works only when it is asked: a page
 * is fetched when the loop has dealt with the one before, so nothing piles up in memory.
 * Leaving the loop ends the source too, and its `finally` closes what it had opened.
 */
import { EventEmitter, on } from 'node:events';
import { Readable } from 'node:stream';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

async function* pages(count: number) {
  print('  source: opened');
  try {
    for (let page = 1; page <= count; page++) {
      await sleep(2); // fetching it
      print(`  source: page ${page}`);
      yield [`${page}a`, `${page}b`];
    }
  } finally {
    print('  source: closed');
  }
}

// Generators build on one another: this one takes pages and gives their items.
async function* items(count: number) {
  for await (const page of pages(count)) yield* page;
}

print('All items of two pages:');
for await (const item of items(2)) print(`item ${item}`);

// Found on page 2 of a thousand: the rest is never fetched, and the source is closed.
print('Until 2a is found:');
for await (const item of items(1000)) {
  if (item === '2a') break;
}
print('Found');

// An error in the source comes out of the loop, as an error of any call does.
async function* broken() {
  yield 'one';
  throw new Error('the line went dead');
}
try {
  for await (const value of broken()) print(`Before the error: ${value}`);
} catch (error) {
  print(`In the loop: ${(error as Error).message}`);
}

// The platform's own sources: streams give chunks, and events.on turns an emitter into
// one. Events that come while the loop is busy wait in line.
const stream = Readable.from(['chunk 1', 'chunk 2']);
for await (const chunk of stream) print(`Stream: ${chunk}`);

const emitter = new EventEmitter();
const enough = new AbortController();
const events = on(emitter, 'reading', { signal: enough.signal });
for (const value of [21.5, 21.7, 21.6]) emitter.emit('reading', value);
let sum = 0;
try {
  for await (const [value] of events) {
    sum += value;
    if (value === 21.6) enough.abort();
  }
} catch (error) {
  print(`Events: a sum of ${sum.toFixed(1)}, then ${(error as Error).name}`);
}

// Output:
// All items of two pages:
//   source: opened
//   source: page 1
// item 1a
// item 1b
//   source: page 2
// item 2a
// item 2b
//   source: closed
// Until 2a is found:
//   source: opened
//   source: page 1
//   source: page 2
//   source: closed
// Found
// Before the error: one
// In the loop: the line went dead
// Stream: chunk 1
// Stream: chunk 2
// Events: a sum of 64.8, then AbortError

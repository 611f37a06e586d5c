/**
 * Exercise — a stream in real time: in order, bounded, and nothing bad stops it.
 *
 * A sensor in a thread of its own sends lines through a queue: seconds and degrees, not
 * all of them whole, and not all in order. The sensor and the reports are in data-stream/,
 * and stay as they are. Make it so that
 *
 * 1. the queue has room for ROOM lines: when it is full, the sensor waits;
 * 2. main takes every line, and its event loop is free while there is none: it ends when the
 *    queue is shut down and empty, and does not look again and again;
 * 3. a line that is no reading is reported by reportBad, and dropped: '12 21.5' is one;
 * 4. each reading is in the window of the time at which it was taken: each holds SIZE
 *    seconds, and starts at a multiple of SIZE;
 * 5. a window is stored as soon as it is complete, before the next line is taken: a reading
 *    may come up to LATENESS seconds after a later one, so a window is complete once there
 *    has been a reading at least LATENESS seconds after its end. One is stored after the
 *    other, in the order of time;
 * 6. a reading whose window is complete already is reported by reportLate, and dropped;
 * 7. at the end of the stream, all windows are stored.
 *
 * Async generators, one for each stage, suit such a program.
 *
 * How hard: hard, about 60 minutes.
 * Prepared by: 04c/async-iterator, 04c/streams-and-backpressure.
 * Check it: npx tsx scripts/check.ts 04c/data-stream   (and with --hint)
 */
import { Event } from '../../core/event.ts';
import { print } from '../../core/print.ts';
import { Queue } from '../../core/queue.ts';
import { type Reading, reportAll, store, type Window } from './data-stream/reports.ts';
import { startSensor } from './data-stream/sensor.ts';

// The checker also tries others: leave these four lines as they are.
const ROOM = 5;
const SIZE = 10;
const LATENESS = 5;
const PACE = 0; // how long the sensor takes for a line, in milliseconds

// TODO: take the lines until the queue is shut down and empty.
async function* received(lines: Queue<string>): AsyncGenerator<string> {
  while (!lines.empty()) yield lines.get();
}

// TODO: report what is no reading.
async function* parsed(lines: AsyncIterable<string>): AsyncGenerator<Reading> {
  for await (const line of lines) {
    const [at, value] = line.split(' ').map(Number);
    yield { at: at ?? 0, value: value ?? 0 };
  }
}

// TODO: sort the readings into windows, and give each as soon as it is complete.
async function* windows(readings: AsyncIterable<Reading>): AsyncGenerator<Window> {
  for await (const { at, value } of readings) {
    yield { start: at, end: at + SIZE - LATENESS, values: [value] };
  }
}

// TODO: limit it.
const lines = new Queue<string>(2 * ROOM);
const waits = new Event();
const sensor = startSensor(lines, PACE, waits);

// Nobody reads yet, so the queue runs full.
await waits.waitAsync();
print(`Nobody reads yet, and there are ${lines.qsize()} lines in the queue`);

for await (const window of windows(parsed(received(lines)))) await store(window);
reportAll(await sensor.join());

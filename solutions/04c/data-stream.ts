/**
 * A stream in real time — bounded, sorted into windows, and nothing bad stops it.
 *
 * A sensor in a thread of its own sends lines; the event loop reads them, drops what is no
 * reading, sorts the readings into windows of ten seconds, and stores each window when it
 * is complete. Each stage is an async generator, which works when the next one asks, so
 * the pace of the slowest, the store, is the pace of all. Only the sensor does not ask
 * anybody: between it and the rest is a queue with room for five, and when that is full it
 * has to wait. Without a limit, a slow store means a queue that grows until memory ends.
 *
 * In Python: a queue.Queue(5) from a thread, and asyncio.to_thread(queue.get) around it,
 * since that queue only blocks. Here the same queue has both faces.
 */
import {
  reportAll,
  reportBad,
  reportLate,
  store,
} from '../../modules/04c/exercises/data-stream/reports.ts';
import { startSensor } from '../../modules/04c/exercises/data-stream/sensor.ts';
import { Event } from '../../modules/core/event.ts';
import { print } from '../../modules/core/print.ts';
import { Queue } from '../../modules/core/queue.ts';
import { type Reading, windows } from './data-stream/windows.ts';

const ROOM = 5;
const SIZE = 10;
const LATENESS = 5;
const PACE = 0; // how long the sensor takes for a line, in milliseconds

// The queue as a source: it ends when the queue is shut down and empty. Whoever leaves the
// loop before shuts it down, and so lets the sensor know.
async function* received(lines: Queue<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } finally {
    lines.shutdown({ immediate: true });
  }
}

// A bad line costs itself, and not the stream.
async function* parsed(lines: AsyncIterable<string>): AsyncGenerator<Reading> {
  for await (const line of lines) {
    const [, at, value] = /^(\d+) (-?\d+\.\d+)$/.exec(line) ?? [];
    if (at && value) yield { at: Number(at), value: Number(value) };
    else reportBad(line);
  }
}

const lines = new Queue<string>(ROOM);
const waits = new Event();
const sensor = startSensor(lines, PACE, waits);

// Nobody reads yet, so the queue runs full, and the sensor has to wait.
await waits.waitAsync();
print(`Nobody reads yet, and there are ${lines.qsize()} lines in the queue`);

const readings = parsed(received(lines));
const options = { size: SIZE, lateness: LATENESS, onLate: reportLate };
for await (const window of windows(readings, options)) await store(window);
reportAll(await sensor.join());

// Output:
// Nobody reads yet, and there are 5 lines in the queue
// Not a reading: '4 ##.#'
// Seconds 0 to 10: 6 readings, mean 20.60
// Too late: the reading of second 7
// Not a reading: '22'
// Seconds 10 to 20: 5 readings, mean 21.82
// Too late: the reading of second 12
// Seconds 20 to 30: 4 readings, mean 22.45
// Not a reading: 'offline'
// Seconds 30 to 40: 5 readings, mean 23.04
// Seconds 40 to 50: 5 readings, mean 23.70
// Sent: 30, stored: 25, late: 2, bad: 3

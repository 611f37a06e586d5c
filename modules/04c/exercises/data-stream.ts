/**
 * Exercise — a stream in real time: in order, bounded, and nothing bad stops it.
 *
 * A sensor in a thread of its own sends lines through a queue: seconds and degrees, not
 * all of them whole, and not all in order. Make it so that
 *
 * 1. the queue has room for five lines; when it is full, the sensor waits;
 * 2. main takes every line, by the asynchronous face of the queue, and ends when the queue
 *    is shut down and empty;
 * 3. a line that is no reading ('12 21.5' is one) is reported, by reportBad, and dropped;
 * 4. the readings are sorted into windows of ten seconds, by the time at which they were
 *    taken. A reading may come up to five seconds after a later one: so a window is
 *    complete once there has been a reading at least five seconds after its end. It is
 *    then stored, before the next line is taken, and in the order of time;
 * 5. a reading whose window is complete already is reported, by reportLate, and dropped;
 *    at the end of the stream, all windows are complete.
 *
 * Async generators, one for each stage, suit such a program.
 *
 * Prepared by: 04c/async-iterator, 04c/streams-and-backpressure.
 * Check it: npx tsx scripts/check.ts 04c/data-stream   (and with --hint)
 */
import { Event } from '../../core/event.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Queue, QueueFullError } from '../../core/queue.ts';
import { Thread } from '../../core/thread.ts';
import { sleep } from '../../core/time.ts';

/** A reading of a sensor. */
export interface Reading {
  /** When it was taken, in seconds. */
  at: number;
  value: number;
}

/** The readings of one stretch of time. */
export interface Window {
  /** It holds the readings from this second on, up to `end`, which is not in it. */
  start: number;
  end: number;
  values: number[];
}

/** What the sensor sends, seconds and degrees. Leave the sensor as it is. */
const LINES = [
  ...['0 20.0', '2 20.5', '1 20.1', '4 ##.#', '5 20.9', '8 21.0', '11 21.4', '9 21.1'],
  ...['13 21.6', '16 21.9', '7 20.8', '18 22.0', '21 22.1', '22', '24 22.4', '19 22.2'],
  ...['27 22.6', '29 22.7', '31 22.9', '33 23.0', '30 22.8', '12 21.5', '36 23.2'],
  ...['offline', '38 23.3', '41 23.5', '43 23.6', '40 23.4', '46 23.9', '49 24.1'],
];

/**
 * Starts the sensor in a thread of its own. It puts line after line into a queue, shuts it
 * down at the end, and returns how many lines that were.
 *
 * @param waits is set as soon as it has to wait for room.
 */
function startSensor(lines: Queue<string>, waits: Event): Thread<number> {
  const sensor = new Thread(import.meta, { target: measure, args: [lines, waits] });
  sensor.start();
  return sensor as Thread<number>;
}

export function measure(lines: Queue<string>, waits: Event): number {
  try {
    for (const line of LINES) send(line, lines, waits);
    return LINES.length;
  } finally {
    lines.shutdown(); // also after an error: nobody is to wait for more
  }
}

function send(line: string, lines: Queue<string>, waits: Event): void {
  try {
    lines.putNowait(line);
  } catch (error) {
    if (!(error instanceof QueueFullError)) throw error;
    waits.set();
    lines.put(line);
  }
}

const count = { received: 0, bad: 0, late: 0, stored: 0 };

// These three are to be called. Leave them as they are.
export function reportBad(line: string): void {
  count.bad++;
  print(`Not a reading: '${line}'`);
}

export function reportLate({ at }: Reading): void {
  count.late++;
  print(`Too late: the reading of second ${at}`);
}

/** Slow, as stores are. */
async function store({ start, end, values }: Window): Promise<void> {
  await sleep(20);
  count.stored += values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  print(`Seconds ${start} to ${end}: ${values.length} readings, mean ${mean.toFixed(2)}`);
}

// TODO: take the lines until the queue is shut down and empty.
async function* received(lines: Queue<string>): AsyncGenerator<string> {
  while (!lines.empty()) {
    count.received++;
    yield await lines.getAsync();
  }
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
    yield { start: at, end: at, values: [value] };
  }
}

async function main(): Promise<void> {
  // TODO: limit it.
  const lines = new Queue<string>();
  const waits = new Event();
  const sensor = startSensor(lines, waits);

  // Nobody reads yet, so the queue runs full, and the sensor has to wait.
  await waits.waitAsync({ timeout: 3000 });
  print(`The sensor waits, with ${lines.qsize()} lines in the queue`);

  for await (const window of windows(parsed(received(lines)))) await store(window);

  print(`Sent: ${await sensor.join()}, received: ${count.received}`);
  print(`Stored: ${count.stored}, late: ${count.late}, bad: ${count.bad}`);
}

if (isMain(import.meta)) await main();

import type { Event } from '../../../core/event.ts';
import { type Queue, QueueFullError } from '../../../core/queue.ts';
import { Thread } from '../../../core/thread.ts';
import { sleepSync } from '../../../core/time.ts';

/** What the sensor sends: seconds and degrees. Not all of it comes in order, or whole. */
const LINES = [
  ...['0 20.0', '2 20.5', '1 20.1', '4 ##.#', '5 20.9', '8 21.0', '11 21.4', '9 21.1'],
  ...['13 21.6', '16 21.9', '7 20.8', '18 22.0', '21 22.1', '22', '24 22.4', '19 22.2'],
  ...['27 22.6', '29 22.7', '31 22.9', '33 23.0', '30 22.8', '12 21.5', '36 23.2'],
  ...['offline', '38 23.3', '41 23.5', '43 23.6', '40 23.4', '46 23.9', '49 24.1'],
];

/**
 * Starts a sensor in a thread of its own. It puts line after line into a queue, shuts it
 * down at the end, and returns how many lines that were.
 *
 * @param pace how long it sleeps before each line, in milliseconds.
 * @param waits is set as soon as it has to wait for room, or has sent all lines.
 */
export function startSensor(
  lines: Queue<string>,
  pace: number,
  waits: Event,
): Thread<number> {
  const sensor = new Thread(import.meta, { target: measure, args: [lines, pace, waits] });
  sensor.start();
  return sensor as Thread<number>;
}

export function measure(lines: Queue<string>, pace: number, waits: Event): number {
  try {
    for (const line of LINES) {
      sleepSync(pace);
      send(line, lines, waits);
    }
    return LINES.length;
  } finally {
    lines.shutdown(); // also after an error: nobody is to wait for more
    waits.set();
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

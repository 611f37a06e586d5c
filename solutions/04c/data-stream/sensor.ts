import type { Event } from '../../../modules/core/event.ts';
import { type Queue, QueueFullError } from '../../../modules/core/queue.ts';
import { Thread } from '../../../modules/core/thread.ts';

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
 * @param waits is set as soon as it has to wait for room.
 */
export function startSensor(lines: Queue<string>, waits: Event): Thread<number> {
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

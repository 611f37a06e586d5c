/**
 * What is asked of modules/04c/exercises/data-stream.ts.
 *
 * Solved: solutions/04c/data-stream.ts
 * Solved wrongly: test/fixtures/wrong/04c/data-stream/
 * Solved, and then spoilt: test/fixtures/mutants/04c/data-stream.*.diff
 * The starter as it was: scripts/starters/04c/data-stream.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const LINES = 30;
const ROOM = 5;
/** How many readings each window has, in the order of time. */
const WINDOWS = [6, 5, 4, 5, 5];
/** The first window is complete with the tenth line. */
const FIRST_COMPLETE = 10;
const BAD = ['4 ##.#', '22', 'offline'];
const LATE = [7, 12];
/** How long it takes to store a window. */
const STORING = 20;

export default {
  hints: [
    'getAsync() throws a QueueShutDownError when the queue is shut down and empty: that is the end of the stream. To ask empty() is of no use: the sensor may be about to put the next line.',
    'Keep the open windows in a Map, by their start: Math.floor(at / 10) * 10. And keep the watermark: the latest time so far, minus five seconds. A reading whose window ends at or before the watermark is late.',
    'After each reading, give all windows whose end the watermark has reached, the earliest first; at the end, give the rest. A generator that yields them one by one goes on only when the one before is stored.',
  ],
  requirements: [
    {
      says: `The queue has room for ${ROOM} lines, and the sensor waits for room`,
      holds: ({ trace }) => {
        const most = Math.max(0, ...trace.of('Queue', 'put').map(levelOf));
        if (most !== ROOM) return `there were up to ${most} lines in it`;
        const waits = trace.of('Queue', 'wait').filter(({ by }) => by.thread !== 0);
        return waits.length > 0 ? true : 'the sensor never had to wait';
      },
      next: 'Give the queue its maxsize: new Queue(5).',
    },
    {
      says: 'Main takes all lines',
      holds: ({ trace }) => {
        const taken = takenByMain(trace).length;
        return taken === LINES ? true : `main took ${taken} of ${LINES}`;
      },
      next: 'Take lines until getAsync() throws a QueueShutDownError.',
    },
    {
      says: 'Lines that are no readings are reported',
      holds: ({ run }) => {
        const bad = run.stdout.match(/(?<=^Not a reading: ').*(?='$)/gm) ?? [];
        return bad.join() === BAD.join() ? true : `those were: ${bad.join(', ') || '-'}`;
      },
      next: 'Look at the whole line with a regular expression before you take it for numbers.',
    },
    {
      says: 'Each window is stored as soon as it is complete, and before the next',
      holds: ({ trace }) => {
        const stores = naps(trace, 'sleep');
        const [first] = stores;
        if (!first) return 'none was stored';
        const taken = takenByMain(trace).filter(({ at }) => at < first.at).length;
        if (taken > FIRST_COMPLETE + 1) {
          return `${taken} lines were taken before the first was stored, where ${FIRST_COMPLETE} are enough`;
        }
        const ends = naps(trace, 'wake');
        const early = stores.filter(({ at }, i) => at < (ends[i - 1]?.at ?? 0)).length;
        return early === 0 ? true : `${early} were begun while another was being stored`;
      },
      next: 'Yield a window when it is complete, and await store() in the loop that takes it.',
    },
    {
      says: 'Each reading is in its window, and the windows are in order',
      holds: ({ run }) => {
        const counts = run.stdout.match(/\d+(?= readings, mean)/g) ?? [];
        return counts.join() === WINDOWS.join()
          ? true
          : `it stored windows of ${counts.join(', ')} readings, not of ${WINDOWS.join(', ')}`;
      },
      next: 'A window is complete when a reading has come of five seconds after its end.',
    },
    {
      says: 'Readings that come too late are reported',
      holds: ({ run }) => {
        const late = run.stdout.match(/(?<=the reading of second )\d+/g) ?? [];
        return late.join() === LATE.join()
          ? true
          : `those were: ${late.join(', ') || '-'}`;
      },
      next: 'Compare the end of its window with the watermark before you put it in.',
    },
  ],
} satisfies Checks;

function takenByMain(trace: Trace): Step[] {
  return trace.of('Queue', 'get').filter(({ by }) => by.thread === 0);
}

function naps(trace: Trace, event: 'sleep' | 'wake'): Step[] {
  return trace.of('', event).filter(({ level }) => level === STORING);
}

function levelOf({ level = 0 }: Step): number {
  return level;
}

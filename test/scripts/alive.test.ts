import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { aliveOf } from '../../scripts/lib/timeline/alive.ts';
import { axisOf } from '../../scripts/lib/timeline/axis.ts';
import { drawing } from '../../scripts/lib/timeline/svg.ts';
import { timelineOf } from '../../scripts/lib/timeline/timeline.ts';
import { Trace } from '../../scripts/lib/trace.ts';
import { lock, timeline, traceOf } from './made-traces.ts';

function alive(line: ReturnType<typeof timeline>) {
  const axis = axisOf(line);
  return aliveOf(line, axis, drawing(line, axis, { title: 'it' }));
}

/** What the row of a name says after each event. */
function history({ rows, steps }: ReturnType<typeof alive>, name: string): string[] {
  let said = '';
  return steps.map(({ now }) => {
    said = now.find(([row]) => rows[row]?.name === name)?.[1] ?? said;
    return said;
  });
}

test('every bar has its place in the picture', () => {
  const line = timeline(lock);
  const axis = axisOf(line);
  const drawn = drawing(line, axis, { title: 'lock' });
  for (const { box, words } of aliveOf(line, axis, drawn).bars) {
    const [x, y, width, height] = box;
    const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
    assert.ok(drawn.svg.includes(place), `${words}: ${place}`);
  }
});

test('a bar tells what, how long, and who gave it', () => {
  const { bars, rows } = alive(timeline(lock));
  const words = bars.map((bar) => `${rows[bar.lane]?.name} ${bar.words}`);
  for (const one of [
    'Ann held door for 20 ms; Bob waited for it meanwhile',
    'Ann slept 20 ms',
    'Bob waited 10 ms for door, until Ann gave it back',
    'Bob held door for 5.0 ms, after Ann gave it back',
  ]) {
    assert.ok(words.includes(one), `${one} is not one of\n${words.join('\n')}`);
  }
});

test('event by event, a lock has its owner and those who wait', () => {
  const it = alive(timeline(lock));
  assert.equal(
    it.steps.map(({ words }) => words).filter((words) => !/asleep|woke/.test(words)),
    [
      'At 10 ms, Ann got door.',
      'At 20 ms, Bob began to wait for door.',
      'At 30 ms, Ann gave door back, after 20 ms.',
      'At 30 ms, Bob got door, having waited 10 ms for door, until Ann gave it back.',
      'At 35 ms, Bob gave door back, after 5.0 ms.',
      'At 40 ms, Main ended.',
      'At 40 ms, Ann ended.',
      'At 40 ms, Bob ended.',
    ],
  );
  assert.equal(history(it, 'door').slice(1, 4), [
    'held by Ann',
    'held by Ann; waiting: Bob',
    'held by Bob',
  ]);
  assert.is(history(it, 'door').at(-1), 'free');
  assert.equal(history(it, 'Bob').slice(2, 4), ['waits for door', 'runs, holds door']);
});

test('items of a queue are told apart by the order of their puts', () => {
  const queued = (kind: string) =>
    alive(
      timeline({
        Main: ['0 begin', `1 put ${kind}#1 jobs =1`, `2 put ${kind}#1 jobs =2`, '9 end'],
        Ann: ['0 begin', `5 get ${kind}#1 jobs =1`, '9 end'],
      }),
    );
  const fifo = queued('Queue');
  assert.equal(history(fifo, 'jobs').slice(0, 3), [
    '1 item: number 1',
    '2 items: number 1, 2',
    '1 item: number 2',
  ]);
  assert.is(fifo.steps[2]?.words, 'At 5.0 ms, Ann took item 1 of Main out of jobs.');
  const lifo = queued('LifoQueue');
  assert.is(lifo.steps[2]?.words, 'At 5.0 ms, Ann took item 2 of Main out of jobs.');
  // Which one it is cannot be told.
  const first = queued('PriorityQueue');
  assert.is(first.steps[2]?.words, 'At 5.0 ms, Ann took an item out of jobs.');
  assert.is(history(first, 'jobs')[2], '1 item');
});

test('who waits for room in a queue gets it from who took an item; who gives up, from nobody', () => {
  const { bars } = alive(
    timeline({
      Main: [
        '0 begin',
        '1 put Queue#1 jobs =1',
        '1.8 put Queue#1 jobs =1',
        '2 wait Queue#1 jobs',
        '4 resume Queue#1 jobs',
        '5 wait Queue#1 jobs',
        '8 put Queue#1 jobs =1',
        '8 resume Queue#1 jobs',
        '9 end',
      ],
      Ann: ['0 begin', '1.5 get Queue#1 jobs =0', '7 get Queue#1 jobs =0', '9 end'],
    }),
  );
  const waits = bars.flatMap(({ words }) => (/^waited/.test(words) ? [words] : []));
  assert.equal(waits, [
    'waited 2.0 ms for jobs',
    'waited 3.0 ms for jobs, until Ann took an item out',
  ]);
});

test('memory is what the next one finds there', () => {
  const threads = traceOf({
    Main: [
      '0 begin',
      '1 read SharedValue#1 total',
      '3 write SharedValue#1 total',
      '9 end',
    ],
    Ann: ['0 begin', '5 write SharedValue#1 total', '9 end'],
  });
  const found: Record<string, number[]> = { '1001': [4], '1003': [4], '1005': [6] };
  for (const { events } of threads) {
    for (const event of events) event.memory = found[event.at];
  }
  const it = alive(timelineOf(new Trace(threads, 1)));
  assert.equal(history(it, 'total').slice(0, 3), ['4', '6', '6, before the last write']);
  assert.is(it.steps[0]?.words, 'At 1.0 ms, Main read total, which was 4.');
});

test('who comes to a barrier last lets the others go on', () => {
  const { bars } = alive(
    timeline({
      // Faster than Bob, it is back before Bob has gone on.
      Ann: [
        '0 begin',
        '1 wait Barrier#1 meet',
        '4 resume Barrier#1 meet',
        '5 wait Barrier#1 meet',
        '9 end',
      ],
      Bob: ['0 begin', '2 wait Barrier#1 meet', '6 resume Barrier#1 meet', '9 end'],
      Cid: ['0 begin', '3 wait Barrier#1 meet', '4 resume Barrier#1 meet', '9 end'],
    }),
  );
  const waits = bars.flatMap(({ words }) => (/^waited/.test(words) ? [words] : []));
  assert.equal(waits, [
    'waited 3.0 ms for meet, until Cid came',
    'waited 4.0 ms for meet',
    'waited 4.0 ms for meet, until Cid came',
    'waited 1.0 ms for meet',
  ]);
});

test.run();

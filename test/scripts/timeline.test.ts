import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TraceEvent } from '../../modules/core/internal/sync/probe.ts';
import { axisOf, axisThrough, ticksOf } from '../../scripts/lib/timeline/axis.ts';
import { chromeTrace } from '../../scripts/lib/timeline/chrome.ts';
import { drawSvg } from '../../scripts/lib/timeline/svg.ts';
import { drawText } from '../../scripts/lib/timeline/text.ts';
import { timelineOf } from '../../scripts/lib/timeline/timeline.ts';
import { type ThreadTrace, Trace } from '../../scripts/lib/trace.ts';

/** `12 acquire Lock#3 my-lock`, `5 sleep 20`, `7 put Queue#1 =2`; `/1` for turn 1. */
function event(line: string): TraceEvent {
  const [at, event, ...rest] = line.split(' ');
  const found = (pattern: RegExp) =>
    rest.map((word) => pattern.exec(word)?.[1]).find((word) => word !== undefined);
  const level = found(/^=(\d+)$/);
  const plain = rest.filter((word) => !/^[=/]|#/.test(word));
  return {
    at: 1000 + Number(at),
    event: event as TraceEvent['event'],
    kind: found(/^(\w+)#/) ?? '',
    id: Number(found(/#(\d+)$/) ?? 0),
    name: plain.join(' '),
    turn: Number(found(/^\/(\d+)$/) ?? 0),
    idle: 0,
    ...(level === undefined ? {} : { level: Number(level) }),
  };
}

/** Threads of one process: a name, and lines of events. */
function traceOf(threads: Record<string, string[]>, pid = 7): ThreadTrace[] {
  return Object.entries(threads).map(([name, lines], thread) => ({
    pid,
    thread,
    name,
    events: lines.map(event).map((one, i) => (i === 0 ? { ...one, name } : one)),
  }));
}

const timeline = (threads: Record<string, string[]>, output?: string) =>
  timelineOf(new Trace(traceOf(threads), 1), output);

function drawn(threads: Record<string, string[]>, width = 52): string[] {
  const line = timeline(threads);
  return drawText(line, axisOf(line), { width, colours: false }).split('\n');
}

/** One thread holds a lock for 20 ms, the other one waits for it. */
const lock = {
  Main: ['0 begin', '40 end'],
  Ann: [
    '0 begin',
    '10 acquire Lock#1 door',
    '10 sleep =20',
    '30 wake =20',
    '30 release Lock#1 door',
    '40 end',
  ],
  Bob: [
    '0 begin',
    '20 wait Lock#1 door',
    '30 acquire Lock#1 door',
    '31 resume Lock#1 door',
    '35 release Lock#1 door',
    '40 end',
  ],
};

const ESCAPE = '\u001b';

const all = (line: ReturnType<typeof timeline>) => axisOf(line);

test('draws who ran, waited and held what', () => {
  assert.equal(drawn(lock, 46), [
    '      ╷0 ms               ╷20 ms',
    'Main  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    'Ann   ━━━━━━━━━━▓door▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓━━━━━━━━━━',
    'Bob   ━━━━━━━━━━━━━━━━━━━━╱door╱╱╱╱╱█████━━━━━',
    '',
    '━ running   ╱ waiting   █ inside',
    '▓ inside, sleeping',
  ]);
});

test('is the same again, and whatever the order of the files', () => {
  const threads = traceOf(lock);
  const draw = (of: ThreadTrace[]) => {
    const line = timelineOf(new Trace(of, 1));
    return drawSvg(line, all(line), { title: 'lock' });
  };
  assert.is(draw(threads), draw(threads.toReversed()));
});

test('puts async waits that overlap into as few rows as they need', () => {
  const lines = drawn(
    {
      Main: [
        '0 begin',
        '0 sleep =30',
        '0 sleep =10',
        '10 wake =10 /1',
        '20 sleep =20 /1',
        '30 wake =30 /2',
        '40 wake =20 /3',
        '40 end /3',
      ],
    },
    50,
  );
  assert.equal(lines.slice(1, 4), [
    `Main      ${'━'.repeat(40)}`,
    `  task 1  ${'░'.repeat(30)}`,
    `  task 2  ${'░'.repeat(10)}${' '.repeat(10)}${'░'.repeat(20)}`,
  ]);
});

test('leaves a wait in the lane of its thread that nothing else goes on beside', () => {
  const lines = drawn(
    { Main: ['0 begin', '10 sleep =20', '30 wake =20 /1', '40 end /1'] },
    46,
  );
  assert.is(lines[1], `Main  ${'━'.repeat(10)}${'░'.repeat(20)}${'━'.repeat(10)}`);
});

test('keeps a thread that is blocked apart from its tasks', () => {
  const { lanes } = timeline({
    Main: [
      '0 begin',
      '0 sleep =30',
      '5 sleep =10 /1',
      '15 wake =10 /1',
      '30 wake =30 /2',
      '30 end /3',
    ],
  });
  const sleeps = lanes.map(({ spans }) => spans.filter(({ kind }) => kind === 'sleep'));
  assert.equal(
    sleeps.map((spans) => spans.map(({ ms }) => ms)),
    [[10], [30]],
  );
});

test('puts what a task holds and how it sleeps there into one row', () => {
  const { lanes } = timeline({
    Main: [
      '0 begin',
      '1 acquire Semaphore#1 =1',
      '1 acquire Semaphore#1 =0',
      '1 sleep =30 /1',
      '1 sleep =10 /1',
      '1 wait Semaphore#1 =0 /1',
      '11 wake =10 /2',
      '11 release Semaphore#1 =0 /2',
      '12 acquire Semaphore#1 =0 /3',
      '12 resume Semaphore#1 =0 /3',
      '12 sleep =5 /3',
      '17 wake =5 /4',
      '17 release Semaphore#1 =0 /4',
      '31 wake =30 /5',
      '31 release Semaphore#1 =1 /5',
      '40 end /6',
    ],
  });
  const rows = lanes.map(({ name, spans }) => [
    name,
    ...spans.map(({ kind, from, to }) => `${kind} ${from}-${to}`),
  ]);
  assert.equal(rows.slice(1), [
    ['task 1', 'held 1-31', 'sleep 1-31'],
    ['task 2', 'held 1-11', 'sleep 1-11'],
    ['task 3', 'wait 1-12', 'held 12-17', 'sleep 12-17'],
  ]);
});

test('shows when an event loop has nothing to do', () => {
  const idle = timeline({ Main: ['0 begin', '40 end'] });
  assert.is(idle.lanes[0]?.spans[0]?.kind, 'running');
  const threads = traceOf({ Main: ['0 begin', '40 end'] });
  for (const end of threads[0]?.events.slice(1) ?? []) end.idle = 39;
  assert.is(timelineOf(new Trace(threads, 1)).lanes[0]?.spans[0]?.kind, 'idle');
});

test('names primitives without a name by kind, in the order of their appearance', () => {
  const { lanes } = timeline({
    Main: [
      '0 begin',
      '1 acquire Semaphore#5',
      '2 acquire Lock#1 door',
      '3 release Lock#1 door',
      '4 acquire Semaphore#2',
      '5 release Semaphore#2',
      '6 release Semaphore#5',
      '7 end',
    ],
  });
  const held = lanes[0]?.spans.filter(({ kind }) => kind === 'held');
  assert.equal(
    held?.map(({ primitive, depth }) => [primitive?.name, depth]),
    [
      ['Semaphore 1', 0],
      ['door', 1],
      ['Semaphore 2', 1],
    ],
  );
});

test('takes a permit from another thread for a signal, and no critical section', () => {
  const { lanes, flows } = timeline({
    Main: ['0 begin', '1 wait Semaphore#1', '9 acquire Semaphore#1', '9 end'],
    Ann: ['0 begin', '8 release Semaphore#1', '9 end'],
  });
  assert.not(lanes.some(({ spans }) => spans.some(({ kind }) => kind === 'held')));
  assert.equal(
    lanes.map(({ marks }) => marks.map(({ event }) => event)),
    [['acquire'], ['release']],
  );
  assert.equal(
    flows.map(({ what, from, to }) => [what, from.lane, to.lane]),
    [['lock', 1, 0]],
  );
});

test('lets a thread without an end wait until its process ends', () => {
  const { lanes } = timeline({
    Main: ['0 begin', '40 end'],
    Ann: ['5 begin', '10 wait Event#1'],
    Bob: ['5 begin', '10 acquire Lock#1 door'],
  });
  const last = lanes.map(({ spans }) => spans.at(-1));
  assert.equal(
    last.map((span) => [span?.kind, span?.to]),
    [
      ['running', 40],
      ['wait', 40],
      ['held', 40],
    ],
  );
});

test('tells processes apart', () => {
  const { lanes } = timelineOf(
    new Trace(
      [
        ...traceOf({ Main: ['5 begin', '9 end'], Ann: ['6 begin', '9 end'] }, 3),
        ...traceOf({ Main: ['0 begin', '9 end'] }, 8),
      ],
      8,
    ),
  );
  assert.equal(
    lanes.map(({ name }) => name),
    ['Main', 'process 1', 'process 1 · Ann'],
  );
});

/** Each holds one lock and waits for the other one's. */
const circle = {
  Main: ['0 begin', '40 end'],
  Ann: ['0 begin', '1 acquire Lock#1 a', '10 wait Lock#2 b', '20 resume Lock#2 b'],
  Bob: ['0 begin', '2 acquire Lock#2 b', '12 wait Lock#1 a', '30 resume Lock#1 a'],
};
const deadlock = {
  ...circle,
  Ann: [...circle.Ann, '21 release Lock#1 a', '40 end'],
  Bob: [...circle.Bob, '31 release Lock#2 b', '40 end'],
};

test('finds threads that wait for each other', () => {
  const { cycles, notes } = timeline(deadlock);
  assert.equal(
    cycles.map(({ from, to }) => [from, to]),
    [[12, 20]],
  );
  assert.equal(notes, [
    'Deadlock: Bob holds b and waits for a; Ann holds a and waits for b.',
  ]);
});

test('believes a DeadlockError that a wait was refused', () => {
  const refused = {
    ...deadlock,
    Bob: ['0 begin', '2 acquire Lock#2 b', '15 release Lock#2 b', '40 end'],
  };
  const said = 'Deadlock: Ann holds a, waits for b; Bob holds b, waits for a\n';
  const line = timeline(refused, said);
  assert.equal(line.notes, [
    'Deadlock: Ann holds a and waits for b; Bob holds b and is refused a.',
  ]);
  assert.equal(timeline(refused).cycles, []);
  const svg = drawSvg(line, all(line), { title: 'deadlock' });
  assert.match(svg, /class="circle refused"/);
  assert.match(svg, />is refused a</);
});

test('a wait of a refused circle may be older than the circle', () => {
  const three = {
    Main: ['0 begin', '40 end'],
    Ann: ['0 begin', '1 acquire Lock#1 a', '20 release Lock#1 a', '40 end'],
    Bob: ['0 begin', '9 acquire Lock#2 b', '10 wait Lock#3 c', '40 end'],
    Cleo: [
      ...['0 begin', '2 acquire Lock#3 c', '3 wait Lock#1 a'],
      ...['21 acquire Lock#1 a', '22 resume Lock#1 a', '40 end'],
    ],
  };
  const said =
    'Deadlock: Ann holds a, waits for b; Bob holds b, waits for c; Cleo holds c, waits for a\n';
  assert.equal(timeline(three, said).notes, [
    'Deadlock: Ann holds a and is refused b; Bob holds b and waits for c; Cleo holds c and waits for a.',
  ]);
});

test('as SVG, a thread runs before it holds something, and after', () => {
  const threads = {
    Ann: ['0 begin', '10 acquire Lock#1 a', '30 release Lock#1 a', '40 end'],
  };
  const line = timeline(threads);
  const svg = drawSvg(line, all(line), { title: 'held' });
  assert.match(svg, /class="run"[^>]*><title>running, 40 ms/);
});

/** A queue, two items, two threads. */
const queue = {
  Main: ['0 begin', '0 start Ann', '5 put Queue#1 =1', '6 put Queue#1 =2', '20 end'],
  Ann: [
    '4 begin',
    '4 wait Queue#1 =0',
    '7 get Queue#1 =1',
    '7 resume Queue#1 =1',
    '9 get Queue#1 =0',
    '20 end',
  ],
};

test('connects each get with its put, and counts what lies between', () => {
  const { flows, counters } = timeline(queue);
  assert.equal(
    flows.map(({ what, from, to }) => `${what} ${from.at}-${to.at}`),
    ['start 0-4', 'item 5-7', 'item 6-9'],
  );
  assert.equal(
    counters[0]?.points.map(({ at, value }) => `${at}: ${value}`),
    ['0: 0', '5: 1', '6: 2', '7: 1', '9: 0'],
  );
  const lines = drawn(queue, 32);
  assert.equal(lines.slice(1, 4), [
    'Main     ━━━━━▾▾━━━━━━━━━━━━━━━━',
    'Ann      ····╱╱╱╱▴━▴━━━━━━━━━━━━',
    'Queue 1  ▁▁▁▁▁▅██▅▅▁▁▁▁▁▁▁▁▁▁▁▁▁',
  ]);
});

test('writes Chrome trace events with names, slices, arrows and counters', () => {
  const { traceEvents } = chromeTrace(timeline(queue));
  const of = (...phases: string[]) => traceEvents.filter(({ ph }) => phases.includes(ph));
  const names = of('M').filter(({ name }) => name === 'thread_name');
  assert.equal(
    names.map(({ tid, args }) => [tid, args?.name]),
    [
      [1, 'Main'],
      [2, 'Ann'],
    ],
  );
  const wait = of('X').find(({ cat }) => cat === 'wait');
  assert.equal(
    [wait?.name, wait?.tid, wait?.ts, wait?.dur],
    ['waits for Queue 1', 2, 4000, 3000],
  );
  const arrows = of('s', 'f').filter(({ cat }) => cat === 'item');
  assert.equal(
    arrows.map(({ ph, tid, ts, id, bp }) => [ph, tid, ts, id, bp]),
    [
      ['s', 1, 5000, 1, undefined],
      ['s', 1, 6000, 2, undefined],
      ['f', 2, 7000, 1, 'e'],
      ['f', 2, 9000, 2, 'e'],
    ],
  );
  assert.equal(
    of('C').map(({ ts, args }) => [ts, args?.items]),
    [
      [0, 0],
      [5000, 1],
      [6000, 2],
      [7000, 1],
      [9000, 0],
    ],
  );
});

test('gives a lock that crosses another one a track of its own', () => {
  const { traceEvents } = chromeTrace(
    timeline({
      Main: [
        '0 begin',
        '1 acquire Lock#1 a',
        '3 acquire Lock#2 b',
        '5 release Lock#1 a',
        '7 release Lock#2 b',
        '9 end',
      ],
    }),
  );
  const held = traceEvents.filter(({ cat }) => cat === 'held');
  assert.equal(
    held.map(({ ph, name }) => `${ph} ${name}`),
    ['X a', 'b b', 'e b'],
  );
  for (const one of traceEvents.filter(({ ph }) => ph === 'X')) {
    for (const other of traceEvents.filter(({ ph }) => ph === 'X')) {
      const [begin, end] = [one.ts ?? 0, (one.ts ?? 0) + (one.dur ?? 0)];
      const [from, to] = [other.ts ?? 0, (other.ts ?? 0) + (other.dur ?? 0)];
      assert.not(begin < from && from < end && end < to, `${one.name}, ${other.name}`);
    }
  }
});

test('draws an SVG that stands alone, in light and dark', () => {
  const line = timeline({
    Main: ['0 begin', '0 start <&">', '9 end'],
    '<&">': ['1 begin', '9 end'],
  });
  const svg = drawSvg(line, all(line), { title: 'a "b" <c>' });
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /@media \(prefers-color-scheme: dark\)/);
  assert.match(svg, />&lt;&amp;&quot;&gt;</);
  assert.match(svg, /aria-label="a &quot;b&quot; &lt;c&gt;"/);
  assert.not.match(svg, /NaN|undefined|Infinity|href/);
  assert.equal(unclosed(svg), []);
});

/** The tags of an XML text that are not closed. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  for (const [, end, name = '', , empty] of xml.matchAll(
    /<(\/?)([\w:]+)((?: [\w:-]+="[^"<>]*")*)(\/?)>/g,
  )) {
    if (end && open.pop() !== name) return [`</${name}>`];
    if (!end && !empty) open.push(name);
  }
  return xml
    .replaceAll(/<(\/?)([\w:]+)((?: [\w:-]+="[^"<>]*")*)(\/?)>/g, '')
    .includes('<')
    ? ['not well formed']
    : open;
}

test('uses colours only when it is told to', () => {
  const line = timeline(lock);
  const draw = (colours: boolean) => drawText(line, all(line), { width: 46, colours });
  assert.not(draw(false).includes(ESCAPE));
  assert.ok(draw(true).includes(`${ESCAPE}[38;5;16;48;5;33m`));
});

test('takes as much room as there is', () => {
  const line = timeline(lock);
  for (const width of [30, 80, 211]) {
    const lines = drawText(line, all(line), { width, colours: false }).split('\n');
    assert.is(lines[1]?.length, width);
  }
});

test('shortens what is nothing but a start', () => {
  const line = timeline({
    Main: ['0 begin', '10 start Ann', '510 sleep =20', '530 wake =20', '530 end'],
    Ann: ['500 begin', '530 end'],
  });
  for (const span of line.lanes[0]?.spans ?? []) {
    if (span.kind === 'running') span.kind = 'idle';
  }
  const { pieces, place } = axisOf(line);
  assert.equal(
    pieces.map(({ from, to, cut }) => [from, to, cut]),
    [
      [0, 500, true],
      [500, 530, false],
    ],
  );
  assert.ok(place(500) < 0.1);
  assert.is(place(-1), 0);
  assert.is(place(999), 1);
});

test('shows windows of a trace, each with its own scale', () => {
  const axis = axisThrough(
    [
      [100, 101],
      [500, 600],
    ],
    { equal: true },
  );
  assert.equal(
    axis.pieces.map(({ cut }) => cut),
    [false, true, false],
  );
  assert.is(axis.place(550) - axis.place(500) > 0.2, true);
  assert.equal(
    ticksOf(axis, 6).map(({ label }) => label),
    ['0.0', '0.5', '1.0', '400', '450', '500'],
  );
});

test('cuts a long trace, and says so', () => {
  const puts = Array.from({ length: 2500 }, (_, i) => `${i + 1} put Queue#1 =${i + 1}`);
  const line = timeline({ Main: ['0 begin', ...puts, '2600 end'] });
  const text = drawText(line, axisOf(line), { width: 80, colours: false });
  assert.match(text, /The first 2000 of 2502 events; --from 2000 shows what follows\./);
  const rest = axisOf(line, { from: 2000, to: 2300 });
  assert.equal([rest.from, rest.to, rest.notes], [2000, 2300, []]);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { axisOf, axisThrough, ticksOf } from '../../scripts/lib/timeline/axis.ts';
import { chromeTrace } from '../../scripts/lib/timeline/chrome.ts';
import { drawSvg } from '../../scripts/lib/timeline/svg.ts';
import { tell } from '../../scripts/lib/timeline/tell.ts';
import { drawText } from '../../scripts/lib/timeline/text.ts';
import { timelineOf } from '../../scripts/lib/timeline/timeline.ts';
import { variableAt } from '../../scripts/lib/timeline/variable-names.ts';
import { type ThreadTrace, Trace } from '../../scripts/lib/trace.ts';
import { lock, timeline, traceOf } from './made-traces.ts';

function drawn(threads: Record<string, string[]>, width = 52): string[] {
  const line = timeline(threads);
  return drawText(line, axisOf(line), { width, colours: false }).split('\n');
}

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
  assert.match(svg, /<title id="title">a &quot;b&quot; &lt;c&gt;<\/title>/);
  assert.match(
    svg,
    /<desc id="words">[^<]*At 0 ms, &lt;&amp;&quot;&gt; took 1.0 ms to start/,
  );
  assert.match(svg, /role="img" aria-labelledby="title" aria-describedby="words"/);
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

/** A worker of a pool that has had two tasks. */
const pool = {
  Main: ['0 begin', '60 end'],
  'Worker 1': [
    '0 begin',
    '10 ready Task#0',
    '12 call Task#1 square(1)',
    '30 return Task#1 square(1)',
    '31 call Task#2 nap',
    '32 sleep =10',
    '42 wake =10',
    '44 return Task#2 nap',
  ],
};

test('draws the tasks of a worker, and what is between them', () => {
  const { lanes } = timeline(pool);
  const [, worker] = lanes;
  assert.equal(
    worker?.spans.map(({ kind, from, to, primitive }) => [
      kind,
      from,
      to,
      primitive?.name,
    ]),
    [
      ['starting', 0, 10, undefined],
      ['idle', 10, 12, undefined],
      ['running', 12, 30, undefined],
      ['task', 12, 30, 'square(1)'],
      ['idle', 30, 31, undefined],
      ['task', 31, 44, 'nap'],
      ['running', 31, 32, undefined],
      ['sleep', 32, 42, undefined],
      ['running', 42, 44, undefined],
      ['idle', 44, 60, undefined],
    ],
  );
  assert.equal(drawn(pool, 70).slice(2), [
    'Worker 1  ··········┄┄▌square(1)▒▒▒▒▒▒▒▒┄▌░nap░░░░░░▒▒┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
    '',
    '· starting   ┄ idle   ━ running   ▌ a task begins   ▒ in a task',
    '░ sleeping',
  ]);
  const svg = drawSvg(timeline(pool), all(timeline(pool)), { title: 'pool' });
  assert.match(svg, /<rect class="task"[^>]*><title>square\(1\), 18 ms</);
  assert.match(svg, />nap: sleep 10 ms</);
  const slices = chromeTrace(timeline(pool)).traceEvents.filter(
    ({ cat }) => cat === 'task',
  );
  assert.equal(
    slices.map(({ name, ts, dur }) => [name, ts, dur]),
    [
      ['square(1)', 12_000, 18_000],
      ['nap', 31_000, 13_000],
    ],
  );
});

/** Two meet at a barrier, then each takes a lock. */
const meeting = {
  Main: ['0 begin', '40 end'],
  Ann: ['0 begin', '5 wait Barrier#1', '20 resume Barrier#1', '40 end'],
  Bob: ['0 begin', '20 acquire Lock#1 door', '30 release Lock#1 door', '40 end'],
};

test('what only brings threads together is pale, unless it is the subject', () => {
  const about = (subject?: string) =>
    timelineOf(new Trace(traceOf(meeting), 1), '', subject);
  const hues = (line: ReturnType<typeof about>) =>
    line.lanes.flatMap(({ spans }) => spans.flatMap((one) => one.primitive ?? []));
  assert.equal(
    hues(about('04a/lock')).map(({ hue }) => hue),
    [undefined, 0],
  );
  for (const subject of [undefined, '04a/barrier']) {
    assert.equal(
      hues(about(subject)).map(({ hue }) => hue),
      [0, 1],
    );
  }
  const pale = about('04a/lock');
  const text = drawText(pale, all(pale), { width: 46, colours: false });
  assert.match(text, /^Ann {3}━{5}╌Barrier 1╌{5}━/m);
  assert.match(text, /╌ waiting for others to come/);
  assert.not.match(text, /╱/);
  const svg = drawSvg(pale, all(pale), { title: 'pale' });
  assert.match(svg, />waiting for others to come</);
});

test('a semaphore that begins with permits is no signal', () => {
  const { lanes } = timelineOf(
    new Trace(
      traceOf({
        Main: ['0 begin', '1 acquire Semaphore#1 =0', '2 wait Semaphore#2 =0', '9 end'],
        Ann: ['0 begin', '3 release Semaphore#2 =0', '4 release Semaphore#1 =0', '9 end'],
      }),
      1,
    ),
    '',
    'else',
  );
  const marks = lanes.flatMap(({ marks }) => marks);
  assert.equal(
    marks.map(({ primitive }) => [primitive?.name, primitive?.hue]),
    [
      ['Semaphore 1', 0],
      ['Semaphore 2', undefined],
      ['Semaphore 1', 0],
    ],
  );
});

/** The name of what is made where `^` stands, which is no part of the text. */
function named(text: string, kind = 'Lock'): string | undefined {
  const before = text.slice(0, text.indexOf('^')).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return variableAt(text.replace('^', ''), place, kind);
}

test('calls things as the variables of the program do', () => {
  assert.is(named('const a = 1;\nconst door = ^new Lock();'), 'door');
  assert.is(named('let door: Lock | undefined = ^new Lock();'), 'door');
  assert.is(named('readonly door = ^new Lock();'), 'door');
  assert.is(named('this.door = ^new Lock();'), 'door');
  assert.is(named('f({ seats: 1, door: ^new Lock() })'), 'door');
  assert.is(named('const [a, b] = [new Barrier(f(1, 2)), ^new Lock()];'), 'b');
  assert.is(named('const [a, b] = [\n  ^new Lock(),'), 'a');
  assert.is(named('f([total, ^new Lock()])'), undefined);
  assert.is(named('run(^new Lock())'), undefined);
});

test('a lock inside of something else is its lock', () => {
  assert.is(named('const changed = new Condition(^new Lock());'), 'changed.lock');
  assert.is(named('const total = ^new SharedValue(Int32Array);'), 'total.lock');
  assert.is(named('const total = ^new SharedValue(Int32Array);', 'SharedValue'), 'total');
});

test('tells in sentences who did what, and often the same as one', () => {
  const line = timeline({
    ...lock,
    Cy: [
      '0 begin',
      ...[1, 2, 3, 4].map((at) => `${at} put Queue#1 jobs =${at}`),
      ...[10, 20, 30].flatMap((at) => [`${at} sleep =5`, `${at + 5} wake =5`]),
      '40 end',
    ],
  });
  assert.equal(tell(line, all(line), 'lock').split('\n'), [
    'lock, 40 ms. Who takes part: Main, Ann, Bob, Cy.',
    'At 0 ms, Main ran for 40 ms.',
    'At 1.0 ms, Cy put an item into jobs 4 times.',
    'At 10 ms, Ann held door for 20 ms.',
    'At 10 ms, Ann slept 20 ms.',
    'At 10 ms, Cy slept 5.0 ms.',
    'At 20 ms, Bob waited 10 ms for door.',
    'At 20 ms, Cy slept 5.0 ms.',
    'At 30 ms, Bob held door for 5.0 ms.',
    'At 30 ms, Cy slept 5.0 ms.',
  ]);
});

test('the legend has what is drawn, in the colours in which it is drawn', () => {
  const line = timeline({ ...queue, Bob: lock.Ann });
  const text = drawText(line, all(line), { width: 40, colours: true });
  const plain = text.replaceAll(new RegExp(`${ESCAPE}\\[[\\d;]*m`, 'g'), '');
  assert.equal(plain.split('\n').slice(6), [
    '· starting   ━ running   ╱ waiting',
    '░ inside, sleeping   ▾ put   ▴ get',
    '▁…█ Queue 1: 0 to 2 items',
    '■ Queue 1   ■ door',
  ]);
  assert.ok(text.includes(`${ESCAPE}[38;5;16;48;5;208m░${ESCAPE}[0m`));
});

test.run();

/** Finds what went from one lane to another, and how many items and permits there were. */
import type { Lanes } from './lanes.ts';
import type { Counter, Flow } from './model.ts';
import type { Moment, Story } from './story.ts';
import { holdable, keyOf } from './stretches.ts';

/** Release to acquire, put to get, set or notify to who waited, start to begin. */
export function flowsOf({ moments }: Story, { lanes, laneOf }: Lanes): Flow[] {
  const flows: Flow[] = [];
  const given = new Map<string, Moment[]>();
  const whose = (key: string) => given.get(key) ?? given.set(key, []).get(key) ?? [];

  for (const moment of moments) {
    const { event, part, index } = moment;
    const key = `${part.pid} ${event.kind === '' ? event.name : keyOf(event)}`;
    const lane = laneOf(part, index);
    const from = whose(key);
    const connect = (what: Flow['what'], source: Moment | undefined, waited: boolean) => {
      const origin = source && laneOf(source.part, source.index);
      if (!source || origin === undefined || (origin === lane && what !== 'item')) return;
      flows.push({
        what,
        from: { lane: origin, at: source.event.at },
        to: { lane, at: event.at },
        primitive: part.primitive(event),
        waited,
      });
    };
    const wait = lanes[lane]?.spans.find(
      ({ kind, to, primitive }) =>
        kind === 'wait' && to === event.at && primitive === part.primitive(event),
    );

    if (/^(start|release|put|set|notify)$/.test(event.event)) from.push(moment);
    if (event.event === 'put') from.splice(0, from.length - (event.level ?? from.length));
    if (event.event === 'begin' && part.thread > 0) connect('start', from.shift(), false);
    if (event.event === 'resume' && wait && !holdable(event.kind)) {
      const source = from.findLast((one) => one.event.event !== 'put');
      if (source && source.event.at >= wait.from) connect('signal', source, true);
    }
    if (event.event === 'get') {
      const source = /^Lifo/.test(event.kind) ? from.pop() : from.shift();
      // Which item comes out of a queue with priorities cannot be told.
      if (!/^Priority/.test(event.kind)) connect('item', source, wait !== undefined);
    }
    if (event.event === 'acquire' && /^R?Lock$/.test(event.kind)) {
      connect('lock', from.pop(), wait !== undefined);
    } else if (event.event === 'acquire' && wait) {
      // A permit that was there anyway came from nobody.
      const released = from.findIndex((one) => one.event.at >= wait.from);
      if (released >= 0) connect('lock', from.splice(released, 1)[0], true);
    }
  }
  return flows;
}

/** How many items are in the queues, how many permits the semaphores have. */
export function countersOf({ moments }: Story): Counter[] {
  const counters = new Map<string, Counter>();
  for (const { event, part } of moments) {
    const primitive = part.primitive(event);
    if (!primitive || event.level === undefined) continue;
    const key = `${part.pid} ${keyOf(event)}`;
    const counter = counters.get(key) ?? { primitive, pid: part.pid, points: [] };
    counters.set(key, counter);
    const before = event.level + (CHANGES[event.event] ?? 0);
    if (counter.points.length === 0) counter.points.push({ at: 0, value: before });
    // A release is told just before the permit is there.
    const value = event.event === 'release' ? event.level + 1 : event.level;
    if (counter.points.at(-1)?.value === value) continue;
    counter.points.push({ at: event.at, value });
  }
  return [...counters.values()].filter(({ points }) => points.length > 1);
}

/** What there was before an event, as compared to its level. */
const CHANGES: Record<string, number> = { put: -1, get: 1, acquire: 1 };

/** Without semaphores that begin at none: they are signals, and nobody's supply. */
export function drawnCounters(counters: readonly Counter[]): Counter[] {
  return counters.filter(
    ({ primitive, points }) =>
      !/Semaphore$/.test(primitive.kind) || points[0]?.value !== 0,
  );
}

/** What was in the queues, semaphores, events and numbers of a program, and when. */
import { drawnCounters } from './flows.ts';
import type { Counter, Lane, Mark, Primitive, Timeline } from './model.ts';

/** What something was, in words, from some moment on. */
export interface Value {
  at: number;
  words: string;
}

/** A mark, and whose it is. */
export interface Deed extends Mark {
  lane: number;
}

/** So many items of a queue are named. */
const MAX_ITEMS = 10;

/** The values of each primitive that has any, in the order of their times. */
export function valuesOf({ lanes, counters }: Timeline): Map<Primitive, Value[]> {
  const values = new Map<Primitive, Value[]>();
  for (const [primitive, deeds] of deedsOf(lanes)) {
    const [first] = deeds;
    if (first?.memory) values.set(primitive, numbers(deeds));
    else if (primitive.kind === 'Event') values.set(primitive, flags(deeds));
  }
  for (const { primitive, points } of drawnCounters(counters)) {
    const queued = itemsOf(primitive, lanes);
    // Items that other processes put or take are not seen here: then they are only counted.
    const isWhole = agree(queued, points);
    values.set(
      primitive,
      points.map(({ at, value }, i) => {
        const what = /Semaphore$/.test(primitive.kind) ? 'permit' : 'item';
        const count = `${value} ${what}${value === 1 ? '' : 's'}`;
        const items = isWhole && i > 0 ? (queued[i - 1]?.items ?? []) : [];
        return { at, words: items.length > 0 ? `${count}: ${listed(items)}` : count };
      }),
    );
  }
  return values;
}

/** What was done to each primitive, in order. */
export function deedsOf(lanes: readonly Lane[]): Map<Primitive, Deed[]> {
  const deeds = new Map<Primitive, Deed[]>();
  for (const [lane, { marks }] of lanes.entries()) {
    for (const mark of marks) {
      if (!mark.primitive) continue;
      const own = deeds.get(mark.primitive) ?? [];
      deeds.set(mark.primitive, own);
      own.push({ ...mark, lane });
    }
  }
  for (const own of deeds.values()) own.sort((a, b) => a.at - b.at);
  return deeds;
}

/** What a read or write leaves is what the next one finds. */
function numbers(deeds: readonly Deed[]): Value[] {
  const found = deeds.map(({ at, event, memory }, i) => {
    const next = (deeds[i + 1] ?? { memory }).memory?.join(', ') ?? '';
    const isUnknown = event === 'write' && i === deeds.length - 1;
    return { at, words: isUnknown ? `${next}, before the last write` : next };
  });
  return [{ at: 0, words: deeds[0]?.memory?.join(', ') ?? '' }, ...found];
}

function flags(deeds: readonly Deed[]): Value[] {
  const changes = deeds.filter(({ event }) => /^(set|clear)$/.test(event));
  const later = changes.map(({ at, event }) => ({
    at,
    words: event === 'set' ? 'set' : 'not set',
  }));
  return [{ at: 0, words: changes[0]?.event === 'clear' ? 'set' : 'not set' }, ...later];
}

/** A queue after an item was put or taken. */
export interface Queued {
  at: number;
  items: readonly number[];
  /** The item that came or went, and who has put it. */
  item: number;
  by: number;
}

/** Which items are in a queue after each put and get: they are numbered as they were put. */
export function itemsOf(primitive: Primitive, lanes: readonly Lane[]): Queued[] {
  if (!/^(Lifo)?Queue$/.test(primitive.kind)) return [];
  const putters: number[] = [];
  let items: number[] = [];
  return (deedsOf(lanes).get(primitive) ?? []).flatMap(({ at, event, lane }) => {
    if (event !== 'put' && event !== 'get') return [];
    const isLifo = primitive.kind === 'LifoQueue';
    const item = event === 'put' ? putters.push(lane) : items.at(isLifo ? -1 : 0);
    items = event === 'put' ? [...items, item ?? 0] : items.filter((one) => one !== item);
    return [{ at, items, item: item ?? 0, by: putters[(item ?? 0) - 1] ?? lane }];
  });
}

/** Whether so many were in the queue as one would think by what was put and taken. */
function agree(queued: readonly Queued[], [first, ...points]: Counter['points']) {
  return (
    first?.value === 0 &&
    queued.length === points.length &&
    points.every(({ value }, i) => queued[i]?.items.length === value)
  );
}

function listed(items: readonly number[]): string {
  const more = items.length - MAX_ITEMS;
  const named = items.slice(0, MAX_ITEMS).join(', ');
  return `number ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

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
    const what = /Semaphore$/.test(primitive.kind) ? 'permit' : 'item';
    const count = (n: number) => `${n} ${what}${n === 1 ? '' : 's'}`;
    const queued = itemsOf(primitive, lanes);
    const counted = points.map(({ at, value }) => ({ at, words: count(value) }));
    const named = queued.map(({ at, items }) => {
      const which = items.length > 0 ? `: ${listed(items)}` : '';
      return { at, words: `${count(items.length)}${which}` };
    });
    const isSeen = isWhole(queued, points);
    values.set(primitive, isSeen ? [...counted.slice(0, 1), ...named] : counted);
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

/** Whether all that was put or taken is known, also what other processes did. */
function isWhole(queued: readonly Queued[], points: Counter['points']): boolean {
  const left = queued.at(-1)?.items.length;
  return (
    points[0]?.value === 0 &&
    left === points.at(-1)?.value &&
    queued.every(({ item }) => item > 0)
  );
}

function listed(items: readonly number[]): string {
  const more = items.length - MAX_ITEMS;
  const named = items.slice(0, MAX_ITEMS).join(', ');
  return `number ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

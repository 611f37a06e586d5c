/** Puts what the async functions of a thread did into as few rows as it fits in. */
import type { TraceEvent } from '../trace.ts';
import { keyOf, type Stretch, type Stretches } from './stretches.ts';

interface Row {
  stretches: Stretch[];
  /** The wait or sleep it is in. */
  pause?: Stretch | undefined;
  holds: Stretch[];
  /** The index of the last event in it. */
  active: number;
}

/**
 * Tasks have no names, so whose wait it is can only be guessed: each goes, in the order in
 * which they begin, into the first row that is free; but first into one that holds
 * something and does nothing, as who has just acquired is the likeliest to go on.
 */
export function rowsOf(events: readonly TraceEvent[], found: Stretches): Stretch[][] {
  const rows: Row[] = [];
  const beginning = new Map(found.async.map((stretch) => [stretch.first, stretch]));
  const free = (row: Row) => !row.pause && row.holds.length === 0;

  for (const [i, event] of events.entries()) {
    const key = keyOf(event);
    const ended = rows.find(({ pause }) => pause?.last === i);
    if (ended) {
      ended.pause = undefined;
      ended.active = i;
    }
    const pause = beginning.get(i);
    if (pause) {
      const holder = rows.find(
        (row) =>
          !row.pause && row.holds.length > 0 && row.holds.every((h) => h.key !== key),
      );
      const row = holder ?? rows.find(free) ?? addRow(rows);
      row.pause = pause;
      row.stretches.push(pause);
    } else if (found.acquires.has(i)) {
      const row = ended ?? rows.find(free) ?? addRow(rows);
      const hold: Stretch = { kind: 'held', key, first: i, last: events.length - 1 };
      row.holds.push(hold);
      row.stretches.push(hold);
    } else if (found.releases.has(i)) {
      const holders = rows.filter(({ holds }) => holds.some((hold) => hold.key === key));
      const awake = holders.filter((row) => !row.pause);
      const [row] = (awake.length > 0 ? awake : holders).sort(
        (a, b) => b.active - a.active,
      );
      const hold = row?.holds.findLast((one) => one.key === key);
      if (!row || !hold) continue;
      hold.last = i;
      row.holds = row.holds.filter((one) => one !== hold);
      row.active = i;
    }
  }
  return rows.map(({ stretches }) => stretches);
}

function addRow(rows: Row[]): Row {
  const row: Row = { stretches: [], holds: [], active: 0 };
  rows.push(row);
  return row;
}

/** Whether a thread waits or sleeps in two of these at once. */
export function overlap(one: readonly Stretch[], other: readonly Stretch[]): boolean {
  const pauses = (of: readonly Stretch[]) => of.filter(({ kind }) => kind !== 'held');
  return pauses(one).some((a) =>
    pauses(other).some((b) => a.first < b.last && b.first < a.last),
  );
}

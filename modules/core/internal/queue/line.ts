/**
 * How one waits at an end of a queue: in the order of coming, however often one has to look
 * again, and whichever thread one is in.
 *
 * Internal to the core.
 */
import { type Places, WAITING } from '../sync/places.ts';
import type { Waiting } from '../sync/wait.ts';

export const ALL = 2 ** 31 - 1;

/** An end of a queue, for somebody who has to wait there. */
export interface End {
  queue: object;
  places: Places;
  /** Does something under the lock of this end. */
  locked<R>(action: () => R): R;
  /** How many of those in line can have what they want; ALL when none has to wait any more. */
  turns(): number;
  /** Puts, or gets; false when that is not possible now. */
  attempt(): boolean;
}

/**
 * Tries when it is one's turn, until it succeeds or time is up.
 *
 * @param order drawn from the end's places when the wait began.
 * @param blocks whether the whole thread waits, its other tasks too.
 */
export function* waitInLine(end: End, order: number, blocks: boolean): Waiting<boolean> {
  const { queue: subject, places } = end;
  const place = end.locked(() => places.enter(order));
  let called: number | undefined;
  let late: number | undefined;
  /** What it comes to, or undefined. */
  const look = (expired: boolean) => {
    // Whoever was called and has not come by the next look may be busy with something else.
    const before = called;
    called = places.firstCalled();
    if (called === before) late = called;
    const turns = end.turns();
    const isFirst = () => places.isFirst(order, { others: blocks, late });
    if (turns === ALL || (turns > 0 && isFirst())) if (end.attempt()) return true;
    if (!expired) places.waitAgain(place);
    return expired ? false : undefined;
  };
  try {
    // Also at first: what came before the place was taken has called nobody.
    for (let expired = false; ; ) {
      const result = end.locked(() => look(expired));
      if (result !== undefined) return result;
      expired = yield { subject, cells: places.cells, index: place, value: WAITING };
    }
  } finally {
    end.locked(() => {
      places.leave(place);
      callNext(end);
    });
  }
}

/** Under the lock: calls the first in line if it can have its turn; it will call the next. */
export function callNext({ places, turns }: End): void {
  const count = turns();
  if (count > 0) places.call(count === ALL ? ALL : 1);
}

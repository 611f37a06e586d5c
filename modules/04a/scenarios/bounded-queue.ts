/** Three items through a queue with room for one; the consumer is the slower one. */
import type { Scenario } from '../../core/explore.ts';
import { Queue } from '../../core/queue.ts';

interface Shared {
  queue: Queue<number>;
  /** How many items the consumer is done with. */
  done: Int32Array;
}

const ITEMS = [1, 2, 3];

export function produce({ queue }: Shared): void {
  for (const item of ITEMS) queue.put(item);
}

export function consume({ queue, done }: Shared): number[] {
  return ITEMS.map(() => {
    const item = queue.get();
    Atomics.add(done, 0, 1);
    return item;
  });
}

/** What it has seen in the queue another one may get. */
export function consumeIfAny({ queue }: Shared): number[] {
  return queue.empty() ? [] : [queue.get()];
}

export const goal = 'hang';

export const scenario: Scenario<Shared, [unknown, number[]]> = {
  make: () => ({
    queue: new Queue<number>(1),
    done: new Int32Array(new SharedArrayBuffer(4)),
  }),
  threads: [produce, consume],
  always: ({ queue }) => queue.qsize() <= 1,
  check: ({ results: [, got] }) => got.join() === '1,2,3',
  outcome: ({ results: [, got] }) => `got ${got}`,
};

export const broken: Scenario<Shared, [number[], number[]]> = {
  make: () => {
    const shared = scenario.make();
    shared.queue.put(1);
    return shared;
  },
  threads: [consumeIfAny, consumeIfAny],
  outcome: ({ results }) => `got ${results.flat()}`,
};

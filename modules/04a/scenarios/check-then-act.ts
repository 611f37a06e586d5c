/** Two threads add a name to a queue if there is none; each call alone is safe. */
import type { Scenario } from '../../core/explore.ts';
import { Queue } from '../../core/queue.ts';

interface Shared {
  names: Queue<string>;
}

export function addIfEmpty({ names }: Shared): void {
  if (names.empty()) names.put('Ada');
}

export const goal = 'add a second name';

export const scenario: Scenario<Shared> = {
  make: () => ({ names: new Queue<string>() }),
  threads: [addIfEmpty, addIfEmpty],
  check: ({ shared }) => shared.names.qsize() === 1,
  outcome: ({ shared }) => `names: ${shared.names.qsize()}`,
};

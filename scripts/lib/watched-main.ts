/**
 * Runs the main() of a program, and tells what its trace does not: how many of its workers
 * there were, and are left, and what was asked of what its managers keep.
 */
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { ListProxy, ValueProxy } from '../../modules/core/internal/manager/data.ts';
import { LockProxy, SemaphoreProxy } from '../../modules/core/internal/manager/sync.ts';
import { Manager } from '../../modules/core/manager.ts';
import type { Run } from './program.ts';

export interface Watched {
  /** How many workers were started. */
  started: number;
  /** The most that there were at once. */
  most: number;
  /** How many were left after main(). */
  left: number;
  /** How many there were when a manager ended, for each of them. */
  atEnds: number[];
  /** The calls of a manager's lists, values, locks and semaphores, in order. */
  calls: Call[];
}

/** A call that a manager has carried out. */
export interface Call {
  kind: string;
  /** Which one of that kind. */
  object: number;
  method: string;
  /** Which thread or process has called. */
  by: number;
}

/** So long a worker may take to be gone, in milliseconds. */
const GOING = 4000;

/** The last line of an exercise, and what stands there instead to have it watched. */
export const WATCHED = {
  'if (isMain(import.meta)) await main();': `if (isMain(import.meta)) await (await import('${import.meta.url}')).watch(main);`,
};

/** What was told of a run with {@link WATCHED} in it. */
export function watched({ stdout }: Run): Watched {
  const [, told = ''] = /^Watched: (.*)$/m.exec(stdout) ?? [];
  return JSON.parse(told);
}

export async function watch(main: () => Promise<void>): Promise<void> {
  const workers = new Set<Worker>();
  const seen: Watched = { started: 0, most: 0, left: 0, atEnds: [], calls: [] };
  subscribe('worker_threads', (message) => {
    const { worker } = message as { worker: Worker };
    seen.started++;
    workers.add(worker);
    seen.most = Math.max(seen.most, workers.size);
    worker.once('exit', () => workers.delete(worker));
  });
  watchManagers(seen, workers);
  await main();
  for (let ms = 0; workers.size > 0 && ms < GOING; ms += 20) await delay(20);
  console.log(`Watched: ${JSON.stringify({ ...seen, left: workers.size })}`);
}

function watchManagers(seen: Watched, workers: Set<Worker>): void {
  const { shutdown } = Manager.prototype;
  Manager.prototype.shutdown = function () {
    seen.atEnds.push(workers.size);
    return shutdown.call(this);
  };
  const objects = numbers();
  const callers = numbers();
  for (const { name: kind, methods } of [
    ListProxy,
    ValueProxy,
    LockProxy,
    SemaphoreProxy,
  ]) {
    for (const [method, how] of Object.entries(methods)) {
      const tell = <Args extends [object, unknown, object], Result>(
        carryOut: (...args: Args) => Result,
      ) =>
        ((...args: Args): Result => {
          const result = carryOut(...args);
          // An attempt without a result waits for its turn.
          if (typeof how === 'function' || result) {
            const [object, by] = [objects(args[0]), callers(args[2])];
            seen.calls.push({ kind, object, method, by });
          }
          return result;
        }) as never;
      methods[method] =
        typeof how === 'function'
          ? tell(how as never)
          : { ...how, attempt: tell(how.attempt as never) };
    }
  }
}

/** Gives each thing a number. */
function numbers(): (thing: object) => number {
  const known = new Map<object, number>();
  return (thing) => {
    const number = known.get(thing) ?? known.size + 1;
    known.set(thing, number);
    return number;
  };
}

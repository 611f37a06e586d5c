/** A Barrier in every schedule: all pass a round, or none. */
import { test } from 'uvu';
import { Barrier, BrokenBarrierError } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  barrier: Barrier;
  /** How often an action has run. */
  ran: SharedValue;
}

const parties = (count: number) => () => ({
  barrier: new Barrier(count),
  ran: new SharedValue(Int32Array),
});

const BROKEN = -1;

/** Its number in the round; {@link BROKEN} where it does not pass. */
function pass({ barrier }: Shared, options?: Parameters<Barrier['wait']>[0]): number {
  try {
    return barrier.wait(options);
  } catch (error) {
    if (error instanceof BrokenBarrierError) return BROKEN;
    throw error;
  }
}

export function once(shared: Shared): number {
  return pass(shared);
}

export function inTime(shared: Shared): number {
  return pass(shared, { timeout: 10 });
}

export function twice(shared: Shared): number[] {
  return [pass(shared), pass(shared)];
}

export function firstInTime(shared: Shared): number[] {
  return [pass(shared, { timeout: 10 }), pass(shared)];
}

/** What its action has done is seen by whoever passes. */
export function withAction(shared: Shared): number {
  const { ran } = shared;
  pass(shared, { action: () => ran.add(1) });
  return ran.value;
}

export function withFailingAction(shared: Shared): string {
  const action = () => {
    throw new RangeError('no');
  };
  try {
    return String(pass(shared, { action }));
  } catch (error) {
    return (error as Error).message;
  }
}

export function abort({ barrier }: Shared): void {
  barrier.abort();
}

export function reset({ barrier }: Shared): void {
  barrier.reset();
}

/** Of those who wait; of others, nothing. */
type Numbers = readonly unknown[];

/** Whether the numbers are those of whole rounds, and of some that did not pass. */
function areWhole(numbers: Numbers, size: number): boolean {
  const passed = numbers.filter((each) => typeof each === 'number' && each !== BROKEN);
  const counts = Array.from(
    { length: size },
    (_, i) => passed.filter((each) => each === i).length,
  );
  return counts.every((count) => count === counts[0]);
}

const allOrNone = (run: { shared: Shared; results: Numbers }) =>
  areWhole(run.results, run.shared.barrier.parties);

const allPass = (run: { shared: Shared; results: Numbers }) =>
  allOrNone(run) && !run.results.includes(BROKEN) && run.shared.barrier.waiting === 0;

/** Whether both rounds are whole: or neither, as no wait but the first can break them. */
const bothAreWhole = ({ results: [one, other] }: { results: [number[], number[]] }) => {
  const passed = [...one, ...other].filter((each) => each !== BROKEN);
  const whole = [0, 1].every((round) => areWhole([one[round], other[round]], 2));
  return whole && [0, 4].includes(passed.length);
};

scenario('barrier: 2 parties', {
  make: parties(2),
  threads: [once, once],
  check: allPass,
});
scenario('barrier: 3 parties', {
  make: parties(3),
  threads: [once, once, once],
  check: allPass,
});
scenario('barrier: 2 rounds', {
  make: parties(2),
  threads: [twice, twice],
  check: ({ results }) => bothAreWhole({ results }) && !results.flat().includes(BROKEN),
});
scenario('barrier: time is up as the last one comes', {
  make: parties(2),
  threads: [inTime, once],
  check: allOrNone,
});
scenario('barrier: time is up, and the next round is whole', {
  make: parties(2),
  threads: [firstInTime, twice],
  check: bothAreWhole,
});
scenario('barrier: time is up for one of 3', {
  make: parties(3),
  threads: [inTime, once, once],
  check: allOrNone,
});
scenario('barrier: a third one, late, breaks no round that has passed', {
  make: parties(2),
  threads: [inTime, inTime, inTime],
  check: allOrNone,
});
scenario('barrier: abort()', {
  make: parties(2),
  threads: [once, once, abort],
  check: (run) => allOrNone(run) && run.shared.barrier.broken,
});
scenario('barrier: reset()', {
  make: parties(2),
  threads: [inTime, inTime, reset],
  check: allOrNone,
});
scenario('barrier: the action comes before all', {
  make: parties(3),
  threads: [withAction, withAction, withAction],
  check: ({ results }) => results.every((ran) => ran === 1),
});
scenario('barrier: an action that throws', {
  make: parties(2),
  threads: [withFailingAction, withFailingAction],
  check: ({ results }) => [...results].sort().join() === '-1,no',
});
scenario('barrier: 3 threads, as operations', {
  make: parties(3),
  threads: [inTime, inTime, inTime],
  check: allOrNone,
  steps: 'operations',
});

if (isMain(import.meta)) test.run();

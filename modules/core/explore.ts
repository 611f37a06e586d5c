// Longer than other files by what it says about its options and what they find.
import { costOf, isTurn, threadOf } from './internal/explore/choices.ts';
import { brief, dismiss, hire, table } from './internal/explore/crew.ts';
import { controlMemory, head, MAX_THREADS } from './internal/explore/layout.ts';
import { regionsOf } from './internal/explore/memory.ts';
import { type End, Runner } from './internal/explore/runner.ts';
import { type Outcome, Searcher } from './internal/explore/search.ts';
import { Trace } from './internal/explore/trace.ts';
import { wanted } from './internal/explore/watched.ts';
import { demandCopyable } from './internal/message/copyable.ts';
import { demandTarget } from './internal/message/task.ts';
import { show } from './print.ts';
import { modulesOf } from './revive.ts';

export type { Outcome } from './internal/explore/search.ts';
export type { Step, Trace } from './internal/explore/trace.ts';

/** A small concurrent program, to be taken through its schedules. */
export interface Scenario<
  Shared extends object = object,
  Results extends readonly unknown[] = readonly unknown[],
> {
  /** Makes what the threads share: primitives, shared numbers, typed arrays. */
  make: () => Shared;
  /** What each thread does: functions that the module exports. */
  threads: { [K in keyof Results]: (shared: Shared) => Results[K] };
  /** Whether all is right at the end: not if it returns false, or throws. */
  check?: (run: Run<Shared, Results>) => unknown;
  /** What has to hold between any two steps; it must change nothing. */
  always?: (shared: Shared) => unknown;
  /** What tells two ends apart. Default: the threads' results. */
  outcome?: (run: Run<Shared, Results>) => unknown;
}

/** A schedule that came to its end. */
export interface Run<Shared, Results extends readonly unknown[]> {
  shared: Shared;
  /** What the threads have returned. */
  results: { [K in keyof Results]: Awaited<Results[K]> };
}

/** How far to go. */
export interface ExploreOptions {
  /**
   * How often a thread that could go on may be held up, or a wait may end before its time.
   * Few faults need more than two. `Infinity` for all schedules. Default: 2.
   */
  preemptions?: number;
  /** Whether waits with a timeout may also end early. Default: true. */
  timeouts?: boolean;
  /**
   * What a step is: an operation of a primitive, which are taken to be right, or each
   * operation of `Atomics` inside of them, too. Default: 'operations'.
   */
  steps?: 'operations' | 'atomics';
  /** Whether to look for data races. Default: true. */
  races?: boolean;
  /** Whether to go on after the first failure, and to count all schedules. Default: false. */
  all?: boolean;
  /** `random` or `pct`, with a seed, where there are too many. Default: all, depth first. */
  sample?: { strategy: 'random' | 'pct'; seed: number };
  /** When to give up. Default: 100,000 schedules, 30,000 ms, 5,000 steps in a schedule. */
  limit?: { schedules?: number; ms?: number; steps?: number };
}

/** What was found. */
export interface Exploration {
  /** How many schedules there were: all of them where `all` was asked for. */
  schedules: number;
  /** Whether there is none left, within the bound. */
  complete: boolean;
  /** How they end, the most frequent first. */
  outcomes: Outcome[];
  /** The simplest schedule that goes wrong, if any does. */
  failure?: Failure;
}

/** A schedule that goes wrong. */
export interface Failure {
  /** `endless`: too many steps. `race`: see {@link explore}. */
  kind: Exclude<End['kind'], 'done' | 'paused'>;
  /** What is wrong, in words. */
  message: string;
  /** For {@link replay}. */
  schedule: number[];
  trace: Trace;
}

/**
 * Takes real threads through all their schedules, one step at a time, and tells which go
 * wrong: for tests of concurrent code that pass or fail for a reason.
 *
 * Each operation of a primitive, each of `Atomics`, and each access to an array that is
 * {@link watched} is a step; before it, any other thread may go on. Between two steps a
 * thread is alone. `sleep`, timeouts, timers and `performance.now()` follow a clock of the
 * schedule. A schedule goes wrong when `check` or `always` say so, a thread throws, all
 * wait for ever (`stuck`; a `lost wake-up` when one sleeps on what has long changed), or
 * two threads access a number at the same time, one of them writing (`race`).
 *
 * What it cannot see: plain reads and writes of arrays that are not watched, and variables
 * of modules, which stay as they are from one schedule to the next. What no schedule
 * decides (random numbers, other threads and processes) throws; what waits for the outside
 * (sockets, files) is stuck. Memory is sequentially consistent.
 *
 * Python has no counterpart; Rust has loom and shuttle, the JVM has Lincheck.
 *
 * @param meta `import.meta` of the module that exports the threads' functions.
 * @throws {TypeError} when a function is not exported, or what `make` returns cannot travel.
 * @throws {Error} when a thread does what the schedule does not decide.
 *
 * @example
 * ```ts
 * import { explore } from '../core/explore.ts';
 * import { isMain } from '../core/main.ts';
 * import { print } from '../core/print.ts';
 * import { SharedValue } from '../core/shared.ts';
 *
 * interface Shared {
 *   counter: SharedValue;
 * }
 *
 * export function addOne({ counter }: Shared): void {
 *   counter.value += 1;
 * }
 *
 * if (isMain(import.meta)) {
 *   const found = await explore(import.meta, {
 *     make: () => ({ counter: new SharedValue(Int32Array) }),
 *     threads: [addOne, addOne],
 *     check: ({ shared }) => shared.counter.value === 2,
 *     races: false,
 *   });
 *   print(found.failure?.message); // the check says no
 *   print(found.failure?.trace.toString());
 * }
 * ```
 */
export function explore<Shared extends object, Results extends readonly unknown[]>(
  meta: ImportMeta,
  { ...scenario }: Scenario<Shared, Results> & ExploreOptions,
): Promise<Exploration> {
  return alone(async () => {
    const runner = await prepare(meta, scenario);
    return whole(runner, async () => {
      const { preemptions = 2, all = false, limit = {}, sample } = scenario;
      const { schedules = 100_000, ms = 30_000 } = limit;
      const searcher = new Searcher(runner, {
        preemptions,
        all,
        limit: { schedules, ms },
      });
      const search = sample
        ? await searcher.sample(sample.strategy, sample.seed)
        : await searcher.exhaust();
      const { failure, ...found } = search;
      if (!failure) return found;
      const { schedule, end } = failure;
      const { trace } = await traced(runner, schedule);
      const { kind, message } = end;
      return { ...found, failure: { kind, message, schedule, trace } as Failure };
    });
  });
}

/** A schedule as far as its choices go. */
export interface Replay {
  trace: Trace;
  /** Who can go on now; a single one where there is nothing to choose; empty at the end. */
  choices: Choice[];
  /** What is shared, by its name, as it is now: `lock_a`: `<locked Lock …>`. */
  state: Record<string, string>;
}

/** What can come next. */
export interface Choice {
  /** To be added to the schedule. */
  choice: number;
  thread: string;
  /** It is the time of a wait that is up. */
  isTimeout: boolean;
  /** Whether a thread that could go on is held up. */
  isPreemption: boolean;
}

/**
 * Runs one schedule of a scenario once more.
 *
 * @param schedule its choices; where they end, it goes on without preemptions, or stops.
 * @param options.pause whether it stops there: at the next choice or, with a number, after
 *   so many steps more at which only one thread can go on. Default: false.
 */
export function replay<Shared extends object, Results extends readonly unknown[]>(
  meta: ImportMeta,
  scenario: Scenario<Shared, Results> & ExploreOptions,
  schedule: readonly number[],
  { pause = false }: { pause?: boolean | number } = {},
): Promise<Replay> {
  return alone(async () => {
    const runner = await prepare(meta, scenario);
    return whole(runner, () => traced(runner, schedule, pause));
  });
}

/**
 * Lets {@link explore} see plain reads and writes of an array by their indexes: each is a
 * step, and may be part of a data race. Everywhere else it is just the array.
 */
export function watched<Cells extends NumberArray>(cells: Cells): Cells {
  wanted.add(cells);
  return cells;
}

type NumberArray =
  | (Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array)
  | (Float32Array | Float64Array | BigInt64Array | BigUint64Array);

const MAX_RESULT_WORDS = 2 ** 14;

let last: Promise<unknown> = Promise.resolve();

/** One exploration after the other: they have the same threads. */
function alone<T>(action: () => Promise<T>): Promise<T> {
  const result = last.then(action);
  last = result.catch(() => {});
  return result;
}

async function whole<Shared extends object, T>(
  runner: Runner<Shared>,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } finally {
    if (runner.isBroken) await dismiss();
    else runner.leave();
  }
}

async function prepare<Shared extends object, Results extends readonly unknown[]>(
  meta: ImportMeta,
  scenario: Scenario<Shared, Results> & ExploreOptions,
): Promise<Runner<Shared>> {
  const { make, threads, timeouts = true, races = true, limit = {} } = scenario;
  const complaint = 'Cannot explore';
  if (threads.length < 1 || threads.length > MAX_THREADS) {
    throw new RangeError(
      `${complaint}: 'threads' must have 1 to ${MAX_THREADS} functions, received ${threads.length}`,
    );
  }
  const names = threads.map((target) => demandTarget(target, complaint));
  const shared = make();
  demandCopyable(shared, complaint, { name: 'make()', shared: true, methods: true });
  const members = await hire(threads.length);
  const seats = members.map(({ seat }) => seat.slot);
  const regions = regionsOf(shared, table);
  const limits = new Int32Array(new SharedArrayBuffer(4 * regions.length));
  const results = threads.map(
    () => new Int32Array(new SharedArrayBuffer(4 * MAX_RESULT_WORDS)),
  );
  const control = controlMemory();
  const common = {
    url: meta.url,
    shared,
    modules: modulesOf(shared),
    watched: pathsToWatched(shared),
    inside: scenario.steps === 'atomics',
    control,
    limits,
    seats,
  };
  await brief(
    members,
    names.map((exportName, me) => ({
      ...common,
      me,
      exportName,
      result: results[me] as Int32Array,
    })),
  );
  const { check, always, outcome } = scenario;
  return new Runner<Shared>({
    memory: control,
    members,
    shared,
    regions,
    limits,
    results,
    demands: { check: check as never, always, outcome: outcome as never, races },
    timeouts,
    maxSteps: limit.steps ?? 5000,
  });
}

async function traced<Shared extends object>(
  runner: Runner<Shared>,
  schedule: readonly number[],
  pause: boolean | number = false,
): Promise<Replay> {
  const state: Record<string, string> = {};
  const end = runner.run(schedule, {
    traced: true,
    atEnd: () => {
      for (const [name, value] of Object.entries(runner.setup.shared)) {
        state[name] = ArrayBuffer.isView(value) ? show(value) : String(value);
      }
    },
    ...(pause === false ? {} : { pauseAt: schedule.length }),
    ...(typeof pause === 'number' ? { forced: pause } : {}),
  });
  const { names, control } = runner;
  const events = await runner.told();
  const isPaused = end.kind === 'paused';
  // What a check refuses is told, too: `counter: 1; the check says no`.
  const parts = new Set([end.outcome, end.message].filter(Boolean));
  const told = isPaused ? '' : `=> ${[...parts].join('; ') || 'done'}`;
  const choices: Choice[] = [];
  if (isPaused) {
    const decision = control.decision(control.get(head.decisions) - 1);
    for (const choice of decision.options) {
      choices.push({
        choice,
        thread: names[threadOf(choice)] as string,
        isTimeout: !isTurn(choice),
        isPreemption: costOf(choice, decision) > 0,
      });
    }
  }
  return {
    trace: new Trace(names, events, told),
    choices,
    state,
  };
}

function pathsToWatched(shared: object): string[][] {
  const paths: string[][] = [];
  const visit = (value: unknown, path: string[], seen: Set<unknown>) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (wanted.has(value)) paths.push(path);
    if (ArrayBuffer.isView(value)) return;
    seen.add(value);
    for (const [key, field] of Object.entries(value)) visit(field, [...path, key], seen);
  };
  visit(shared, [], new Set());
  return paths;
}

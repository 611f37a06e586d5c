/**
 * The world of an explorer's thread: a clock and timers that follow the schedule, and
 * nothing that would give another run of it another result.
 */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { startTimer, stopTimer } from './sleeping.ts';
import { type Session, steps } from './steps.ts';

/** So long an interval only keeps a program alive. */
const NEVER = 2 ** 30;

const real = {
  now: performance.now.bind(performance),
  date: Date.now,
  setTimeout,
  clearTimeout,
  setInterval,
};

/** A timer that is part of a schedule. */
class Timer {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }

  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

export function replaceWorld(): void {
  const now = () => {
    const time = (steps.session as Session).control.now;
    steps.learn(time, 11);
    return time;
  };
  performance.now = () => (steps.running ? now() : real.now());
  Date.now = () =>
    steps.running ? Math.round(performance.timeOrigin + now()) : real.date();
  replace(globalThis, 'setTimeout', (call: () => void, ms = 0, ...args: unknown[]) => {
    if (!steps.running) return real.setTimeout(call, ms, ...(args as []));
    return new Timer(startTimer(ms, () => Reflect.apply(call, undefined, args)));
  });
  replace(globalThis, 'clearTimeout', (timer: unknown) => {
    if (timer instanceof Timer) stopTimer(timer.at);
    else real.clearTimeout(timer as NodeJS.Timeout);
  });
  replace(globalThis, 'setInterval', (call: () => void, ms = 0) => {
    if (steps.running && ms < NEVER) refuse('setInterval()', 'sleep() in a loop');
    return real.setInterval(call, ms);
  });
  replace(AbortSignal, 'timeout', (ms: number) => {
    const controller = new AbortController();
    const reason = () => new DOMException('The operation timed out', 'TimeoutError');
    setTimeout(() => controller.abort(reason()), ms);
    return controller.signal;
  });
  refuseCalls(Math, ['random'], 'a generator with a seed');
  refuseCalls(crypto, ['randomUUID', 'getRandomValues'], 'a generator with a seed');
  refuseCalls(globalThis, ['fetch'], 'what it would answer');
  refuseCalls(workerThreads, ['Worker'], 'one function for each thread in `threads`');
  const starts = ['spawn', 'fork', 'exec', 'execFile', 'spawnSync', 'execFileSync'];
  refuseCalls(childProcess, starts, 'one function for each thread in `threads`');
  // For those who have imported them by name.
  syncBuiltinESMExports?.();
}

function replace(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
}

function refuseCalls(owner: object, names: string[], instead: string): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') continue;
    const guarded = new Proxy(original, {
      apply(target, self, args) {
        if (steps.running) refuse(`${name}()`, instead);
        return Reflect.apply(target, self, args);
      },
      construct(target, args, newTarget) {
        if (steps.running) refuse(`new ${name}()`, instead);
        return Reflect.construct(target, args, newTarget);
      },
    });
    try {
      replace(owner, name, guarded);
    } catch {
      // A runtime that does not let it be replaced.
    }
  }
}

function refuse(what: string, instead: string): never {
  throw new TypeError(
    `Cannot explore ${what}: each run of a schedule has to go alike; use ${instead}`,
  );
}

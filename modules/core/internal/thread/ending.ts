/**
 * How a thread or process ended, for whoever joins it; and for stderr, when it failed and
 * nobody did: an error is never lost.
 *
 * Internal to the core.
 */

import { inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { writeLine } from '../../print.ts';
import { type Packed, unpackError } from '../message/packed-error.ts';
import { atExit, step } from './exit.ts';
import { counter, table } from './table.ts';

/** What a thread or process sends back at its end. */
export type Outcome = { result: unknown } | { error: Packed };

const unseen = new Map<Ending, unknown>();

atExit(step.reportErrors, () => {
  for (const [{ owner }, error] of unseen) {
    writeLine(2, `Error in ${owner}, which nobody joined:\n${inspect(error)}`);
    Atomics.store(table, counter.failure, 1);
  }
  // Threads report by themselves, but only the main thread's exit code is the program's.
  const failed = Atomics.load(table, counter.failure) === 1;
  if (isMainThread && failed) process.exitCode = process.exitCode || 1;
});

export class Ending {
  /** Who ended, for the report. */
  readonly owner: string;
  readonly #promise: Promise<unknown>;
  #resolve!: (result: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor(owner: string) {
    this.owner = owner;
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#promise.catch(() => {});
  }

  /** Ended well. */
  succeed(result?: unknown): void {
    this.#resolve(result);
  }

  /** Ended with an error, which is reported at exit unless somebody joins before. */
  fail(error: unknown): void {
    unseen.set(this, error);
    this.#reject(error);
  }

  /** Ended as the message says that it sent. */
  settle(outcome: Outcome): void {
    if ('error' in outcome) this.fail(unpackError(outcome.error));
    else this.succeed(outcome.result);
  }

  /** Its result or error; undefined when the time, in milliseconds, is up before. */
  async wait(timeout?: number): Promise<unknown> {
    if (timeout !== undefined && !(await this.#endsWithin(timeout))) return undefined;
    try {
      return await this.#promise;
    } finally {
      unseen.delete(this);
    }
  }

  #endsWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms, false);
      const ended = () => {
        clearTimeout(timer);
        resolve(true);
      };
      this.#promise.then(ended, ended);
    });
  }
}

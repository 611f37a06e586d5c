/**
 * What proxies and their manager say to each other, and what a manager serves.
 *
 * Internal to the core.
 */
import type { Packed } from '../message/packed-error.ts';
import type { Wire } from '../message/wire.ts';

/** From a proxy: a call, that it is no longer wanted, or that its answer has come. */
export type Message =
  | {
      call: number;
      object: number;
      method: string;
      args: unknown[];
      /** How long it may have to wait, in ms; for ever when undefined. */
      timeout: number | undefined;
    }
  | { cancel: number }
  | { confirm: number };

/** To a proxy, which is to confirm it if it gives something away. */
export type Answer = { to: number; confirm?: boolean } & (
  | { value: unknown }
  | { error: Packed }
  | { cancelled: true }
);

/** What a call has taken, and how to put it back if its caller never gets it. */
export interface Taken {
  value: unknown;
  putBack?(): void;
}

/** Returned by a served method that may have to wait. */
export class Wait {
  /** Calls of one line get their turn in the order in which they came. */
  readonly line: string;
  /** Does it if it can be done now; otherwise returns undefined. */
  readonly attempt: () => Taken | undefined;
  /** What the call comes to when time is up: a value, or an error thrown. */
  readonly expire: () => unknown;

  constructor(line: string, attempt: Wait['attempt'], expire: Wait['expire']) {
    this.line = line;
    this.attempt = attempt;
    this.expire = expire;
  }
}

/** A call that waits, in a line of its object. */
export interface WaitingCall {
  caller: Caller;
  id: number;
  wait: Wait;
  timer: NodeJS.Timeout | undefined;
}

/** An object that is served: proxies call its methods by their names. */
export abstract class Served {
  /** Those who wait, in lines. @internal */
  readonly lines = new Map<string, Set<WaitingCall>>();

  /** The thread or process behind a connection has ended. */
  forget(_caller: Caller): void {}
}

/** One connection: a thread or process that calls. */
export class Caller {
  wire!: Wire;
  readonly waiting = new Map<number, [object: Served, call: WaitingCall]>();
  /** How to put back what was given to it, until it says that it has it. */
  readonly unconfirmed = new Map<number, () => void>();
}

/**
 * What proxies and their manager say to each other, and what a manager does when told.
 */
import { type Packed, packError } from '../message/packed-error.ts';
import { pack, type Wire } from '../message/wire.ts';

/** A call of a proxy's method. */
export interface Call {
  call: number;
  object: number;
  method: string;
  args: unknown[];
  /** Whether it is done now, or not at all. */
  now: boolean;
}

/** From a proxy: a call, that it is to wait no longer, or that its answer has come. */
export type Message = Call | { cancel: number } | { confirm: number };

/** To a proxy, which is to confirm it if it gives something away. */
export type Answer = { to: number; confirm?: boolean; cancelled?: boolean } & (
  | { value: unknown }
  | { error: Packed }
);

/** What a call has taken, and how to put it back if its caller never gets it. */
export interface Taken {
  value: unknown;
  putBack?(): void;
}

/** A method that is carried out at once. */
export type Step<State, Args> = (state: State, args: Args, caller: Caller) => unknown;

/** A method that may have to wait; those who wait for the same have their turn in order. */
export interface Wait<State, Args> {
  /** The place of its AsyncWaitOptions among its arguments. Default: 0. */
  options?: number;
  /** Does it if it can be done now; otherwise returns undefined. */
  attempt(state: State, args: Args, caller: Caller): Taken | undefined;
  /** Throws what is to be thrown when time is up. Without it, the call returns false. */
  late?(state: State): never;
}

/** What a manager does for each method of a proxy; nothing else can be called. */
export type Methods = Record<string, Step<unknown, unknown> | Wait<unknown, unknown>>;

/** A kind of object that a manager serves. */
export interface Kind {
  readonly methods: Methods;
  /** What is to be done when a thread or process has ended. */
  readonly forget?: (state: unknown, caller: Caller) => void;
}

/** One connection: a thread or process that calls. */
export class Caller {
  wire!: Wire;
  /** How to end the wait of each of its calls. */
  readonly waiting = new Map<number, () => void>();
  /** How to put back what was given to it, until it says that it has it. */
  readonly unconfirmed = new Map<number, () => void>();

  /** Answers with what an action gives, or throws; not at all when it has to wait. */
  answer(id: number, action: () => Taken | undefined, cancelled = false): boolean {
    const send = (answer: Answer): void => void this.wire.write(pack(answer));
    try {
      const taken = action();
      if (!taken) return false;
      const { value, putBack } = taken;
      if (putBack) this.unconfirmed.set(id, putBack);
      send({ to: id, value, confirm: putBack !== undefined, cancelled });
    } catch (error) {
      send({ to: id, error: packError(error), cancelled });
    }
    return true;
  }
}

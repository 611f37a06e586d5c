/**
 * The serving side of a manager: takes calls, one after the other, carries them out, and
 * lets those wait that have to.
 *
 * Internal to the core.
 */
import type { Server } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { type Packed, packError } from './errors.ts';
import { listen, privatePath } from './local-socket.ts';
import { pack, Wire } from './wire.ts';

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

interface WaitingCall {
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
  readonly unconfirmed = new Map<number, [object: Served, putBack: () => void]>();
}

type Method = (caller: Caller, ...args: unknown[]) => unknown;

export class ManagerServer {
  readonly path: string;
  readonly #objects = new Map<number, Served>();
  readonly #callers = new Set<Caller>();
  #server: Server | undefined;

  constructor() {
    this.path = privatePath();
  }

  async start(): Promise<void> {
    this.#server = await listen(this.path, (socket) => {
      const caller = new Caller();
      this.#callers.add(caller);
      caller.wire = new Wire(
        socket,
        (message) => this.#receive(caller, message as Message),
        () => this.#forget(caller),
      );
    });
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  /** @returns the object's number. */
  serve(object: Served): number {
    const id = this.#objects.size + 1;
    this.#objects.set(id, object);
    return id;
  }

  stop(): void {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.close();
    for (const { wire } of this.#callers) wire.close();
  }

  #receive(caller: Caller, message: Message): void {
    if (!this.isRunning) return;
    if ('confirm' in message) caller.unconfirmed.delete(message.confirm);
    else if ('cancel' in message) this.#cancel(caller, message.cancel);
    else this.#call(caller, message);
  }

  #call(caller: Caller, message: Extract<Message, { call: number }>): void {
    const object = this.#objects.get(message.object) as Served;
    const method = Reflect.get(object, message.method) as Method;
    const id = message.call;
    try {
      const result = method.call(object, caller, ...message.args);
      if (result instanceof Wait)
        this.#attempt(object, caller, id, result, message.timeout);
      else this.#answer(caller, { to: id, value: result });
    } catch (error) {
      this.#answer(caller, { to: id, error: packError(error) });
    }
    this.#serveLines(object);
  }

  #attempt(
    object: Served,
    caller: Caller,
    id: number,
    wait: Wait,
    timeout: number | undefined,
  ): void {
    const taken = wait.attempt();
    if (taken) {
      this.#give(object, caller, id, taken);
      return;
    }
    if (timeout === 0) {
      this.#answer(caller, { to: id, value: wait.expire() });
      return;
    }
    const call: WaitingCall = { caller, id, wait, timer: undefined };
    if (timeout !== undefined) {
      call.timer = setTimeout(() => this.#expire(object, call), timeout).unref();
    }
    const line = object.lines.get(wait.line) ?? new Set();
    object.lines.set(wait.line, line.add(call));
    caller.waiting.set(id, [object, call]);
  }

  /** Lets all go on whose turn has come. */
  #serveLines(object: Served): void {
    const served = [...object.lines.values()].some((line) => {
      const [first] = line;
      return first && this.#retry(object, first);
    });
    // One may have made room for another.
    if (served) this.#serveLines(object);
  }

  #retry(object: Served, call: WaitingCall): boolean {
    const { caller, id, wait } = call;
    try {
      const taken = wait.attempt();
      if (!taken) return false;
      this.#leave(object, call);
      this.#give(object, caller, id, taken);
    } catch (error) {
      this.#leave(object, call);
      this.#answer(caller, { to: id, error: packError(error) });
    }
    return true;
  }

  #expire(object: Served, call: WaitingCall): void {
    const { caller, id, wait } = call;
    this.#leave(object, call);
    try {
      this.#answer(caller, { to: id, value: wait.expire() });
    } catch (error) {
      this.#answer(caller, { to: id, error: packError(error) });
    }
  }

  #cancel(caller: Caller, id: number): void {
    const waiting = caller.waiting.get(id);
    if (!waiting) return;
    this.#leave(...waiting);
    this.#answer(caller, { to: id, cancelled: true });
  }

  #leave(object: Served, call: WaitingCall): void {
    clearTimeout(call.timer);
    object.lines.get(call.wait.line)?.delete(call);
    call.caller.waiting.delete(call.id);
  }

  #give(object: Served, caller: Caller, id: number, { value, putBack }: Taken): void {
    if (putBack) caller.unconfirmed.set(id, [object, putBack]);
    this.#answer(caller, { to: id, value, confirm: putBack !== undefined });
  }

  #answer(caller: Caller, answer: Answer): void {
    void caller.wire.write(pack(answer));
  }

  /** The other end is gone: gives up its calls, and puts back what it did not get. */
  #forget(caller: Caller): void {
    this.#callers.delete(caller);
    if (!this.isRunning) return;
    for (const waiting of [...caller.waiting.values()]) this.#leave(...waiting);
    // The last one taken is put back first, so that all are in their old order.
    for (const [, putBack] of [...caller.unconfirmed.values()].reverse()) putBack();
    for (const object of this.#objects.values()) {
      object.forget(caller);
      this.#serveLines(object);
    }
  }
}

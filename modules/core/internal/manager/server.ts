/**
 * The serving side of a manager: takes calls, one after the other, carries them out, and
 * lets those wait that have to.
 *
 * Internal to the core.
 */
import type { Server } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { packError } from '../message/packed-error.ts';
import { pack, Wire } from '../message/wire.ts';
import { listen, privatePath } from '../process/local-socket.ts';
import {
  type Answer,
  Caller,
  type Message,
  type Served,
  type Taken,
  Wait,
  type WaitingCall,
} from './protocol.ts';

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
      this.#give(caller, id, taken);
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
    const serveOne = (line: Set<WaitingCall>) => {
      const [first] = line;
      return first !== undefined && this.#retry(object, first);
    };
    // From the beginning each time: one may have made room for another.
    while ([...object.lines.values()].some(serveOne));
  }

  #retry(object: Served, call: WaitingCall): boolean {
    const { caller, id, wait } = call;
    try {
      const taken = wait.attempt();
      if (!taken) return false;
      this.#leave(object, call);
      this.#give(caller, id, taken);
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

  #give(caller: Caller, id: number, { value, putBack }: Taken): void {
    if (putBack) caller.unconfirmed.set(id, putBack);
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
    for (const putBack of [...caller.unconfirmed.values()].reverse()) putBack();
    for (const object of this.#objects.values()) {
      object.forget(caller);
      this.#serveLines(object);
    }
  }
}

/** The serving side of a manager: carries out calls, or lets them wait in lines. */
import type { Server } from 'node:net';
import { ManagerEndedError } from '../../errors.ts';
import { Wire } from '../message/wire.ts';
import { listen, privatePath } from '../process/local-socket.ts';
import { type Call, Caller, type Kind, type Taken } from './protocol.ts';
import type { ProxyClass } from './proxy.ts';

/** An object that is served, and those who wait for it, in lines by what they wait for. */
interface Served {
  kind: Kind;
  state: unknown;
  /** Each tries again, and says whether that ended its wait. */
  lines: Map<string, Set<() => boolean>>;
}

export class ManagerServer {
  readonly #path = privatePath();
  readonly #objects = new Map<number, Served>();
  readonly #callers = new Set<Caller>();
  #server: Server | undefined;

  async start(): Promise<void> {
    this.#server = await listen(this.#path, (socket) => {
      const caller = new Caller();
      this.#callers.add(caller);
      caller.wire = new Wire(
        socket,
        (message) => this.#receive(caller, message),
        () => this.#forget(caller),
      );
    });
  }

  /** Makes a proxy of a new object; `Proxy` says what types that holds. */
  serve<Proxy, State>(
    Class: ProxyClass<unknown, State>,
    state: State,
    name?: string,
  ): Proxy {
    if (!this.#server) {
      throw new ManagerEndedError(`Cannot create a ${Class.name}: its manager has ended`);
    }
    const id = this.#objects.size + 1;
    this.#objects.set(id, { kind: Class, state, lines: new Map() });
    return new Class(this.#path, id, name) as Proxy;
  }

  stop(): void {
    if (!this.#server) return;
    this.#server.close();
    this.#server = undefined;
    for (const { wire } of this.#callers) wire.close();
  }

  /** @throws {TypeError} when it is no message: its sender is closed. */
  #receive(caller: Caller, message: unknown): void {
    if (!this.#server) return;
    const { call, cancel, confirm } = message as Partial<Record<string, number>>;
    const isKnown = (id: number) => caller.waiting.has(id) || caller.unconfirmed.has(id);
    if (typeof confirm === 'number') caller.unconfirmed.delete(confirm);
    else if (typeof cancel === 'number') caller.waiting.get(cancel)?.();
    else if (typeof call === 'number' && !isKnown(call)) {
      this.#call(caller, message as Call);
    } else throw new TypeError('Cannot read what came: it is no call');
  }

  #call(caller: Caller, { call: id, object, method, args, now }: Call): void {
    const answer = (action: () => Taken | undefined) => caller.answer(id, action);
    const served = this.#objects.get(object);
    const methods = served?.kind.methods ?? {};
    const how =
      Object.hasOwn(methods, method) && Array.isArray(args) ? methods[method] : undefined;
    if (!served || !how) {
      answer(() => {
        throw new TypeError(
          `Cannot call '${method}' of object ${object}: its manager has no such thing`,
        );
      });
      return;
    }
    const { state, lines } = served;
    if (typeof how === 'function') {
      answer(() => ({ value: how(state, args, caller) }));
      this.#serveLines(served);
      return;
    }

    const line = lines.get(method) ?? new Set();
    lines.set(method, line);
    const attempt = () => how.attempt(state, args, caller);
    const late = () => ({ value: how.late?.(state) ?? false });
    const leave = () => {
      line.delete(retry);
      caller.waiting.delete(id);
    };
    const retry = () => {
      const answered = answer(attempt);
      if (answered) leave();
      return answered;
    };
    if (now) answer(() => attempt() ?? late());
    else if (!retry()) {
      line.add(retry);
      caller.waiting.set(id, () => {
        leave();
        caller.answer(id, late, true);
      });
    }
    this.#serveLines(served);
  }

  /** Lets all go on whose turn has come. */
  #serveLines({ lines }: Served): void {
    const serveOne = ([first]: Set<() => boolean>) => first?.() ?? false;
    // From the beginning each time: one may have made room for another.
    while ([...lines.values()].some(serveOne));
  }

  /** The other end is gone: gives up its calls, and puts back what it did not get. */
  #forget(caller: Caller): void {
    this.#callers.delete(caller);
    if (!this.#server) return;
    for (const cancel of [...caller.waiting.values()]) cancel();
    // The last one taken is put back first, so that all are in their old order.
    for (const putBack of [...caller.unconfirmed.values()].reverse()) putBack();
    for (const served of this.#objects.values()) {
      served.kind.forget?.(served.state, caller);
      this.#serveLines(served);
    }
  }
}

/**
 * The serving side of a manager: takes calls, one after the other, carries them out, and
 * lets those wait that have to.
 *
 * Internal to the core.
 */
import type { Server } from 'node:net';
import { packError } from '../message/packed-error.ts';
import { pack, Wire } from '../message/wire.ts';
import { listen, privatePath } from '../process/local-socket.ts';
import { type Answer, type Call, Caller, type Kind, type Taken } from './protocol.ts';

/** An object that is served, and those who wait for it, in lines by what they wait for. */
interface Served {
  kind: Kind;
  state: unknown;
  /** Each tries again, and says whether that ended its wait. */
  lines: Map<string, Set<() => boolean>>;
}

/** A call that has to wait. */
interface Waiting {
  id: number;
  method: string;
  attempt(): Taken | undefined;
  late(): Taken;
}

export class ManagerServer {
  readonly path = privatePath();
  readonly #objects = new Map<number, Served>();
  readonly #callers = new Set<Caller>();
  #server: Server | undefined;

  async start(): Promise<void> {
    this.#server = await listen(this.path, (socket) => {
      const caller = new Caller();
      this.#callers.add(caller);
      caller.wire = new Wire(
        socket,
        (message) => this.#receive(caller, message),
        () => this.#forget(caller),
      );
    });
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  /** @returns the object's number. */
  serve(kind: Kind, state: unknown): number {
    const id = this.#objects.size + 1;
    this.#objects.set(id, { kind, state, lines: new Map() });
    return id;
  }

  stop(): void {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.close();
    for (const { wire } of this.#callers) wire.close();
  }

  /** @throws {TypeError} when it is no message: its sender is closed. */
  #receive(caller: Caller, message: unknown): void {
    if (!this.isRunning) return;
    const { call, cancel, confirm } = message as Partial<Record<string, number>>;
    const isKnown = (id: number) => caller.waiting.has(id) || caller.unconfirmed.has(id);
    if (typeof confirm === 'number') caller.unconfirmed.delete(confirm);
    else if (typeof cancel === 'number') caller.waiting.get(cancel)?.();
    else if (typeof call === 'number' && !isKnown(call)) {
      this.#call(caller, message as Call);
    } else throw new TypeError('Cannot read what came: it is no call');
  }

  #call(caller: Caller, { call: id, object, method, args, now }: Call): void {
    const served = this.#objects.get(object);
    this.#answer(caller, id, () => {
      if (
        !served ||
        !Object.hasOwn(served.kind.methods, method) ||
        !Array.isArray(args)
      ) {
        throw new TypeError(
          `Cannot call '${method}' of object ${object}: its manager has no such thing`,
        );
      }
      const { kind, state } = served;
      const how = kind.methods[method] as Kind['methods'][string];
      if (typeof how === 'function') return { value: how(state, args, caller) };
      const attempt = () => how.attempt(state, args, caller);
      const late = () => ({ value: how.late(state) });
      const taken = attempt() ?? (now ? late() : undefined);
      if (!taken) this.#wait(served, caller, { id, method, attempt, late });
      return taken;
    });
    if (served) this.#serveLines(served);
  }

  /** Answers with what an action gives, or throws; not at all when it has to wait. */
  #answer(
    caller: Caller,
    id: number,
    action: () => Taken | undefined,
    cancelled = false,
  ): boolean {
    const send = (answer: Answer) => void caller.wire.write(pack(answer));
    try {
      const taken = action();
      if (!taken) return false;
      const { value, putBack } = taken;
      if (putBack) caller.unconfirmed.set(id, putBack);
      send({ to: id, value, confirm: putBack !== undefined, cancelled });
    } catch (error) {
      send({ to: id, error: packError(error), cancelled });
    }
    return true;
  }

  #wait({ lines }: Served, caller: Caller, { id, method, attempt, late }: Waiting): void {
    const line = lines.get(method) ?? new Set();
    lines.set(method, line);
    const leave = () => {
      line.delete(retry);
      caller.waiting.delete(id);
    };
    const retry = () => {
      const answered = this.#answer(caller, id, attempt);
      if (answered) leave();
      return answered;
    };
    line.add(retry);
    caller.waiting.set(id, () => {
      leave();
      this.#answer(caller, id, late, true);
    });
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
    if (!this.isRunning) return;
    for (const cancel of [...caller.waiting.values()]) cancel();
    // The last one taken is put back first, so that all are in their old order.
    for (const putBack of [...caller.unconfirmed.values()].reverse()) putBack();
    for (const served of this.#objects.values()) {
      served.kind.forget?.(served.state, caller);
      this.#serveLines(served);
    }
  }
}

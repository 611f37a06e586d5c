/** What all proxies of a manager have in common: how their calls reach it. */
import { ManagerEndedError } from '../../errors.ts';
import { reviveAll, Shareable } from '../../revive.ts';
import { unpackError } from '../message/packed-error.ts';
import { pack, Wire } from '../message/wire.ts';
import { dial } from '../process/local-socket.ts';
import { type AsyncWaitOptions, deadline, whilePending } from '../sync/deadline.ts';
import type { Answer, Message } from './protocol.ts';

/**
 * Stands for an object that a manager serves; it can be handed to threads and processes,
 * and stands for the same object there.
 *
 * Python: `multiprocessing.managers.BaseProxy`.
 */
export abstract class ManagerProxy extends Shareable {
  /** Where its manager listens. @internal */
  readonly manager: string;
  /** Which of its objects this is. @internal */
  readonly id: number;

  /** Proxies come from a manager. @internal */
  constructor(manager: string, id: number) {
    super();
    this.manager = manager;
    this.id = id;
  }

  /** `<ListProxy 1>` */
  override toString(): string {
    return `<${this.kind} ${this.id}>`;
  }

  /** Calls a method of the object; each call is one step of its manager. */
  protected async ask<T>(
    method: string,
    args: unknown[] = [],
    options: AsyncWaitOptions = {},
  ): Promise<T> {
    deadline(options);
    options.signal?.throwIfAborted();
    const calling = connectionTo(this.manager).call(this, method, args, options);
    const answer = await whilePending(calling);
    if (answer === undefined) {
      throw new ManagerEndedError(
        `Cannot call ${method}() of ${this}: its manager has ended`,
      );
    }
    if ('error' in answer) throw unpackError(answer.error);
    if ('cancelled' in answer) throw options.signal?.reason;
    return reviveAll(answer.value as T);
  }
}

/** This thread's connections, each to one manager, by its path. */
const connections = new Map<string, Connection>();

function connectionTo(path: string): Connection {
  let connection = connections.get(path);
  if (!connection) {
    connection = new Connection(path);
    connections.set(path, connection);
  }
  return connection;
}

class Connection {
  readonly #wire: Promise<Wire | undefined>;
  readonly #calls = new Map<number, (answer?: Answer) => void>();
  #lastCall = 0;

  constructor(path: string) {
    this.#wire = this.#connect(path);
    // Each call that waits for it gets the error.
    this.#wire.catch(() => connections.delete(path));
  }

  /** @returns the manager's answer; undefined when it has ended. */
  async call(
    proxy: ManagerProxy,
    method: string,
    args: unknown[],
    { timeout, signal }: AsyncWaitOptions,
  ): Promise<Answer | undefined> {
    const id = ++this.#lastCall;
    const call: Message = { call: id, object: proxy.id, method, args, timeout };
    const frame = pack(call, `Cannot call ${method}() of ${proxy} with this`);
    const wire = await this.#wire;
    if (!wire) return undefined;

    // The manager says whether the call was given up, or had been carried out before.
    const cancel = () => this.#send(wire, { cancel: id });
    signal?.addEventListener('abort', cancel);
    const answered = new Promise<Answer | undefined>((resolve) => {
      this.#calls.set(id, resolve);
    });
    if (!(await wire.write(frame))) this.#settle(id);
    if (signal?.aborted) cancel();
    try {
      return await answered;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  async #connect(path: string): Promise<Wire | undefined> {
    try {
      const wire: Wire = new Wire(
        await dial(path),
        (message) => {
          const answer = message as Answer;
          // What was taken for this call would be put back if we had died on the way.
          if (answer.confirm) this.#send(wire, { confirm: answer.to });
          this.#settle(answer.to, answer);
        },
        () => {
          for (const id of [...this.#calls.keys()]) this.#settle(id);
        },
      );
      return wire;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined;
      throw error;
    }
  }

  #send(wire: Wire, message: Message): void {
    void wire.write(pack(message));
  }

  #settle(id: number, answer?: Answer): void {
    this.#calls.get(id)?.(answer);
    this.#calls.delete(id);
  }
}

/** What all proxies of a manager have in common: how their calls reach it. */
import type { Socket } from 'node:net';
import { ManagerEndedError } from '../../errors.ts';
import { reviveAll, Shareable, shareable } from '../../revive.ts';
import { unpackError } from '../message/packed-error.ts';
import { pack, Wire } from '../message/wire.ts';
import { dial } from '../process/local-socket.ts';
import {
  type AsyncWaitOptions,
  deadline,
  onAbort,
  onTime,
  whilePending,
} from '../sync/deadline.ts';
import type { Answer, Call, Caller, Kind, Message, Step, Wait } from './protocol.ts';

/**
 * Stands for an object that a manager serves; it can be handed to threads and processes,
 * and stands for the same object there. Every call rejects with a `ManagerEndedError` when
 * the manager has ended, and with a `TypeError` when what it is given cannot be copied.
 *
 * Python: `multiprocessing.managers.BaseProxy`.
 */
export abstract class ManagerProxy extends Shareable {
  /** Where its manager listens. @internal */
  readonly manager: string;
  /** Which of its objects this is. @internal */
  readonly id: number;
  /** What it is called in errors, if not by its number. @internal */
  readonly name: string | undefined;

  /** Proxies come from a manager. @internal */
  constructor(manager: string, id: number, name?: string) {
    super();
    this.manager = manager;
    this.id = id;
    this.name = name;
  }

  /** `<ListProxy 1>` */
  override toString(): string {
    return `<${this.kind} ${this.name === undefined ? this.id : `'${this.name}'`}>`;
  }
}

/** What a manager does for each method of a proxy that is not done by the proxy itself. */
export type MethodsOf<Proxy, State> = {
  [Name in Exclude<
    keyof Proxy,
    keyof ManagerProxy | symbol | 'hold' | `${string}Nowait`
  >]: Proxy[Name] extends (...args: infer Args) => unknown
    ? Step<State, Args> | Wait<State, Args>
    : never;
};

/** The class of the proxies of one kind, and what their manager does for them. */
export interface ProxyClass<Proxy, State> extends Kind {
  new (manager: string, id: number, name?: string): Proxy;
  readonly prototype: Proxy;
  /** Of the type only. */
  readonly state?: State;
}

/** Makes a class of proxies: each of its methods calls the manager's of that name. */
export function proxyTo<Proxy, State>(
  meta: ImportMeta,
  name: string,
  methods: MethodsOf<Proxy, State>,
  forget?: (state: State, caller: Caller) => void,
): ProxyClass<Proxy, State> {
  const Class = class extends ManagerProxy {
    static readonly methods = methods;
    static readonly forget = forget;
  };
  Object.defineProperty(Class, 'name', { value: name });
  for (const [method, how] of Object.entries<object>(methods)) {
    const { options = 0 } = how as { options?: number };
    const place = typeof how === 'function' ? Number.MAX_SAFE_INTEGER : options;
    Object.defineProperty(Class.prototype, method, {
      async value(this: ManagerProxy, ...args: unknown[]) {
        const connection = connections.get(this.manager) ?? new Connection(this.manager);
        const waiting = args[place] as AsyncWaitOptions | undefined;
        const call = connection.call(this, method, args.slice(0, place), waiting);
        return reviveAll(await whilePending(call));
      },
    });
  }
  shareable(meta, Class);
  return Class as never;
}

/** This thread's connections, each to one manager, by its path. */
const connections = new Map<string, Connection>();

class Connection {
  readonly #wire: Promise<Wire | undefined>;
  readonly #calls = new Map<number, (answer?: Answer) => void>();
  #lastCall = 0;
  /** Why the connection was closed, when the manager has not ended. */
  #unreadable: Error | undefined;

  constructor(path: string) {
    connections.set(path, this);
    this.#wire = dial(path).then(
      (socket) => this.#attach(socket),
      (error: NodeJS.ErrnoException): undefined => {
        if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return undefined;
        // Each call that waits for it gets the error.
        connections.delete(path);
        throw error;
      },
    );
  }

  /** Calls a method of an object, as one step of the manager. */
  async call(
    proxy: ManagerProxy,
    method: string,
    args: unknown[],
    { timeout, signal }: AsyncWaitOptions = {},
  ): Promise<unknown> {
    signal?.throwIfAborted();
    const end = deadline({ timeout });
    const id = ++this.#lastCall;
    const call: Call = { call: id, object: proxy.id, method, args, now: timeout === 0 };
    const complaint = `Cannot call ${method}() of ${proxy}`;
    const frame = pack(call, `${complaint} with this`);
    const wire = await this.#wire;
    const answered = new Promise<Answer | undefined>((resolve) => {
      this.#calls.set(id, resolve);
    });
    const written = wire?.write(frame) ?? Promise.resolve(false);
    void written.then((taken) => taken || this.#settle(id));
    // The manager says whether the call waited still, or had been carried out before.
    const cancel = () => wire && send(wire, { cancel: id });
    const stopListening = onAbort(signal, cancel);
    if (signal?.aborted) cancel();
    const stopClock = timeout ? onTime(end, cancel) : () => {};
    const answer = await answered;
    stopListening();
    stopClock();
    if (answer === undefined) {
      const cause = this.#unreadable && { cause: this.#unreadable };
      throw new ManagerEndedError(`${complaint}: its manager has ended`, cause);
    }
    if (answer.cancelled && signal?.aborted) throw signal.reason;
    if ('error' in answer) throw unpackError(answer.error);
    return answer.value;
  }

  #attach(socket: Socket): Wire {
    const onAnswer = (message: unknown) => {
      const answer = message as Answer;
      // What was taken for this call would be put back if we had died on the way.
      if (answer.confirm) send(wire, { confirm: answer.to });
      this.#settle(answer.to, answer);
    };
    const wire = new Wire(socket, onAnswer, (unreadable) => {
      this.#unreadable = unreadable;
      for (const id of this.#calls.keys()) this.#settle(id);
    });
    return wire;
  }

  #settle(id: number, answer?: Answer): void {
    this.#calls.get(id)?.(answer);
    this.#calls.delete(id);
  }
}

function send(wire: Wire, message: Message): void {
  void wire.write(pack(message));
}

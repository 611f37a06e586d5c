import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../core/time.ts';
import {
  type Engine,
  type JobOptions,
  otherwise,
  type RetryOptions,
  type Settings,
  type Task,
} from './contract.ts';
import { Runner } from './runner.ts';
import {
  type Call,
  DEADLY,
  JobError,
  nameOf,
  type Outcome,
  poison,
  throughJson,
} from './task.ts';
import { Turns } from './turns.ts';

/** Opens the engine that needs nothing: threads of this program. */
export async function openPool(meta: ImportMeta, settings: Settings): Promise<Engine> {
  return new PoolEngine(meta, settings);
}

class PoolEngine implements Engine {
  readonly name = 'pool';
  readonly #meta: ImportMeta;
  readonly #runner: Runner;
  readonly #turns: Turns;
  /** Those with an id of their own, so that a second one finds the first. */
  readonly #named = new Map<string, Promise<unknown>>();
  readonly #open = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(meta: ImportMeta, { workers, rate }: Settings) {
    this.#meta = meta;
    this.#runner = new Runner(workers, [fileURLToPath(meta.url)]);
    this.#turns = new Turns(workers, rate);
  }

  async map<Item, Result>(
    fn: Task<Item, Result>,
    items: Iterable<Item>,
    options: RetryOptions = {},
  ): Promise<Awaited<Result>[]> {
    return (await Promise.all(this.#start(fn, items, options))) as Awaited<Result>[];
  }

  async submit<Item, Result>(
    fn: Task<Item, Result>,
    item: Item,
    { id, ...options }: JobOptions = {},
  ): Promise<Awaited<Result>> {
    const known = id === undefined ? undefined : this.#named.get(id);
    const [job] = known ? [known] : this.#start(fn, [item], options, id);
    if (id !== undefined && job) this.#named.set(id, job);
    return (await job) as Awaited<Result>;
  }

  async flow<Item, Part, Result>(
    fn: Task<Item, Part>,
    items: Iterable<Item>,
    reduce: Task<Awaited<Part>[], Result>,
    options: RetryOptions = {},
  ): Promise<Awaited<Result>> {
    const last = this.#call(reduce, undefined);
    const parts = Promise.all(this.#start(fn, items, options));
    const result = parts.then((item) => this.#carryOut({ ...last, item }, options));
    this.#keepOpen([result]);
    return (await result) as Awaited<Result>;
  }

  #start(fn: unknown, items: Iterable<unknown>, options: RetryOptions, id?: string) {
    const calls = [...items].map((item) => this.#call(fn, item, id));
    const jobs = calls.map((call) => this.#carryOut(call, options));
    this.#keepOpen(jobs);
    return jobs;
  }

  #call(fn: unknown, item: unknown, id: string = randomUUID()): Call {
    if (this.#closed) throw new Error('The engine is closed');
    return {
      ...nameOf(this.#meta, fn),
      item: throughJson(item, 'The item'),
      delivery: { id, attempt: 1 },
    };
  }

  /** Delivers a job until it is done, has failed too often, or has killed too often. */
  async #carryOut(
    call: Call,
    { attempts = 1, backoff = 100 }: RetryOptions,
  ): Promise<unknown> {
    let [failures, deaths] = [0, 0];
    for (;;) {
      const outcome = await this.#deliver(call, failures + deaths + 1);
      if (!outcome) {
        if (++deaths === DEADLY) throw new JobError(call.task, poison);
      } else if (outcome.error === undefined) {
        return outcome.result;
      } else {
        if (++failures === attempts) throw new JobError(call.task, outcome.error);
        await sleep(backoff * 2 ** (failures - 1));
      }
    }
  }

  async #deliver(call: Call, attempt: number): Promise<Outcome | undefined> {
    using _turn = await this.#turns.take();
    return await this.#runner.run({ ...call, delivery: { ...call.delivery, attempt } });
  }

  #keepOpen(jobs: Promise<unknown>[]): void {
    const all = Promise.allSettled(jobs);
    this.#open.add(all);
    all.then(() => this.#open.delete(all));
  }

  close(): Promise<void> {
    this.#closed ??= Promise.all(this.#open).then(() => this.#runner.destroy());
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  toString(): string {
    return `${this.name} (${otherwise})`;
  }
}

import { randomUUID } from 'node:crypto';
import { FlowProducer, type JobsOptions, Queue, type RedisOptions } from 'bullmq';
import { Crew } from './crew.ts';
import {
  type Engine,
  type JobOptions,
  otherwise,
  type RetryOptions,
  type Settings,
  type Task,
} from './engine.ts';
import { connectionTo, reachRedis } from './redis.ts';
import { Results } from './results.ts';
import { nameOf, type TaskName, throughJson } from './task.ts';

/** What a job carries: its item, or the jobs whose results are its item. */
export interface Parcel extends TaskName {
  item?: unknown;
  parts?: string[];
}

/** So many jobs go to Redis in one message. */
const BATCH = 500;

/** Redis may be away for so long, in ms, before the jobs are given up. */
const OUTAGE = 30_000;

/** Jobs of a queue that others serve too are kept for so long when they are done, in s. */
const KEPT = 3600;

/** Opens the engine whose workers may be anywhere: BullMQ, on the Redis of REDIS_URL. */
export async function openBullMq(meta: ImportMeta, settings: Settings): Promise<Engine> {
  const url = process.env.REDIS_URL ?? '';
  await reachRedis(url);
  const { workers, lease, rate, queue: name } = settings;
  const connection = connectionTo(url, { outage: OUTAGE });
  const queue = new Queue<Parcel>(name ?? `lesson-${randomUUID()}`, { connection });
  queue.on('error', () => {}); // It connects again, or the call that waits fails.
  if (rate) await queue.setGlobalRateLimit(rate.max, rate.per);
  const crew = new Crew(url, ['--queue', queue.name, '--lease', String(lease)]);
  try {
    await crew.hire(workers);
  } catch (error) {
    await Promise.all([crew.dismiss(), queue.close()]);
    throw error;
  }
  return new BullMqEngine({ meta, connection, queue, crew, shared: name !== undefined });
}

interface Parts {
  meta: ImportMeta;
  connection: RedisOptions;
  queue: Queue<Parcel>;
  crew: Crew;
  /** Whether the queue outlives this program. */
  shared: boolean;
}

class BullMqEngine implements Engine {
  readonly name = 'bullmq';
  readonly #parts: Parts;
  readonly #results: Results;
  readonly #flows: FlowProducer;
  readonly #open = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#results = new Results(parts.queue, parts.connection);
    this.#flows = new FlowProducer({ connection: parts.connection });
    this.#flows.on('error', () => {});
  }

  async map<Item, Result>(
    fn: Task<Item, Result>,
    items: Iterable<Item>,
    options: RetryOptions = {},
  ): Promise<Awaited<Result>[]> {
    const jobs = [...items].map((item) => this.#job(fn, { item }, options));
    return (await this.#carryOut(jobs, async () => {
      for (let start = 0; start < jobs.length; start += BATCH) {
        await this.#parts.queue.addBulk(jobs.slice(start, start + BATCH));
      }
    })) as Awaited<Result>[];
  }

  async submit<Item, Result>(
    fn: Task<Item, Result>,
    item: Item,
    options: JobOptions = {},
  ): Promise<Awaited<Result>> {
    const job = this.#job(fn, { item }, options);
    const [result] = await this.#carryOut([job], async () => {
      await this.#parts.queue.add(job.name, job.data, job.opts);
      // Of that id there may be one that is done already.
      if (options.id !== undefined) await this.#results.check(job.opts.jobId);
    });
    return result as Awaited<Result>;
  }

  /** The second function is a job that waits in Redis for the others, its children. */
  async flow<Item, Part, Result>(
    fn: Task<Item, Part>,
    items: Iterable<Item>,
    reduce: Task<Awaited<Part>[], Result>,
    options: RetryOptions = {},
  ): Promise<Awaited<Result>> {
    const queueName = this.#parts.queue.name;
    const children = [...items].map((item) => {
      const job = this.#job(fn, { item }, options);
      return { ...job, queueName, opts: { ...job.opts, failParentOnFailure: true } };
    });
    const parts = children.map(({ opts }) => opts.jobId);
    const parent = { ...this.#job(reduce, { parts }, options), queueName };
    // The children are waited for too: when one fails, it says why, and its parent does not.
    const results = await this.#carryOut([...children, parent], () =>
      this.#flows.add({ ...parent, children }),
    );
    return results.at(-1) as Awaited<Result>;
  }

  #job(fn: unknown, content: Pick<Parcel, 'item' | 'parts'>, options: JobOptions) {
    const { id = randomUUID(), attempts = 1, backoff = 100 } = options;
    const name = nameOf(this.#parts.meta, fn);
    const data: Parcel = { ...name, ...throughJson(content, 'The item') };
    return {
      name: name.task,
      data,
      opts: {
        // A number would be refused, and so would a colon.
        jobId: `job-${encodeURIComponent(id)}`,
        attempts,
        backoff: { type: 'exponential', delay: backoff },
        removeOnComplete: { age: KEPT },
        removeOnFail: { age: KEPT },
      } satisfies JobsOptions,
    };
  }

  async #carryOut(jobs: BullJob[], add: () => Promise<unknown>): Promise<unknown[]> {
    if (this.#closed) throw new Error('The engine is closed');
    const ids = jobs.map(({ opts }) => opts.jobId);
    // Expected before they are added: they may be done before that is reported.
    const expected = jobs.map(({ name }, i) => this.#results.expect(ids[i] ?? '', name));
    const all = Promise.allSettled(expected);
    this.#open.add(all);
    all.then(() => this.#open.delete(all));
    try {
      await add();
      this.#results.queued(ids);
    } catch (error) {
      this.#results.giveUp(ids, error);
    }
    return await Promise.all(expected);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { crew, queue, shared } = this.#parts;
    await Promise.all(this.#open);
    await crew.dismiss();
    await this.#results.close();
    // Unless Redis is gone: then there is nothing to tidy up.
    if (!shared) await queue.obliterate({ force: true }).catch(() => {});
    await Promise.all([queue.close(), this.#flows.close()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  toString(): string {
    return `${this.name} (${otherwise})`;
  }
}

interface BullJob {
  name: string;
  opts: { jobId: string };
}

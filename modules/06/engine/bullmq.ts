import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { FlowProducer, Queue, type RedisOptions } from 'bullmq';
import {
  type Engine,
  type JobOptions,
  otherwise,
  type RetryOptions,
  type Settings,
  type Task,
} from './contract.ts';
import { Crew } from './crew.ts';
import { makeJob, type Parcel, type QueuedJob } from './parcel.ts';
import { connectionTo, reachRedis, redisError } from './redis.ts';
import { Results } from './results.ts';

/** How many jobs go to Redis in one message. */
const BATCH = 500;

/** How long Redis may be away, in ms, before the jobs are given up. */
const OUTAGE = 30_000;

/** Opens the engine whose workers may be anywhere: BullMQ, on the Redis of REDIS_URL. */
export async function openBullMq(meta: ImportMeta, settings: Settings): Promise<Engine> {
  const url = process.env.REDIS_URL ?? '';
  await reachRedis(url);
  const { workers, lease, rate, queue: name } = settings;
  const connection = connectionTo(url, { outage: OUTAGE });
  const queue = new Queue<Parcel>(name ?? `lesson-${randomUUID()}`, { connection });
  queue.on('error', () => {}); // It connects again, or the call that waits fails.
  if (rate) await queue.setGlobalRateLimit(rate.max, rate.per);
  const module = fileURLToPath(meta.url);
  const crew = new Crew(url, ['--queue', queue.name, '--lease', `${lease}`, module]);
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
    const jobs = [...items].map((item) =>
      makeJob(this.#parts.meta, fn, { item }, options),
    );
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
    const job = makeJob(this.#parts.meta, fn, { item }, options);
    const [result] = await this.#carryOut([job], async () => {
      await this.#parts.queue.add(job.name, job.data, job.opts);
      // A job of that id may be done already.
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
      const job = makeJob(this.#parts.meta, fn, { item }, options);
      return { ...job, queueName, opts: { ...job.opts, failParentOnFailure: true } };
    });
    const parts = children.map(({ opts }) => opts.jobId);
    const parent = {
      ...makeJob(this.#parts.meta, reduce, { parts }, options),
      queueName,
    };
    // The children are waited for too: when one fails, it says why, and its parent does not.
    const results = await this.#carryOut([...children, parent], () =>
      this.#flows.add({ ...parent, children }),
    );
    return results.at(-1) as Awaited<Result>;
  }

  async #carryOut(jobs: QueuedJob[], add: () => Promise<unknown>): Promise<unknown[]> {
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
      this.#results.giveUp(ids, redisError('Redis has not taken the jobs', error));
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
    // Settled, not done: when Redis is gone, there is nobody to say goodbye to.
    const tidied = shared ? undefined : queue.obliterate({ force: true });
    await Promise.allSettled([this.#results.close(), tidied]);
    await Promise.allSettled([queue.close(), this.#flows.close()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  toString(): string {
    return `${this.name} (${otherwise})`;
  }
}

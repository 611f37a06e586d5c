import { type Queue, QueueEvents, type RedisOptions } from 'bullmq';
import { redisError } from './redis.ts';
import { JobError, type Outcome } from './task.ts';

/** After this long without any news, in ms, Redis is asked about each job. */
const SILENCE = 5_000;

interface Expected {
  task: string;
  result: Promise<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  /** Whether the queue has it: before that, Redis does not know of it. */
  queued: boolean;
}

/**
 * What becomes of the jobs of one queue: BullMQ tells it by a stream of events. A stream
 * can be cut short while nobody reads; so after a silence, each job is asked for.
 */
export class Results {
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #expected = new Map<string, Expected>();
  readonly #listening: Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #lastNews = 0;

  constructor(queue: Queue, connection: RedisOptions) {
    this.#queue = queue;
    this.#events = new QueueEvents(queue.name, {
      connection,
      // From the beginning, so that nothing is missed before it listens.
      lastEventId: '0-0',
      autorun: false,
    });
    this.#events.on('error', () => {}); // It connects again, or the question below fails.
    this.#events.on('completed', ({ jobId, returnvalue }) =>
      this.#complete(jobId, returnvalue as Outcome),
    );
    this.#events.on('failed', ({ jobId, failedReason }) =>
      this.#fail(jobId, failedReason),
    );
    this.#listening = this.#events.run().catch(() => {});
    this.#timer = setInterval(() => void this.#ask(), SILENCE);
  }

  /** The result of a job that is about to be queued. */
  expect(id: string, task: string): Promise<unknown> {
    const known = this.#expected.get(id);
    if (known) return known.result;
    let resolve: Expected['resolve'] = () => {};
    let reject: Expected['reject'] = () => {};
    const result = new Promise((yes, no) => {
      [resolve, reject] = [yes, no];
    });
    this.#expected.set(id, { task, result, resolve, reject, queued: false });
    return result;
  }

  /** The queue has these jobs. */
  queued(ids: string[]): void {
    for (const id of ids) {
      const job = this.#expected.get(id);
      if (job) job.queued = true;
    }
  }

  /** These jobs will not come to anything. */
  giveUp(ids: Iterable<string>, error: unknown): void {
    for (const id of ids) {
      this.#expected.get(id)?.reject(error);
      this.#expected.delete(id);
    }
  }

  /** Asks for one job now: it may have been done before anybody expected it. */
  async check(id: string): Promise<void> {
    const state = await this.#queue.getJobState(id);
    if (state === 'unknown') this.#fail(id, 'the queue has lost it');
    if (state !== 'completed' && state !== 'failed') return;
    // Only now: what was read of it before it was done would have no result.
    const job = await this.#queue.getJob(id);
    if (state === 'completed') this.#complete(id, job?.returnvalue);
    else this.#fail(id, job?.failedReason ?? '');
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#events.close();
    // Without Redis, it may be at a pause of 5 s, which ends before it sees that it is closed.
    await this.#listening;
  }

  #complete(id: string, outcome: Outcome | undefined): void {
    this.#lastNews = performance.now();
    this.#expected.get(id)?.resolve(outcome?.result);
    this.#expected.delete(id);
  }

  #fail(id: string, reason: string): void {
    this.#lastNews = performance.now();
    const { task = '' } = this.#expected.get(id) ?? {};
    this.giveUp([id], new JobError(task, reason));
  }

  async #ask(): Promise<void> {
    if (performance.now() - this.#lastNews < SILENCE) return;
    try {
      for (const [id, { queued }] of [...this.#expected])
        if (queued) await this.check(id);
    } catch (error) {
      this.giveUp(this.#expected.keys(), redisError('Redis stays away', error));
    }
  }
}

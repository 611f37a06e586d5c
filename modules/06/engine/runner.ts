import { Piscina } from 'piscina';
import { workerFile, workerOptions } from '../../core/worker-file.ts';
import type { Call, Outcome } from './task.ts';

/**
 * Threads that carry out deliveries: what both engines have in common. A worker process
 * uses them too, so that a job that computes does not keep it from renewing its lease.
 */
export class Runner {
  readonly #pool: Piscina<Call, Outcome>;

  constructor(threads: number) {
    this.#pool = new Piscina({
      filename: workerFile(new URL('./run-job.ts', import.meta.url)).href,
      name: 'runJob',
      minThreads: threads,
      maxThreads: threads,
      ...workerOptions,
    });
  }

  /** @returns how it went; undefined when the thread died of it, or of something else. */
  async run(call: Call): Promise<Outcome | undefined> {
    // The job's own errors are in the outcome: what rejects here is the end of a thread.
    return await this.#pool.run(call).catch(() => undefined);
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Barrier } from '../../core/barrier.ts';
import { revive } from '../../core/revive.ts';
import { workerFile, workerOptions } from '../../core/worker-file.ts';

/** Workers that are started once and then do one job after another. */
export interface Team<Job, Result> extends AsyncDisposable {
  /** Does the jobs at the same time, a worker for each; no more of them than workers. */
  run(jobs: Job[]): Promise<Result[]>;
}

/**
 * Starts a team of threads, and waits until the last one is there.
 *
 * @param meta `import.meta` of the module that exports the function.
 * @param work the function that does a job; its arguments come as in a Piscina pool.
 * @param size how many threads.
 *
 * @example
 * ```ts
 * import { startThreads } from './teams/team.ts';
 *
 * export const double = (n: number) => 2 * n;
 * await using team = await startThreads(import.meta, double, 2);
 * const [two, four] = await team.run([1, 2]);
 * ```
 */
export async function startThreads<Job, Result>(
  meta: ImportMeta,
  work: (job: Job) => Result,
  size: number,
): Promise<Team<Job, Awaited<Result>>> {
  const pool = new Piscina({
    filename: meta.url,
    name: work.name,
    minThreads: size,
    maxThreads: size,
    ...workerOptions,
  });
  const everybody = new Barrier(size);
  const arrivals = Array.from({ length: size }, () =>
    pool.run(everybody, { filename: import.meta.url, name: 'arrive' }),
  );
  await Promise.all(arrivals);
  return {
    run: (jobs) => Promise.all(jobs.map((job) => pool.run(job))),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/** In each of the threads. */
export function arrive(everybody: Barrier): void {
  revive(everybody).wait();
}

/** Starts a team of processes; otherwise like {@link startThreads}. */
export async function startProcesses<Job, Result>(
  meta: ImportMeta,
  work: (job: Job) => Result,
  size: number,
): Promise<Team<Job, Awaited<Result>>> {
  const boot = workerFile(new URL('./process-worker.ts', import.meta.url));
  const children = Array.from({ length: size }, () =>
    fork(fileURLToPath(boot), [meta.url, work.name], workerOptions),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  return {
    run: (jobs) =>
      Promise.all(
        jobs.map((job, i) => ask<Awaited<Result>>(children[i] as ChildProcess, job)),
      ),
    async [Symbol.asyncDispose]() {
      const ends = children.map((child) => once(child, 'exit'));
      for (const child of children) child.disconnect();
      await Promise.all(ends);
    },
  };
}

async function ask<Result>(child: ChildProcess, job: unknown): Promise<Result> {
  const answer = once(child, 'message');
  child.send({ job });
  const [{ result }] = await answer;
  return result;
}

/**
 * A worker: takes jobs from a queue and carries them out, until it is told to stop.
 *
 *   REDIS_URL=redis://127.0.0.1:6390 npx tsx modules/06/engine/worker.ts modules/06/flow.ts
 *
 * Start as many as you like, on any machine that has a copy of the project. It calls the
 * exported functions of the modules that it is started for, and no others. Python:
 * `celery -A app worker`, `ray start --address=…`, `dask worker …`.
 */
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { print, writeLine } from '../../core/print.ts';
import { demandAtLeast } from './engine.ts';
import { idOf, type Parcel } from './parcel.ts';
import { connectionTo, RedisError, reachRedis } from './redis.ts';
import { Runner } from './runner.ts';
import { DEADLY, type Outcome, poison } from './task.ts';

const help = `Usage: REDIS_URL=redis://host:port npx tsx modules/06/engine/worker.ts [options] MODULE...

  MODULE         a file whose exported functions jobs may call
  --queue NAME   which queue it serves (default: lessons)
  --threads N    how many jobs at once (default: 1)
  --lease MS     how long it may be silent before others get its jobs (default: 10000)
  --help         show this`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      queue: { type: 'string', default: 'lessons' },
      threads: { type: 'string', default: '1' },
      lease: { type: 'string', default: '10000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(help);
  const [threads, lease] = [Number(values.threads), Number(values.lease)];
  demandAtLeast(1, { threads });
  demandAtLeast(100, { lease });
  const modules = demandModules(positionals);
  const url = process.env.REDIS_URL ?? '';
  await reachRedis(url);

  const runner = new Runner(threads, modules);
  const worker = new Worker<Parcel, Outcome>(
    values.queue,
    (job, token) => carryOut(job, token, runner),
    {
      connection: connectionTo(url),
      concurrency: threads,
      lockDuration: lease,
      stalledInterval: lease / 2,
      maxStalledCount: DEADLY,
      // After an outage it asks again at once; by default it would wait 15 s.
      runRetryDelay: 500,
    },
  );
  worker.on('error', complain);
  await worker.waitUntilReady();

  const stop = async () => {
    await worker.close();
    await runner.destroy();
    process.exit();
  };
  // Asked to stop, or abandoned: it finishes what it is at.
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, stop);
  if (process.send) process.send('ready');
  else print(`Serving the queue '${values.queue}'; Ctrl-C to stop`);
}

/** @throws {RangeError} unless there are such files, and one at least. */
function demandModules(paths: string[]): string[] {
  if (paths.length === 0) throw new RangeError('Say which modules it may run');
  return paths.map((path) => {
    try {
      return realpathSync(path);
    } catch {
      throw new RangeError(`There is no module '${path}'`);
    }
  });
}

/** One delivery. What throws here, BullMQ counts and tries again, or puts aside as failed. */
async function carryOut(
  job: Job<Parcel, Outcome>,
  token: string | undefined,
  runner: Runner,
): Promise<Outcome> {
  const deaths = job.attemptsStarted - job.attemptsMade - 1;
  if (deaths >= DEADLY) throw new UnrecoverableError(poison);

  const { module, task, item, parts } = job.data;
  const outcome = await runner.run({
    module,
    task,
    item: parts ? await resultsOf(parts, job) : item,
    delivery: { id: idOf(String(job.id)), attempt: job.attemptsStarted },
  });
  if (!outcome) {
    // The thread died, not the process: nobody has to wait until the lease is over.
    await job.moveToWait(token);
    throw new WaitingError();
  }
  if (outcome.error === undefined) return outcome;
  throw Object.assign(new Error(outcome.error), { stack: outcome.stack });
}

/** What the children of a job have come to, in the order of their items. */
async function resultsOf(parts: string[], job: Job<Parcel, Outcome>): Promise<unknown[]> {
  const values = await job.getChildrenValues<Outcome>();
  return parts.map((id) => values[`${job.queueQualifiedName}:${id}`]?.result);
}

let lastComplaint = '';

/** A lost lease is not an error: another worker has the job by then. */
function complain({ message }: Error): void {
  if (/\block\b/.test(message) || message === lastComplaint) return;
  lastComplaint = message;
  writeLine(2, `worker ${process.pid}: ${message}`);
}

try {
  await main();
} catch (error) {
  const { name, message, code = '' } = error as NodeJS.ErrnoException;
  const usage = error instanceof RedisError || error instanceof RangeError;
  if (!usage && !code.startsWith('ERR_PARSE_ARGS')) throw error;
  writeLine(2, name === 'RedisError' ? message : `${message}; see --help`);
  process.exitCode = 2;
}

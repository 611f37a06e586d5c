/** A job as it lies in the queue of BullMQ. */
import { randomUUID } from 'node:crypto';
import type { JobOptions } from './contract.ts';
import { nameOf, type TaskName, throughJson } from './task.ts';

/** What a job carries: its item, or the jobs whose results are its item. */
export interface Parcel extends TaskName {
  item?: unknown;
  parts?: string[];
}

/** A job as BullMQ's Queue and FlowProducer take it. */
export interface QueuedJob {
  name: string;
  data: Parcel;
  opts: {
    jobId: string;
    attempts: number;
    backoff: { type: 'exponential'; delay: number };
    removeOnComplete: { age: number };
    removeOnFail: { age: number };
  };
}

/** How long a job that is done is kept, in s, for whoever asks for it or looks at it. */
const KEPT = 3600;

export function makeJob(
  meta: ImportMeta,
  fn: unknown,
  content: Pick<Parcel, 'item' | 'parts'>,
  { id = randomUUID(), attempts = 1, backoff = 100 }: JobOptions,
): QueuedJob {
  const name = nameOf(meta, fn);
  return {
    name: name.task,
    data: { ...name, ...throughJson(content, 'The item') },
    opts: {
      jobId: jobIdOf(id),
      attempts,
      backoff: { type: 'exponential', delay: backoff },
      removeOnComplete: { age: KEPT },
      removeOnFail: { age: KEPT },
    },
  };
}

/** BullMQ takes no number for an id, and no colon in one. */
function jobIdOf(id: string): string {
  return `job-${encodeURIComponent(id)}`;
}

/** The id that whoever submitted the job has given it. */
export function idOf(jobId: string): string {
  return decodeURIComponent(jobId.slice('job-'.length));
}

/**
 * The threads in which schedules run: made once, used for one exploration after the other.
 */
import { setEnvironmentData, Worker } from 'node:worker_threads';
import { workerFile, workerOptions } from '../../worker-file.ts';
import { at, claimSeat, table as ours, type Seat, TABLE_KEY } from '../thread/table.ts';
import type { ControlMemory } from './layout.ts';

/** What a thread has to do in one exploration. */
export interface Job {
  me: number;
  url: string;
  exportName: string;
  shared: object;
  modules: string[];
  /** The ways to the arrays whose plain accesses count. */
  watched: string[][];
  control: ControlMemory;
  limits: Int32Array;
  result: Int32Array;
  /** Whether each Atomics operation is a step. */
  inside: boolean;
  /** The slots of all its threads. */
  seats: number[];
}

interface Member {
  worker: Worker;
  seat: Seat;
}

/**
 * A table of threads of their own: a schedule begins with the same one each time, whatever
 * the other threads of the program do.
 */
export const table = new Int32Array(new SharedArrayBuffer(ours.byteLength));

let members: Member[] = [];

/** So many threads, ready for a job; those that there are already are used again. */
export async function hire(count: number): Promise<Member[]> {
  while (members.length < count) {
    const name = `Worker-${members.length + 1}`;
    members.push({
      seat: claimSeat(name, { listed: false }),
      worker: undefined as never,
    });
    const member = members.at(-1) as Member;
    const { slot } = member.seat;
    table.set(ours.subarray(at(slot, 0), at(slot + 1, 0)), at(slot, 0));
    table.set(ours.subarray(0, at(1, 0)));
    setEnvironmentData(TABLE_KEY, table.buffer as never);
    try {
      const workerData = { [TABLE_KEY]: member.seat };
      const boot = workerFile(new URL('./boot.ts', import.meta.url));
      member.worker = new Worker(boot, { ...workerOptions, name, workerData });
    } finally {
      setEnvironmentData(TABLE_KEY, ours.buffer as never);
    }
    member.worker.unref();
    await answerOf(member);
  }
  return members.slice(0, count);
}

/** Gives each its job; they wait for their turns then. */
export async function brief(hired: Member[], jobs: Job[]): Promise<void> {
  await Promise.all(
    hired.map((member, i) => {
      const answer = answerOf(member);
      member.worker.postMessage(jobs[i]);
      return answer;
    }),
  );
}

/** What a thread sends next. @throws what went wrong there. */
export async function answerOf<T>({ worker }: Member): Promise<T> {
  worker.ref();
  try {
    return await new Promise<T>((resolve, reject) => {
      const clear = () => {
        worker.off('message', heard);
        worker.off('error', failed);
        worker.off('exit', gone);
      };
      const heard = (message: T & { error?: unknown }) => {
        clear();
        if (message.error) reject(message.error);
        else resolve(message);
      };
      const failed = (error: unknown) => {
        clear();
        reject(error);
      };
      const gone = () => failed(new Error('Cannot explore: a thread has ended'));
      worker.on('message', heard);
      worker.on('error', failed);
      worker.on('exit', gone);
    });
  } finally {
    worker.unref();
  }
}

/** Ends all of them: after an exploration that has left them in an unknown state. */
export async function dismiss(): Promise<void> {
  const all = members;
  members = [];
  await Promise.all(all.map(({ worker }) => worker.terminate()));
}

export type { Member };

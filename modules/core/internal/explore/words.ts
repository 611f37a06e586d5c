/** What the threads of a schedule do to the primitives, in words. */
import { show } from '../../print.ts';

/** An operation that is over. */
export interface Call {
  name: string;
  args: unknown[];
  result: unknown;
  /** What a number was before. */
  before: unknown;
}

/** What a thread has done, in words. */
export type Words = (call: Call) => string;

const plain =
  (verb: string): Words =>
  ({ name }) =>
    `${verb} ${name}`;
const taken: Words = ({ name, result }) =>
  result === false ? `does not get ${name}` : `takes ${name}`;
const waited: Words = ({ name, result }) =>
  result === false ? `gives up waiting for ${name}` : `has waited for ${name}`;
const found: Words = (call) =>
  call.result === false ? waited(call) : `finds ${call.name} set`;
const asked =
  (question: string): Words =>
  ({ name, result }) =>
    `asks whether ${name} is ${question}: ${result ? 'yes' : 'no'}`;

const LOCK: Record<string, Words> = {
  acquire: taken,
  acquireAsync: taken,
  release: plain('releases'),
  locked: asked('locked'),
  recover: ({ name, result }) => `${result ? 'recovers' : 'need not recover'} ${name}`,
};
const SEMAPHORE: Record<string, Words> = {
  acquire: taken,
  acquireAsync: taken,
  tryAcquire: taken,
  release: plain('releases'),
};
const QUEUE: Record<string, Words> = {
  put: ({ name, args }) => `puts ${show(args[0])} into ${name}`,
  putAsync: ({ name, args }) => `puts ${show(args[0])} into ${name}`,
  get: ({ name, result }) => `gets ${show(result)} from ${name}`,
  getAsync: ({ name }) => `gets from ${name}`,
  qsize: ({ name, result }) => `asks how many are in ${name}: ${result}`,
  empty: asked('empty'),
  full: asked('full'),
  taskDone: ({ name }) => `is done with one of ${name}`,
  join: waited,
  joinAsync: waited,
  shutdown: plain('shuts down'),
};
export const NUMBER_WORDS: Record<string, Words> = {
  read: ({ name, result }) => `reads ${name}: ${result}`,
  write: ({ name, args, before }) => `writes ${name}: ${before} → ${args.at(-1)}`,
  add: ({ name, args, before }) =>
    `adds ${args.at(-1)} to ${name}: ${before} → ${Number(before) + Number(args.at(-1))}`,
};

export const OPERATIONS: Record<string, Record<string, Words>> = {
  Lock: LOCK,
  RLock: LOCK,
  Semaphore: SEMAPHORE,
  BoundedSemaphore: SEMAPHORE,
  Event: {
    isSet: asked('set'),
    set: plain('sets'),
    clear: plain('clears'),
    wait: found,
    waitAsync: found,
  },
  Condition: {
    wait: waited,
    waitAsync: waited,
    notify: ({ name, args }) => `notifies ${args[0] ?? 1} at ${name}`,
    notifyAll: plain('notifies all at'),
  },
  Barrier: {
    wait: ({ name, result }) => `passes ${name} as number ${result}`,
    waitAsync: plain('arrives at'),
    abort: plain('breaks'),
    reset: plain('resets'),
  },
  Queue: QUEUE,
  LifoQueue: QUEUE,
  PriorityQueue: QUEUE,
};

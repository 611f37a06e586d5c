/**
 * How many items a second go through a queue, from one thread to another.
 *
 *   npx tsx scripts/bench/queue.ts
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { Queue } from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { type Figure, inTurns, measured, python, report } from '../lib/bench.ts';

const ROUNDS = 3;
const RING = 2 ** 12;

/** How many items a bounded queue has room for. */
const ROOM = 1_000;

type Kind = 'integers' | 'objects';

const item = (kind: Kind, i: number) =>
  kind === 'integers' ? i : { id: i, name: 'item', score: 2.5 };

const now = () => performance.timeOrigin + performance.now();

/** Lets the compiler see the code that will be timed: it takes some 50 ms a thread. */
function warmUp(kind: Kind): void {
  const queue = new Queue();
  for (let i = 0; i < 100_000; i++) {
    queue.put(item(kind, i));
    queue.get();
  }
}

export function put(queue: Queue, kind: Kind, count: number, ready: Barrier): number {
  warmUp(kind);
  ready.wait();
  const start = now();
  for (let i = 0; i < count; i++) queue.put(item(kind, i));
  return start;
}

export function get(queue: Queue, kind: Kind, count: number, ready: Barrier): number {
  warmUp(kind);
  ready.wait();
  for (let i = 0; i < count; i++) queue.get();
  return now();
}

export function post(port: MessagePort, kind: Kind, count: number, ready: Barrier) {
  ready.wait();
  const start = now();
  for (let i = 0; i < count; i++) port.postMessage(item(kind, i));
  port.close();
  return start;
}

export function receive(port: MessagePort, _: Kind, count: number, ready: Barrier) {
  ready.wait();
  let left = count;
  return new Promise<number>((done) => {
    port.on('message', () => {
      if (--left > 0) return;
      port.close();
      done(now());
    });
  });
}

/** The limit: one producer and one consumer need no lock at all, if the items are numbers. */
export function putIntoRing(ring: Int32Array, _: Kind, count: number, ready: Barrier) {
  ready.wait();
  const start = now();
  for (let i = 0; i < count; i++) {
    let head = Atomics.load(ring, RING);
    while (i - head === RING) {
      Atomics.wait(ring, RING, head);
      head = Atomics.load(ring, RING);
    }
    ring[i % RING] = i;
    Atomics.store(ring, RING + 1, i + 1);
    // Stored first, asked then, on both sides: one of the two sees the other.
    if (Atomics.load(ring, RING) === i) Atomics.notify(ring, RING + 1);
  }
  return start;
}

export function getFromRing(ring: Int32Array, _: Kind, count: number, ready: Barrier) {
  ready.wait();
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let tail = Atomics.load(ring, RING + 1);
    while (tail === i) {
      Atomics.wait(ring, RING + 1, tail);
      tail = Atomics.load(ring, RING + 1);
    }
    sum += ring[i % RING] as number;
    Atomics.store(ring, RING, i + 1);
    if (Atomics.load(ring, RING + 1) - i === RING) Atomics.notify(ring, RING);
  }
  return sum > 0 ? now() : 0;
}

type Side<End> = (end: End, kind: Kind, count: number, ready: Barrier) => unknown;

/** Millions of items a second between two threads, once both are there. */
async function millions<End>(
  kind: Kind,
  count: number,
  [left, right]: [End, End],
  [producer, consumer]: [Side<End>, Side<End>],
): Promise<number> {
  const ready = new Barrier(2);
  const threads = [
    new Thread(import.meta, { target: producer, args: [left, kind, count, ready] }),
    new Thread(import.meta, { target: consumer, args: [right, kind, count, ready] }),
  ];
  for (const thread of threads) thread.start();
  const [start, end] = (await Promise.all(threads.map((t) => t.join()))) as number[];
  return count / (Number(end) - Number(start)) / 1000;
}

function throughQueue(kind: Kind, count: number, maxsize = 0): Promise<number> {
  const queue = new Queue(maxsize);
  return millions(kind, count, [queue, queue], [put, get]);
}

function throughPorts(kind: Kind, count: number): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  return millions(kind, count, [port1, port2], [post, receive]);
}

const pythonQueue = (kind: Kind, parts: 'threading' | 'multiprocessing') => `
import queue, threading, multiprocessing, time
COUNT = 100000
def put(q, ready):
    ready.wait()
    for i in range(COUNT): q.put(${kind === 'integers' ? 'i' : "{'id': i, 'name': 'item', 'score': 2.5}"})
kind = '${parts}'
q = queue.Queue() if kind == 'threading' else multiprocessing.Queue()
ready = threading.Barrier(2) if kind == 'threading' else multiprocessing.Barrier(2)
Worker = threading.Thread if kind == 'threading' else multiprocessing.Process
worker = Worker(target=put, args=(q, ready))
worker.start()
ready.wait()
start = time.perf_counter()
for _ in range(COUNT): q.get()
print(COUNT / (time.perf_counter() - start) / 1e6)
worker.join()`;

async function* queues(): AsyncGenerator<Figure> {
  const integers = await inTurns(ROUNDS, {
    queue: () => throughQueue('integers', 1_000_000),
    bounded: () => throughQueue('integers', 1_000_000, ROOM),
    ring: () => {
      const ring = new Int32Array(new SharedArrayBuffer(4 * (RING + 2)));
      return millions('integers', 1_000_000, [ring, ring], [putIntoRing, getFromRing]);
    },
    ports: () => throughPorts('integers', 300_000),
    threading: () => python(pythonQueue('integers', 'threading')),
    multiprocessing: () => python(pythonQueue('integers', 'multiprocessing')),
  });
  const ring = { name: 'ring without locks, numbers only', value: Number(integers.ring) };
  yield {
    name: 'Queue, integers, one thread to one',
    unit: 'million/s',
    value: Number(integers.queue),
    limit: ring,
    peers: measured({
      postMessage: integers.ports,
      'CPython, queue.Queue': integers.threading,
      'CPython, multiprocessing.Queue': integers.multiprocessing,
    }),
  };
  yield {
    name: 'Queue with room for 1,000, integers',
    unit: 'million/s',
    value: Number(integers.bounded),
    limit: ring,
    peers: measured({
      'Queue without a bound': integers.queue,
      postMessage: integers.ports,
    }),
  };

  const objects = await inTurns(ROUNDS, {
    queue: () => throughQueue('objects', 500_000),
    bounded: () => throughQueue('objects', 500_000, ROOM),
    ports: () => throughPorts('objects', 300_000),
    threading: () => python(pythonQueue('objects', 'threading')),
  });
  yield {
    name: 'Queue, objects of three fields, one thread to one',
    unit: 'million/s',
    value: Number(objects.queue),
    peers: measured({
      postMessage: objects.ports,
      'CPython, queue.Queue': objects.threading,
    }),
  };
  yield {
    name: 'Queue with room for 1,000, objects of three fields',
    unit: 'million/s',
    value: Number(objects.bounded),
    peers: measured({
      'Queue without a bound': objects.queue,
      postMessage: objects.ports,
    }),
  };
}

if (isMain(import.meta)) await report(queues());

/**
 * Producer and consumer as processes — one makes, the other works, both at the same time.
 *
 * In Python: a multiprocessing.Queue, and None at the end as the sign that nothing more
 * comes; or a get(timeout=1), which guesses it.
 * Here: the same queue, from a Manager. The sentinel is one way to end. The other one is
 * shutdown(): get() then throws when the queue is empty, for any number of consumers, and
 * nobody has to count sentinels or guess from silence.
 */
import { isMain } from '../core/main.ts';
import { type EventProxy, Manager, type QueueProxy } from '../core/manager.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { QueueShutDownError } from '../core/queue.ts';

const ITEMS = ['data_1', 'data_2', 'data_3', 'data_4'];

// The consumer may begin when there is no more room, or nothing more to put.
export async function produce(
  queue: QueueProxy<string | null>,
  mayBegin: EventProxy,
): Promise<number> {
  for (const item of ITEMS) {
    print(`Producing ${item}`);
    if ((await queue.full()) && !(await mayBegin.isSet())) {
      print(`No room for ${item}: it waits for the consumer`);
      await mayBegin.set();
    }
    await queue.put(item);
  }
  await mayBegin.set();
  await queue.put(null); // the sentinel
  return process.pid;
}

export async function consume(
  queue: QueueProxy<string | null>,
  mayBegin: EventProxy,
): Promise<{ count: number; pid: number }> {
  await mayBegin.wait();
  let count = 0;
  for (let item = await queue.get(); item !== null; item = await queue.get()) {
    print(`Consuming ${item}`);
    count++;
  }
  return { count, pid: process.pid };
}

// With shutdown() there may be several of these: each takes what the others leave.
export async function consumeAll(queue: QueueProxy<string>): Promise<number> {
  for (let count = 0; ; count++) {
    try {
      await queue.get();
    } catch (error) {
      if (error instanceof QueueShutDownError) return count;
      throw error;
    }
  }
}

async function main(): Promise<void> {
  await using manager = await Manager.start();

  // Room for two: a producer that is faster has to wait for the consumer.
  const args: [QueueProxy<string | null>, EventProxy] = [
    manager.queue(2),
    manager.event(),
  ];
  const producer = new Process(import.meta, { target: produce, args });
  const consumer = new Process(import.meta, { target: consume, args });
  producer.start();
  consumer.start();
  const pids = [process.pid, await producer.join()];
  const { count, pid } = await consumer.join();
  print(
    `Consumed until the sentinel: ${count}, by another process: ${!pids.includes(pid)}`,
  );

  const shared = manager.queue<string>();
  const team = [1, 2].map(
    () => new Process(import.meta, { target: consumeAll, args: [shared] }),
  );
  for (const member of team) member.start();
  for (const item of ITEMS) await shared.put(item);
  await shared.shutdown();
  const counts = await Promise.all(team.map((member) => member.join()));
  print(`Consumed by two until the shutdown: ${counts.reduce((a, b) => a + b)}`);
}

if (isMain(import.meta)) await main();

// Output:
// Producing data_1
// Producing data_2
// Producing data_3
// No room for data_3: it waits for the consumer
// --- interleaved ---
// Producing data_4
// --- with ---
// Consuming data_1
// Consuming data_2
// Consuming data_3
// Consuming data_4
// --- end ---
// Consumed until the sentinel: 4, by another process: true
// Consumed by two until the shutdown: 4

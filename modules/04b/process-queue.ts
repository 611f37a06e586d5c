/**
 * A queue between processes — one puts, another gets, and neither knows of the other.
 *
 * In Python: multiprocessing.Queue(), a pipe with locks, fed by a thread in each process.
 * Here: processes have no memory in common, so the queue lives in a Manager in main, and
 * they talk to it over a socket. Each call is a message and an answer: some 50 µs, where
 * a Queue between threads takes less than one.
 *
 * Often you need none: join() brings one result from each process.
 */
import { isMain } from '../core/main.ts';
import { Manager, type QueueProxy } from '../core/manager.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

export async function greet(queue: QueueProxy): Promise<number> {
  await queue.put('Hello from the child process');
  return process.pid;
}

export async function produce(queue: QueueProxy<number>): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await queue.put(i);
    print(`Produced ${i}`);
  }
  return process.pid;
}

export async function consume(queue: QueueProxy<number>): Promise<number> {
  for (let i = 0; i < 5; i++) print(`Consumed ${await queue.get()}`);
  return process.pid;
}

async function main(): Promise<void> {
  await using manager = await Manager.start();

  const greetings = manager.queue();
  const child = new Process(import.meta, { target: greet, args: [greetings] });
  child.start();
  print(`Main received: ${await greetings.get()}`);
  const pids = [process.pid, await child.join()];

  // From one child to another. What was put is there when the producer has long ended.
  const numbers = manager.queue<number>();
  const producer = new Process(import.meta, { target: produce, args: [numbers] });
  producer.start();
  pids.push(await producer.join());
  print(`Producer gone, items waiting: ${await numbers.qsize()}`);

  const consumer = new Process(import.meta, { target: consume, args: [numbers] });
  consumer.start();
  pids.push(await consumer.join());
  print(`Left: ${await numbers.qsize()}, processes in all: ${new Set(pids).size}`);
}

if (isMain(import.meta)) await main();

// Output:
// Main received: Hello from the child process
// Produced 0
// Produced 1
// Produced 2
// Produced 3
// Produced 4
// Producer gone, items waiting: 5
// Consumed 0
// Consumed 1
// Consumed 2
// Consumed 3
// Consumed 4
// Left: 0, processes in all: 4

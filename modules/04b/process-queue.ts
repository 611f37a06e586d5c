/**
 * A queue between processes — one puts, another gets, and a third process knows of neither.
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

export async function greet(queue: QueueProxy): Promise<void> {
  await queue.put('Hello from the child process');
}

export async function produce(queue: QueueProxy<number>): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await queue.put(i);
    print(`Produced ${i}`);
  }
}

export async function consume(queue: QueueProxy<number>): Promise<void> {
  for (let i = 0; i < 5; i++) print(`Consumed ${await queue.get()}`);
}

async function main(): Promise<void> {
  await using manager = await Manager.start();

  const greetings = manager.queue();
  const child = new Process(import.meta, { target: greet, args: [greetings] });
  child.start();
  print(`Main received: ${await greetings.get()}`);
  await child.join();

  // From one child to another. What was put is there when the producer has long ended.
  const numbers = manager.queue<number>();
  const producer = new Process(import.meta, { target: produce, args: [numbers] });
  producer.start();
  await producer.join();
  print(`Producer gone, items waiting: ${await numbers.qsize()}`);

  const consumer = new Process(import.meta, { target: consume, args: [numbers] });
  consumer.start();
  await consumer.join();
  print(`Left: ${await numbers.qsize()}`);
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
// Left: 0

/**
 * Transfer — memory that is moved to another thread, instead of copied.
 *
 * In Python: nothing moves between processes; shared_memory blocks are opened by name.
 * Here: three ways to hand 100 MB to a thread. As it is, an ArrayBuffer is copied: twice
 * the memory, and the time to copy it. In the transfer list it is moved: the thread has it
 * and the sender is left with 0 bytes, so no two threads can ever write at once. A
 * SharedArrayBuffer is not sent at all, both see one memory, and need a lock. None of it
 * reaches another process: what is sent to one is copied.
 *
 * Send the buffer and make the view over there: Deno looks at every element of a typed
 * array that arrives, over a second for 100 MB.
 */
import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const SIZE = 100 * 2 ** 20;

// Writes into what arrives, and keeps it, so that its memory counts until the end.
export async function write(port: MessagePort, ready: Event): Promise<void> {
  const kept: ArrayBuffer[] = [];
  ready.set();
  while (kept.length < 3) {
    const [memory]: ArrayBuffer[] = await once(port, 'message');
    if (!memory) break;
    kept.push(memory);
    new Uint8Array(memory)[0] = 7;
    port.postMessage(memory.byteLength);
  }
  port.close();
}

// `transfer` lists what is to be moved; whatever is not in it is copied.
async function hand(
  how: string,
  port: MessagePort,
  bytes: Uint8Array,
  transfer: ArrayBuffer[] = [],
): Promise<number> {
  const before = process.memoryUsage().rss;
  const watch = stopwatch();
  port.postMessage(bytes.buffer, transfer);
  const [arrived] = await once(port, 'message');
  print(`${how}: ${arrived} bytes arrived, ${bytes.length} are left, took ${watch}`);
  print(`  The thread wrote a 7 over the first byte; here it is: ${bytes[0]}`);
  return Math.round((process.memoryUsage().rss - before) / 2 ** 20);
}

async function main(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const ready = new Event();
  const thread = new Thread(import.meta, { target: write, args: [port2, ready] });
  thread.start();
  await ready.waitAsync();

  const bytes = new Uint8Array(SIZE).fill(1);
  const shared = new Uint8Array(new SharedArrayBuffer(SIZE)).fill(1);
  const byCopy = await hand('Copied', port1, bytes);
  const byMove = await hand('Moved', port1, bytes, [bytes.buffer]);
  const byShare = await hand('Shared', port1, shared);
  await thread.join();

  // What was given away cannot be changed by mistake.
  try {
    bytes.fill(1);
  } catch (error) {
    print(`Filling the moved array: ${(error as Error).name}`);
  }

  // How much the program grew each time: only the copy needed memory.
  print(`Memory in MB: copied ${byCopy}, moved ${byMove}, shared ${byShare}`);
  print(`Only the copy took it: ${byCopy > 90 && byMove < 50 && byShare < 50}`);
}

if (isMain(import.meta)) await main();

// Output:
// Copied: 104857600 bytes arrived, 104857600 are left, took <float> s
//   The thread wrote a 7 over the first byte; here it is: 1
// Moved: 104857600 bytes arrived, 0 are left, took <float> s
//   The thread wrote a 7 over the first byte; here it is: undefined
// Shared: 104857600 bytes arrived, 104857600 are left, took <float> s
//   The thread wrote a 7 over the first byte; here it is: 7
// Filling the moved array: TypeError
// Memory in MB: copied <int 91..400>, moved <int < 50>, shared <int < 50>
// Only the copy took it: true

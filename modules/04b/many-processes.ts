/**
 * Many processes — three at once, each with a pid of its own.
 *
 * In Python: a list of Process objects, one loop that starts them, one that joins them.
 * Here: the same two loops. The operating system decides which one comes first; what it
 * cannot mix up is the order of the results, which is that of the joins.
 *
 * A process costs 30 to 300 ms and tens of megabytes. Start about as many as there are
 * cores, and for more tasks than that use a pool.
 */
import { isMain } from '../core/main.ts';
import { Manager, type QueueProxy } from '../core/manager.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

// A process that has started says so, and then waits for the word to go on. The two queues
// are served by the manager in main: processes have no memory in common.
export async function work(
  name: string,
  started: QueueProxy<string>,
  goOn: QueueProxy<boolean>,
): Promise<number> {
  print(`${name}: started`);
  await started.put(name);
  await goOn.get();
  print(`${name}: finished`);
  return process.pid;
}

async function main(): Promise<void> {
  await using manager = await Manager.start();
  const [started, goOn] = [manager.queue<string>(), manager.queue<boolean>()];
  const names = ['A', 'B', 'C'];
  const processes = names.map(
    (name) => new Process(import.meta, { target: work, args: [name, started, goOn] }),
  );
  for (const child of processes) child.start();

  // None goes on before all have started: all three are alive at this point.
  for (const _ of names) await started.get();
  print(`Alive at once: ${processes.filter((child) => child.isAlive()).length}`);
  for (const _ of names) await goOn.put(true);

  const pids = await Promise.all(processes.map((child) => child.join()));
  print(`Different pids, main's included: ${new Set([...pids, process.pid]).size}`);
  print(
    'Exit codes:',
    processes.map(({ exitCode }) => exitCode),
  );
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// A: started
// B: started
// C: started
// --- end ---
// Alive at once: 3
// --- any order ---
// A: finished
// B: finished
// C: finished
// --- end ---
// Different pids, main's included: 4
// Exit codes: [0, 0, 0]

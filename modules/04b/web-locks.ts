/**
 * Web Locks — a lock that is known by its name.
 *
 * In Python: nothing in the standard library; posix_ipc has named semaphores.
 * Here: navigator.locks.request(name, work), as in every browser: there for the tabs and
 * workers of one site, here for the threads of one program, not for other processes.
 * Nothing has to be handed over, the name is enough. The lock is held until the promise of
 * `work` is settled, so that nobody can forget to give it back. `ifAvailable` does not
 * wait, `mode: 'shared'` lets readers in together, `signal` gives up a wait.
 *
 * Node has it from 24 on, Deno has it, Bun and older Nodes have not: there this lesson
 * hands over locks of the core, each under a name. (On Node a thread that is terminated
 * takes what it holds with it: nobody gets that lock any more. The core's locks, and Deno's,
 * are given up, and the core's next owner is told.)
 */
import { Event } from '../core/event.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

type Work<Result> = (lock: object | null) => Result | Promise<Result>;
interface Options {
  mode?: 'exclusive' | 'shared';
  ifAvailable?: boolean;
}
interface WebLocks {
  request<Result>(name: string, options: Options, work: Work<Result>): Promise<Result>;
}

const { locks } = (globalThis as { navigator?: { locks?: WebLocks } }).navigator ?? {};

/** Locks by their names, for where the runtime has none. */
type Spare = Record<string, Lock>;

async function request<Result>(
  spare: Spare,
  name: string,
  options: Options,
  work: Work<Result>,
): Promise<Result> {
  if (locks) {
    // On Node, whoever waits for a lock and for nothing else is not kept alive by that.
    const alive = setInterval(() => {}, 60_000);
    return locks.request(name, options, work).finally(() => clearInterval(alive));
  }
  const lock = spare[name] as Lock;
  if (!(await lock.acquireAsync(options.ifAvailable ? { timeout: 0 } : {}))) {
    return work(null);
  }
  try {
    return await work(lock);
  } finally {
    lock.release();
  }
}

/** Whether a lock is free; nobody waits for the answer. */
const isFree = (spare: Spare, name: string) =>
  request(spare, name, { ifAvailable: true }, (lock) => lock !== null);

// Asks for the lock, and says so when the request is on its way; goes on when it may.
export async function visit(
  who: string,
  spare: Spare,
  inside: Int32Array,
  asked: Event,
  mayLeave: Event,
): Promise<void> {
  const visited = request(spare, 'counter', {}, async () => {
    print(`${who} is in, of those inside: ${Atomics.add(inside, 0, 1) + 1}`);
    await mayLeave.waitAsync();
    Atomics.sub(inside, 0, 1);
  });
  // Requests are answered in order: after this one, the first one waits or is inside.
  print(`${who} asks: is 'counter' free? ${await isFree(spare, 'counter')}`);
  asked.set();
  await visited;
}

async function main(): Promise<void> {
  const spare: Spare = locks ? {} : { counter: new Lock(), page: new Lock() };
  const inside = new Int32Array(new SharedArrayBuffer(4));
  const start = async (who: string) => {
    const [asked, mayLeave] = [new Event(), new Event()] as const;
    const args: Parameters<typeof visit> = [who, spare, inside, asked, mayLeave];
    const thread = new Thread(import.meta, { target: visit, args });
    thread.start();
    await asked.waitAsync();
    return { thread, mayLeave };
  };

  const a = await start('A');
  const b = await start('B');
  print(`Inside, when both have asked: ${Atomics.load(inside, 0)}`);
  print(`Main: is 'counter' free? ${await isFree(spare, 'counter')}`);
  print(`Main: is 'page' free? ${await isFree(spare, 'page')}`);
  a.mayLeave.set();
  b.mayLeave.set();
  for (const { thread } of [a, b]) await thread.join();
  print(`Main: is 'counter' free? ${await isFree(spare, 'counter')}`);

  if (!locks) return print('No navigator.locks here: these were locks of the core');
  await locks.request('page', { mode: 'shared' }, () =>
    locks.request('page', { mode: 'shared' }, async () => {
      print(`Two readers are in; may a writer? ${await isFree(spare, 'page')}`);
    }),
  );
}

if (isMain(import.meta)) await main();

// Output:
// A is in, of those inside: 1
// A asks: is 'counter' free? false
// B asks: is 'counter' free? false
// Inside, when both have asked: 1
// Main: is 'counter' free? false
// Main: is 'page' free? true
// B is in, of those inside: 1
// Main: is 'counter' free? true
// --- on node 24, node 26, deno ---
// Two readers are in; may a writer? false
// --- end ---
// --- on node 20, node 22, bun ---
// No navigator.locks here: these were locks of the core
// --- end ---

/** The first file of an explorer's thread: takes scenarios, and runs schedule by schedule. */
import { parentPort } from 'node:worker_threads';
import { reviveAll } from '../../revive.ts';
import { Packet } from '../message/packet.ts';
import { setProbe } from '../sync/probe.ts';
import { withoutNet } from '../sync/wait.ts';
import { endLife } from '../thread/exit.ts';
import { here, nameOf, table } from '../thread/table.ts';
import { replaceAtomics } from './atomics.ts';
import { Control } from './control.ts';
import type { Job } from './crew.ts';
import { command, EXPLORER, head } from './layout.ts';
import { anew, regionsOf, tableSteps } from './memory.ts';
import { noteDeeds, watchOperations } from './operations.ts';
import { drive } from './sleeping.ts';
import { Broken, steps } from './steps.ts';
import { watch } from './watched.ts';
import { replaceWorld } from './world.ts';

replaceAtomics();
replaceWorld();
withoutNet();

type Rejection = Event & { reason: unknown };
type Target = (shared: object) => unknown;

const packet = new Packet();
const name = nameOf(here.slot);

// Where nobody awaits it: an error of the scenario, or of its being broken off.
process.on('unhandledRejection', notAwaited);
// Deno's way.
Reflect.get(globalThis, 'addEventListener')?.(
  'unhandledrejection',
  (event: Rejection) => {
    event.preventDefault();
    notAwaited(event.reason);
  },
);

function notAwaited(error: unknown): void {
  if (error instanceof Broken) return;
  steps.session?.control.violate(`${name} has a rejection that nobody awaits: ${error}`);
}

parentPort?.on('message', (job: Job) => {
  void work(job).catch((error) => parentPort?.postMessage({ error }));
});
parentPort?.postMessage('here');

async function work(job: Job): Promise<void> {
  const { me, url, exportName } = job;
  const shared = await reviveAll(job.shared, job.modules);
  const target: unknown = (await import(url))[exportName];
  if (typeof target !== 'function') {
    throw new TypeError(
      `Cannot explore: ${url} exports no function '${exportName}'; write 'export' before it`,
    );
  }
  const control = new Control(job.control, me);
  const regions = regionsOf(shared, table);
  const { inside, seats } = job;
  steps.open(
    { control, me, regions, inside, table: tableSteps(seats) },
    seats,
    job.limits,
  );
  parentPort?.postMessage('ready');
  // A turn of its own, so that the message is on its way before the thread is parked.
  setImmediate(() => void live(control, target as Target, shared, job));
}

async function live(
  control: Control,
  target: Target,
  shared: object,
  job: Job,
): Promise<void> {
  for (;;) {
    control.park();
    const order = control.get(head.command);
    if (order === command.leave) return;
    if (order === command.tell) {
      parentPort?.postMessage(steps.events.splice(0));
      continue;
    }
    if (!control.isBroken) await runOnce(control, target, shared, job);
    if (!control.isBroken) control.look();
    control.leave();
    if (control.isBroken) control.give(EXPLORER);
    else control.pass(false);
  }
}

/** One schedule. */
async function runOnce(
  control: Control,
  target: Target,
  shared: object,
  job: Job,
): Promise<void> {
  const own = anew(shared);
  for (const { owner, key, path } of watchedIn(own, job.watched)) {
    Reflect.set(owner, key, watch(Reflect.get(owner, key), path));
  }
  watchOperations(own);
  steps.running = true;
  setProbe(steps.isTraced ? noteDeeds : undefined);
  const keep = (result: unknown) => {
    packet.pack(result);
    if (packet.length > job.result.length) {
      throw new RangeError(`its result is larger than ${4 * job.result.length} bytes`);
    }
    job.result.set(packet.words.subarray(0, packet.length));
  };
  const fail = (error: unknown) => {
    if (error instanceof Broken || control.isBroken) return;
    const text =
      error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    control.violate(`${name} threw ${text}`);
    steps.tell(`throws ${error instanceof Error ? error.name : text}`);
  };
  try {
    const result = target(own);
    if (result instanceof Promise) await drive(result.then(keep).catch(fail));
    else keep(result);
  } catch (error) {
    fail(error);
  }
  try {
    if (!control.isBroken) endLife();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
  }
  steps.running = false;
  // Of all that it knew, only its result counts from now on.
  if (!control.isBroken) {
    control.knowledge = [0, 0];
    for (let i = 0; i < packet.length; i++) steps.learn(packet.words[i] as number, 10);
  }
  // Of a life that was broken off something may be left.
  endLife();
}

function watchedIn(shared: object, paths: string[][]) {
  return paths.map((path) => {
    const key = path.at(-1) as string;
    let owner = shared;
    for (const each of path.slice(0, -1)) owner = Reflect.get(owner, each);
    return { owner, key, path: path.join('.') };
  });
}

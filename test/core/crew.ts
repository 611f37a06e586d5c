/** Threads that are started once and called again and again: a start takes its time. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  type Packed,
  packError,
  unpackError,
} from '../../modules/core/internal/message/packed-error.ts';
import { setProbe } from '../../modules/core/internal/sync/probe.ts';
import { revive } from '../../modules/core/revive.ts';
import { Thread } from '../../modules/core/thread.ts';
import { within } from './waiting.ts';

/** A function that a module exports, and what to call it with. */
interface Order {
  url: string;
  name: string;
  args: unknown[];
}

type Answer = { result: unknown } | { error: Packed };

/** What each of these threads does: calls one function after the other. */
export function serve(port: MessagePort): Promise<never> {
  const { wait } = Atomics;
  const probe = setProbe(undefined);
  setProbe(probe);
  port.on('message', async (order: Order) => {
    const answer = await carryOut(order);
    // As if the thread were a new one: see `dropNet` and `countWaits`.
    Atomics.wait = wait;
    setProbe(probe);
    port.postMessage(answer);
  });
  return new Promise(() => {});
}

async function carryOut({ url, name, args }: Order): Promise<Answer> {
  try {
    return { result: await (await import(url))[name](...revive(args)) };
  } catch (error) {
    return { error: packError(error) };
  }
}

const idle: MessagePort[] = [];

function hire(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  new Thread(import.meta, { target: serve, args: [port2], daemon: true }).start();
  return port1;
}

/**
 * Runs an exported function of a test file in a thread, like `inThread`, but one that was
 * there before, if there is one with nothing to do.
 */
export async function inCrew<Result, Args extends unknown[]>(
  { url }: ImportMeta,
  target: (...args: Args) => Result,
  ...args: Args
): Promise<Awaited<Result>> {
  const port = idle.pop() ?? hire();
  const order: Order = { url, name: target.name, args };
  const answer = await within(
    new Promise<Answer>((resolve) => {
      port.once('message', resolve);
      port.postMessage(order);
    }),
  );
  idle.push(port);
  if ('error' in answer) throw unpackError(answer.error);
  return answer.result as Awaited<Result>;
}

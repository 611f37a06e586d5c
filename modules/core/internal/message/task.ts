/**
 * What a new thread or process has to do, as data that can be sent to it: functions
 * cannot be, so it imports the module again and finds the function by its name.
 *
 * Internal to the core: thread.ts and process.ts describe tasks, their boot files run
 * them.
 */

import { fileURLToPath } from 'node:url';
import { MessagePort } from 'node:worker_threads';
import { objectsIn, primitivesIn } from './primitives.ts';

/** A function to run elsewhere, and what to call it with. */
export type TaskOptions<Args extends unknown[], Result> = {
  /** A function that the module exports under its own name. */
  target: (...args: Args) => Result;
} & ([] extends Args
  ? { args?: NoInfer<Args> }
  : {
      /** What the function is called with; has to survive structured clone. */
      args: NoInfer<Args>;
    });

/** The name of a module's export, and what to call it with. */
export interface Task {
  url: string;
  exportName: string;
  args: unknown[];
}

/** @throws {TypeError} unless the target is a function that can be found by its name. */
export function describeTask(
  meta: ImportMeta,
  target: unknown,
  args: readonly unknown[],
): Task {
  if (typeof target !== 'function' || target.name === '') {
    throw new TypeError(
      "'target' must be a function that the module exports by its name",
    );
  }
  return { url: meta.url, exportName: target.name, args: [...args] };
}

/** In the new thread or process: finds the export and makes the arguments ready. */
export async function loadTask(task: Task) {
  const exported: unknown = (await import(task.url))[task.exportName];
  if (typeof exported !== 'function') {
    throw new TypeError(
      `Cannot run '${task.exportName}': ${fileURLToPath(task.url)} does not export it ` +
        "under that name; write 'export' before it",
    );
  }
  return { exported, args: await reviveAll(task.args) };
}

/** Like `revive`, but loads the classes that are needed and no others. */
export async function reviveAll<T>(message: T): Promise<T> {
  for (const { primitive, file, className } of primitivesIn(message)) {
    const module = await import(`./${file}`);
    Object.setPrototypeOf(primitive, module[className].prototype);
  }
  return message;
}

/** The ports in a message: they can only be moved, so they go into the transfer list. */
export function portsIn(message: unknown): MessagePort[] {
  return [...objectsIn(message)].filter((object) => object instanceof MessagePort);
}

/**
 * @param complaint begins the error's message: what cannot be done.
 * @throws {TypeError} unless a copy without shared memory can be made. Asked before a
 *   value is sent to a process, since Deno cannot catch it later.
 */
export function demandCopyable(value: unknown, complaint: string): void {
  for (const object of objectsIn(value)) {
    // Asked about a closed one, Node's structuredClone crashes.
    if (object instanceof MessagePort) {
      throw new TypeError(`${complaint}: a MessagePort can only be handed to a Thread`);
    }
    const memory = ArrayBuffer.isView(object) ? object.buffer : object;
    if (memory instanceof SharedArrayBuffer) {
      throw new TypeError(
        `${complaint}: shared memory cannot be copied; hand it to a Thread among its arguments`,
      );
    }
  }
  try {
    structuredClone(value);
  } catch (error) {
    throw new TypeError(`${complaint}: ${(error as Error).message}`, { cause: error });
  }
}

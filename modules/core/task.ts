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

/** Options of a thread or process that runs a function. */
export type TaskOptions<Args extends unknown[], Result> = {
  /** A function that the module exports under its own name. */
  target?: (...args: Args) => Result;
} & ([] extends Args
  ? { args?: NoInfer<Args> }
  : {
      /** What the function is called with; has to survive structured clone. */
      args: NoInfer<Args>;
    });

/** A class whose instances run by themselves: a subclass of Thread or Process. */
type Runnable = { run(): unknown };

export interface Task {
  url: string;
  /** The exported function to call, or the exported class to make again and `run`. */
  exportName: string;
  isClass: boolean;
  args: unknown[];
  fields: Record<string, unknown>;
}

/** Describes the call of a target, or the `run` of a subclass with its own fields. */
export function describeTask(
  meta: ImportMeta,
  runner: Runnable,
  target: ((...args: never[]) => unknown) | undefined,
  args: readonly unknown[],
): Task {
  if (target !== undefined && (typeof target !== 'function' || target.name === '')) {
    throw new TypeError("Cannot create a task: 'target' must be an exported function");
  }
  const isClass = target === undefined;
  const exportName = isClass ? runner.constructor.name : target.name;
  return {
    url: meta.url,
    exportName,
    isClass,
    args: [...args],
    fields: isClass ? { ...runner } : {},
  };
}

/** In the new thread or process: does what the task says. */
export async function runTask(
  task: Task,
  revivedAs: (Class: new (...args: never[]) => Runnable) => Runnable,
): Promise<unknown> {
  const found = (await import(task.url))[task.exportName];
  if (typeof found !== 'function') {
    const what = task.isClass ? 'class' : 'function';
    throw new TypeError(
      `Cannot run '${task.exportName}': ${fileURLToPath(task.url)} has no export of that ` +
        `name; write 'export ${what} ${task.exportName}'`,
    );
  }
  await reviveAll([task.args, task.fields]);
  if (!task.isClass) return found(...task.args);
  return Object.assign(revivedAs(found), task.fields).run();
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

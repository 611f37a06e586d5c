/**
 * What a new thread or process has to do, as data that can be sent to it: functions
 * cannot be, so it imports the module again and finds the function by its name.
 *
 * Internal to the core: Thread, Process and pool-map.ts describe tasks, their boot files
 * run them.
 */
import { fileURLToPath } from 'node:url';
import { objectsIn, reviveAll, Shareable } from '../../revive.ts';

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
  const module = await import(task.url);
  const exported: unknown = module[task.exportName];
  if (typeof exported !== 'function') throw notExported(task, module);
  return { exported, args: await reviveAll(task.args) };
}

/** Where it was started: tells its arguments that it has ended, however. */
export function taskEnded({ args }: Task): void {
  for (const each of objectsIn(args)) if (each instanceof Shareable) each.taskEnded();
}

function notExported({ url, exportName }: Task, module: Record<string, unknown>): Error {
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  const complaint = `Cannot run '${exportName}': ${file} does not export it under that name; `;
  const other = Object.keys(module).find((key) => nameOf(module[key]) === exportName);
  if (other === 'default') {
    return new TypeError(
      `${complaint}it is the default export: export it by its name as well`,
    );
  }
  if (other !== undefined) {
    return new TypeError(
      `${complaint}it is exported as '${other}': export it as '${exportName}'`,
    );
  }
  if (['target', 'fn', 'anonymous'].includes(exportName)) {
    return new TypeError(
      `${complaint}a function written where it is handed over cannot be found: give it a name and export it`,
    );
  }
  return new TypeError(
    `${complaint}write 'export' before it, or, if it is a function of another module, hand over that module's import.meta`,
  );
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'function' ? value.name : undefined;
}

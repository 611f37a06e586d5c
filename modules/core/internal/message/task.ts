/**
 * What a new thread or process has to do, as data that can be sent to it: functions
 * cannot be, so it imports the module again and finds the function by its name.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { NO_URL } from '../../main.ts';
import { modulesOf } from '../../revive.ts';

/**
 * An exported function, and what to call it with; the function alone, where it can be called
 * with nothing; or neither, for a subclass with `run`.
 */
export type TaskOptions<Args extends unknown[], Result> =
  | { target: (...args: Args) => Result; args: NoInfer<Readonly<Args>> }
  | { target: ((...args: Args) => Result) & (() => Result); args?: undefined }
  | { target?: undefined; args?: undefined };

/** The name of a module's export, and what to call it with. */
export interface Task {
  url: string;
  exportName: string;
  args: unknown[];
  /** The modules of the classes among them. */
  modules: string[];
  /** Modules whose import, elsewhere, has brought this task about: see {@link loadTarget}. */
  importers: string[];
}

const { bun } = process.versions;

/** In code that runs because a target was looked for: the modules imported to that end. */
const importers = new AsyncLocalStorage<string[]>();
/** Bun runs modules outside of any such storage: there, for all that no target does. */
let imported: string[] = [];
/** There it may also be a target's event handler: so it is allowed once. */
const ALLOWED = bun ? 1 : 0;

/** @throws {TypeError} unless the target is a function that can be found by its name. */
export function demandTarget(target: unknown, complaint: string): string {
  if (typeof target === 'function' && target.name) return target.name;
  const received = typeof target === 'function' ? 'one without a name' : inspect(target);
  throw new TypeError(
    `${complaint}: 'target' must be a function that the module exports by its name, received ${received}`,
  );
}

/**
 * @param complaint begins the error's message.
 * @throws {TypeError} unless the target is a function that can be found by its name.
 * @throws {Error} when that would go on for ever: the module, imported only to find a
 *   target, asks for another one in it.
 */
export function describeTask(
  { url }: ImportMeta,
  target: unknown,
  args: readonly unknown[],
  complaint = 'Cannot run it elsewhere',
): Task {
  const exportName = demandTarget(target, complaint);
  if (!url) throw new TypeError(`${complaint}: ${NO_URL}`);
  const chain = importers.getStore() ?? imported;
  if (chain.filter((each) => each === url).length > ALLOWED) {
    throw new Error(
      `${complaint}: it would go on for ever, as ${pathOf(url)} does so whenever it is imported, and it is imported wherever '${exportName}' is to run; ` +
        "put what only the program does behind 'if (isMain(import.meta))', or, in tests, keep targets in a file of their own",
    );
  }
  const modules = modulesOf(args);
  return { url, exportName, args: [...args], modules, importers: chain };
}

/** In the new thread or process: finds the export. */
export async function loadTarget(task: Task) {
  const chain = [...task.importers, task.url];
  if (bun) imported = chain;
  const module = await importers.run(chain, () => import(task.url));
  const exported: unknown = module[task.exportName];
  if (typeof exported !== 'function') {
    const complaint = `Cannot run '${task.exportName}': ${pathOf(task.url)} does not export it under that name`;
    throw new TypeError(`${complaint}; ${whatToDo(task, module)}`);
  }
  return exported;
}

/** Runs a target: what it starts is its own affair, not that of the import. */
export function runTarget<T>(target: () => T): T {
  return importers.run([], target);
}

function whatToDo({ url, exportName: name }: Task, module: object): string {
  const isIt = (value: unknown) => typeof value === 'function' && value.name === name;
  const [other] = Object.entries(module).find(([, value]) => isIt(value)) ?? [];
  if (other === 'default') {
    return 'it is the default export: export it by its name as well';
  }
  if (other) {
    return `it is exported as '${other}': export it as '${name}', or let the minifier keep names (esbuild: --keep-names)`;
  }
  if (/^(target|fn|anonymous|bound .*)$/.test(name)) {
    return 'a function made where it is handed over cannot be found: give it a name and export it';
  }
  if (isDeclaredIn(url, name)) return "write 'export' before it";
  return "it belongs to another module: hand over that module's import.meta";
}

function isDeclaredIn(url: string, name: string): boolean {
  const declaration = `\\b(function\\b\\s*\\*?|class|const|let|var)\\s+${name}\\b`;
  try {
    return new RegExp(declaration).test(readFileSync(fileURLToPath(url), 'utf8'));
  } catch {
    return true;
  }
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

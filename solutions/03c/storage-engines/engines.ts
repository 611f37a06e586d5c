/** What can keep data: a registry that engines enter by themselves, and two of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps one piece of data; what can be written as JSON. */
export abstract class StorageEngine {
  /** Keeps the data, in place of what it had. */
  abstract save(data: unknown): Promise<void>;
  /** The data that was saved last; undefined when there is none. */
  abstract load(): Promise<unknown>;
}

type EngineClass = new (folder: string) => StorageEngine;

const engines = new Map<string, EngineClass>();

/**
 * Enters an engine in the registry as its class is made. An incomplete one is refused.
 *
 * @param name what it is asked for by.
 * @throws {TypeError} for a class that lacks a method.
 * @throws {RangeError} for a name that is taken.
 */
export function engine(name: string) {
  return (Class: EngineClass, context: ClassDecoratorContext): void => {
    for (const method of ['save', 'load'] satisfies (keyof StorageEngine)[]) {
      if (typeof Class.prototype[method] === 'function') continue;
      throw new TypeError(`${context.name} does not define ${method}()`);
    }
    if (engines.has(name)) throw new RangeError(`There is an engine '${name}' already`);
    engines.set(name, Class);
  };
}

/**
 * Makes an engine.
 *
 * @param folder where it may keep files.
 * @throws {RangeError} for a name that is not registered; lists those that are.
 */
export function createEngine(name: string, folder: string): StorageEngine {
  const Class = engines.get(name);
  if (Class) return new Class(folder);
  throw new RangeError(
    `There is no engine '${name}', only ${[...engines.keys()].join(', ')}`,
  );
}

/** Keeps it as long as there is the engine, and for no other. */
@engine('memory')
export class MemoryEngine extends StorageEngine {
  #data: unknown;

  override async save(data: unknown): Promise<void> {
    this.#data = structuredClone(data);
  }

  override async load(): Promise<unknown> {
    return structuredClone(this.#data);
  }
}

/** Keeps it in a file, from which the next engine reads it. */
@engine('file')
export class FileEngine extends StorageEngine {
  readonly #file: string;

  constructor(folder: string) {
    super();
    this.#file = join(folder, 'data.json');
  }

  override async save(data: unknown): Promise<void> {
    await writeFile(this.#file, JSON.stringify(data));
  }

  override async load(): Promise<unknown> {
    try {
      return JSON.parse(await readFile(this.#file, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

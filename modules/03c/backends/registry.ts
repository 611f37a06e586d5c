import { DatabaseBackend } from './database-backend.ts';

type BackendClass = new (name: string) => DatabaseBackend;

const backends = new Map<string, BackendClass>();
const steps = ['open', 'run', 'shut'];

/**
 * Enters a backend in the registry as its class is made. An incomplete one is refused.
 *
 * Python: `metaclass=BackendRegistryMeta`, which registers, and an ABC, which checks when
 * an object is made. Here one hook does both, in this order: what is registered is complete.
 *
 * @param name what it is looked up by. Not the name of the class: tools that shrink code
 *   change those.
 * @throws {TypeError} for a class that is no DatabaseBackend or that lacks a step.
 * @throws {RangeError} for a name that is taken.
 */
export function backend(name: string) {
  return (Class: BackendClass, context: ClassDecoratorContext): void => {
    const refused = `Backend '${name}' is refused: class ${context.name}`;
    if (!(Class.prototype instanceof DatabaseBackend)) {
      throw new TypeError(`${refused} does not extend DatabaseBackend`);
    }
    const missing = steps.filter(
      (step) => typeof Reflect.get(Class.prototype, step) !== 'function',
    );
    if (missing.length > 0) {
      throw new TypeError(`${refused} does not define ${missing.join(', ')}`);
    }
    const holder = backends.get(name);
    if (holder) {
      throw new RangeError(`${refused}, the name belongs to class ${holder.name}`);
    }
    backends.set(name, Class);
  };
}

/** The names of all backends whose modules have been imported. */
export function backendNames(): string[] {
  return [...backends.keys()].sort();
}

/**
 * Makes a backend, not yet connected.
 *
 * @throws {RangeError} for a name that is not registered; lists those that are.
 */
export function getBackend(name: string): DatabaseBackend {
  const Class = backends.get(name);
  if (Class) return new Class(name);
  const names = backendNames().join(', ') || 'none, import one';
  throw new RangeError(`There is no backend '${name}'. Registered: ${names}`);
}

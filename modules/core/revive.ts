/** Under this key an instance says what class it is of; no data has it by accident. */
const CLASS = 'concurrency:class';

type Class = { readonly name: string; readonly prototype: object };

/** Where the core's own classes stand; nowhere in CommonJS's form. @internal */
export const CORE = import.meta.url && new URL('.', import.meta.url).href;

const classes = new Map<string, Class>();

/**
 * What keeps its methods on the way to other threads: all primitives, and classes of your
 * own that are made of them. Structured clone, which carries messages between threads,
 * copies fields but no classes; {@link revive} brings the class back.
 *
 * Only fields travel that are public and can be copied: no `#private` ones, no functions.
 *
 * Python: classes that can be pickled.
 *
 * @example
 * ```ts
 * import { Shareable, shareable } from '../core/revive.ts';
 * import { SharedValue } from '../core/shared.ts';
 *
 * export class Account extends Shareable {
 *   readonly balance = new SharedValue(Int32Array);
 *   deposit(amount: number): void {
 *     using _held = this.balance.lock.hold();
 *     this.balance.value += amount;
 *   }
 * }
 * shareable(import.meta, Account);
 * ```
 */
export abstract class Shareable {
  /** @internal */
  declare readonly [CLASS]: string;

  constructor() {
    const key = this[CLASS];
    if (key === undefined) {
      const { name } = new.target;
      throw new TypeError(
        `Cannot create ${name}: call shareable(import.meta, ${name}) beside the class`,
      );
    }
    // Inherited, it would not travel.
    this[CLASS] = key;
  }

  /** The name of its class, for those who watch. @internal */
  get kind(): string {
    return this.constructor.name;
  }

  /** The thread or process that had it among its arguments has ended. @internal */
  taskEnded(): void {}
}

/**
 * Lets the instances of an exported class keep their methods in other threads: see
 * {@link Shareable}.
 *
 * @param meta `import.meta` of the module that exports the class: a thread to which an
 *   instance comes first imports that module.
 */
export function shareable(meta: ImportMeta, Class: Class): void {
  const key = `${meta.url}#${Class.name}`;
  classes.set(key, Class);
  Reflect.set(Class.prototype, CLASS, key);
}

/**
 * Gives the primitives in a message, and other {@link Shareable}s, their methods back: for
 * messages over a bare `MessagePort`, `workerData`, or a Piscina task. (`Thread`, `Process`,
 * pipes and managers do it by themselves.) Their classes have to be loaded here.
 *
 * Python: the same happens inside the pickling of `multiprocessing`'s locks and values.
 *
 * @param message any value; searched through arrays, plain objects, Maps and Sets.
 * @returns the same value, its primitives changed in place.
 *
 * @example
 * ```ts
 * import { parentPort } from 'node:worker_threads';
 * import { Lock } from '../core/lock.ts';
 * import { revive } from '../core/revive.ts';
 *
 * parentPort?.on('message', (message: { lock: Lock }) => {
 *   using _held = revive(message).lock.hold();
 * });
 * ```
 */
export function revive<T>(message: T): T {
  for (const object of objectsIn(message)) {
    const Class = classes.get(keyOf(object));
    if (Class) Object.setPrototypeOf(object, Class.prototype);
  }
  return message;
}

/**
 * Like {@link revive}, but loads the classes that are needed and no others.
 *
 * @param modules what may be loaded besides the core's own classes. Data that only looks
 *   like one of ours must not make a thread run whatever it names.
 * @internal
 */
export async function reviveAll<T>(message: T, modules: string[] = []): Promise<T> {
  for (const object of objectsIn(message)) {
    const key = keyOf(object);
    if (key === '' || classes.has(key)) continue;
    const module = moduleOf(key);
    const isOwn = CORE && module.startsWith(CORE);
    const isKnown = isOwn || modules.includes(module);
    // Of the core, too, it may name what is not there.
    if (isKnown) await import(module).catch(() => {});
  }
  return revive(message);
}

/** The modules of the classes whose instances are in a message. @internal */
export function modulesOf(message: unknown): string[] {
  const own = [...objectsIn(message)].filter(keepsClass);
  return [...new Set(own.map((object) => moduleOf(keyOf(object))))];
}

function moduleOf(key: string): string {
  return key.slice(0, key.lastIndexOf('#'));
}

/** Whether an object comes through with its methods. @internal */
export function keepsClass(object: object): boolean {
  const Class = classes.get(keyOf(object));
  return Class !== undefined && Object.getPrototypeOf(object) === Class.prototype;
}

/** What an object says of its class, or nothing. */
function keyOf(object: object): string {
  const key = Object.hasOwn(object, CLASS) && Reflect.get(object, CLASS);
  return typeof key === 'string' ? key : '';
}

/** Every object in a message, itself included, each once. @internal */
export function objectsIn(message: unknown): Set<object> {
  const objects = new Set<object>();
  const add = (value: unknown) => {
    if (typeof value === 'object' && value !== null) objects.add(value);
  };
  add(message);
  // A Set's iteration goes on to what is added meanwhile: no recursion, however deep.
  for (const object of objects) {
    if (object instanceof Map) [...object].flat().forEach(add);
    else if (object instanceof Set) object.forEach(add);
    else if (!ArrayBuffer.isView(object)) Object.values(object).forEach(add);
  }
  return objects;
}

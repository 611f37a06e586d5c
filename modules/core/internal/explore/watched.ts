/**
 * Arrays whose plain reads and writes are seen.
 */
import { access, steps } from './steps.ts';

type Cells = Int32Array;

/** Those that the scenario wants to be watched, in the thread that explores. */
export const wanted = new WeakSet<object>();

const originals = new WeakMap<object, Cells>();

/** The array itself, for the Atomics: they take no Proxy. */
export function originalOf(cells: Cells): Cells {
  return originals.get(cells) ?? cells;
}

/** The same array, of which each access by an index is a step of its own. */
export function watch(cells: Cells, name: string): Cells {
  const seen = new Proxy(cells, {
    get(target, key) {
      const index = indexOf(key);
      const region = index < 0 ? -1 : steps.numberOf(target.buffer);
      if (region >= 0) steps.point();
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value === 'function') return value.bind(target);
      if (region < 0) return value;
      took(access.read, region, index, Number(value));
      steps.note('read', 'Array', name);
      steps.tell(`reads ${name}[${index}]: ${value}`);
      steps.hasRead();
      return value;
    },
    set(target, key, value) {
      const index = indexOf(key);
      const region = index < 0 ? -1 : steps.numberOf(target.buffer);
      if (region >= 0) steps.point();
      const before: unknown = Reflect.get(target, key, target);
      const done = Reflect.set(target, key, value, target);
      if (region < 0) return done;
      took(access.write, region, index, 0);
      steps.note('write', 'Array', name);
      steps.tell(`writes ${name}[${index}]: ${before} → ${value}`);
      steps.hasWritten();
      return done;
    },
  });
  originals.set(seen, cells);
  return seen;
}

function took(how: number, region: number, index: number, value: number): void {
  steps.log(how, region, index);
  steps.learn(value, (region << 12) ^ index);
}

function indexOf(key: string | symbol): number {
  return typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : -1;
}

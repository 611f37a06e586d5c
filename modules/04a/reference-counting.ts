/**
 * Reference counting — CPython counts an object's names; JavaScript looks for what can be
 * reached.
 *
 * In Python: sys.getrefcount(x) goes up by one with each new name (except for objects that
 * never die, such as None, since 3.12), and at zero the object is freed at once. All threads
 * change those counts, and the GIL protects the counts from changes at the same time.
 * Here: there is no count, and nothing to ask for. Now and then a collector follows all
 * references from what is in use, and frees what it did not come to. Each thread has
 * objects and a collector of its own, so there is no count to guard and no GIL either.
 *
 * When it runs is its own affair. A program may watch it (WeakRef, FinalizationRegistry),
 * but must not depend on it: what has to be closed is closed with `using`.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

// Only for this lesson: programs do not call the collector. Bun has a function for it,
// Node and Deno one that is hidden behind a flag.
const { Bun } = globalThis as { Bun?: { gc(wait: boolean): void } };
if (!Bun) setFlagsFromString('--expose-gc');
const collect: () => void = Bun ? () => Bun.gc(true) : runInNewContext('gc');

// A WeakRef leads to an object without holding it. Whoever asks it may use the object for
// the rest of the turn, so each look needs a turn of its own.
async function isFreed(weak: WeakRef<object>): Promise<boolean> {
  for (let look = 0; look < 10; look++) {
    await sleep(1);
    collect();
    if (weak.deref() === undefined) return true;
  }
  return false;
}

const freed: string[] = [];
const registry = new FinalizationRegistry<string>((name) => freed.push(name));

// Two names for one object. When one goes, nothing changes. When both are gone nobody can
// reach the object, and it is still there until the collector comes.
function nameTwice(names: Map<string, object>): WeakRef<object> {
  const thing = { text: 'some data' };
  names.set('one', thing).set('another', thing);
  registry.register(thing, 'thing');
  return new WeakRef(thing);
}
const names = new Map<string, object>();
const thing = nameTwice(names);
print(`Two names, freed: ${await isFreed(thing)}`);
names.delete('one');
print(`One name, freed: ${await isFreed(thing)}`);
thing.deref();
names.delete('another');
print(`No name, freed at once: ${thing.deref() === undefined}`);
print(`No name, freed by the collector: ${await isFreed(thing)}`);

// Two objects that point to each other: their counts would never come to zero, and CPython
// needs a second collector for them. Here they are like all others that nobody reaches.
function makeCircle(): WeakRef<object> {
  const left: { other?: object } = {};
  const right = { other: left };
  left.other = right;
  registry.register(left, 'left');
  registry.register(right, 'right');
  return new WeakRef(left);
}
print(`A circle that nobody holds, freed: ${await isFreed(makeCircle())}`);

// The registry hears of it some turns later, or never when the program ends before.
for (let i = 0; i < 100 && freed.length < 3; i++) await sleep(10);
print('The registry was told of:', freed.sort());

// Output:
// Two names, freed: false
// One name, freed: false
// No name, freed at once: false
// No name, freed by the collector: true
// A circle that nobody holds, freed: true
// The registry was told of: ['left', 'right', 'thing']

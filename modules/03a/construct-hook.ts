/**
 * A hook at construction — a Proxy sees every `new`, and never the making of a class.
 *
 * In Python: __call__ of a metaclass runs for each object, __new__ of a metaclass once for
 * each class. The two are easily mixed up.
 * Here: the `construct` trap of a Proxy plays __call__. It stands between `new` and the
 * constructor, sees the arguments, and decides which object comes back. Below it makes one
 * object per class, however often it is asked (a singleton).
 */
import { print } from '../core/print.ts';

function singleton<Class extends new (...args: never[]) => object>(Class: Class): Class {
  const made = new Map<object, object>();
  return new Proxy(Class, {
    construct(target, args, newTarget) {
      print(`  new ${newTarget.name}, made before: ${made.has(newTarget)}`);
      const object = made.get(newTarget) ?? Reflect.construct(target, args, newTarget);
      made.set(newTarget, object);
      return object;
    },
  });
}

print('Before the class');
const Settings = singleton(
  class Settings {
    readonly file: string;
    constructor(file: string) {
      print(`  constructor, ${file}`);
      this.file = file;
    }
  },
);
print('After the class');

// The second time the constructor does not run, and its argument is dropped.
const first = new Settings('app.ini');
const again = new Settings('other.ini');
print(`One object: ${first === again}, of the class: ${again instanceof Settings}`);

// A class that extends the Proxy is made in silence too. Its objects reach the trap when
// the constructor calls super(); newTarget tells which class they are of.
class TestSettings extends Settings {}
print('After the subclass');
const test = new TestSettings('test.ini');
print(`An object of its own: ${test !== first}, ${test.file}`);

// The hook sits on the Proxy, not in the class: whoever gets hold of the class itself goes
// round it. An object's `constructor` leads there.
const second = Reflect.construct(first.constructor, ['second.ini']);
print(`Round the hook, one object: ${first === second}`);

// Output:
// Before the class
// After the class
//   new Settings, made before: false
//   constructor, app.ini
//   new Settings, made before: true
// One object: true, of the class: true
// After the subclass
//   new TestSettings, made before: false
//   constructor, test.ini
// An object of its own: true, test.ini
//   constructor, second.ini
// Round the hook, one object: false

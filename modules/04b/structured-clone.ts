/**
 * Structured clone — what a copy keeps, what it loses, and what cannot be copied.
 *
 * In Python: copy.deepcopy(), and pickle between processes. Both keep an object's class.
 * Here: structuredClone(), and the same copy is made of every message between threads and
 * processes. It copies data, never code: the shape of an object graph survives, with its
 * Maps, dates, shared references and cycles, but not a class of your own, whose methods
 * are code. What has no data form at all throws a DataCloneError, at the sender.
 *
 * Left out, because the runtimes differ: a URL comes out as an empty object on Node 20 and
 * throws elsewhere; an error's cause is lost on Bun.
 */
import { print } from '../core/print.ts';

// Kept: built-in types, nested as deep as they are. JSON keeps none of these.
const order = {
  at: new Date(0),
  lines: new Map([['tea', new Set([1, 2])]]),
  total: 12345678901234567890n,
  weights: new Float64Array([0.5, Number.NaN]),
  note: undefined,
};
const kept = structuredClone(order);
order.lines.clear(); // in the original only
print('Kept:', kept);

// Kept: who points to whom. Both fields are one object again, and it still has itself.
type Place = { city: string; self?: Place };
const place: Place = { city: 'Ulm' };
place.self = place;
const { home, work } = structuredClone({ home: place, work: place });
print(`Kept: one object twice: ${home === work}, a cycle: ${home.self === home}`);
print(`And it is a copy: ${home !== place}`);

// Half kept: an error. Of a class of your own, only the nearest built-in one is left.
class TooLate extends RangeError {}
const late = structuredClone(new TooLate('by an hour'));
print(`Half kept: ${late.name}: ${late.message}, a TooLate: ${late instanceof TooLate}`);

// Lost: the class, with its methods, getters and private fields. Only `owner` is data.
class Account {
  owner = 'Ada';
  #cents = 500;
  get cents(): number {
    return this.#cents;
  }
}
const account = structuredClone(new Account());
print('Lost:', account, `an Account: ${account instanceof Account}`);
print(`Lost: private 500, now ${account.cents}`);

// Lost too: that it was frozen, symbol keys, and a getter, whose present value stays.
const config = structuredClone(
  Object.freeze({
    [Symbol('id')]: 7,
    get mood() {
      return 'as it was';
    },
  }),
);
const getter = Object.getOwnPropertyDescriptor(config, 'mood')?.get;
print('Lost:', config, `frozen: ${Object.isFrozen(config)}, getter: ${getter}`);
print(`Lost: symbol keys, ${Object.getOwnPropertySymbols(config).length} left`);

// Throws: code, and whatever has a meaning only inside this one heap.
const impossible: [string, unknown][] = [
  ['a function', () => 1],
  ['an object with a method', { run() {} }],
  ['a class', Account],
  ['a symbol', Symbol('s')],
  ['a promise', Promise.resolve()],
  ['a WeakMap', new WeakMap()],
  ['an iterator', [1].values()],
  ['a Proxy', new Proxy({}, {})],
];
for (const [name, value] of impossible) {
  try {
    structuredClone(value);
    print(`Copied: ${name}`);
  } catch (error) {
    print(`${(error as Error).name}: ${name}`);
  }
}

// Output:
// Kept: {at: 1970-01-01T00:00:00.000Z, lines: Map {'tea' => Set {1, 2}}, total: 12345678901234567890n, weights: Float64Array [0.5, NaN], note: undefined}
// Kept: one object twice: true, a cycle: true
// And it is a copy: true
// Half kept: RangeError: by an hour, a TooLate: false
// Lost: {owner: 'Ada'} an Account: false
// Lost: private 500, now undefined
// Lost: {mood: 'as it was'} frozen: false, getter: undefined
// Lost: symbol keys, 0 left
// DataCloneError: a function
// DataCloneError: an object with a method
// DataCloneError: a class
// DataCloneError: a symbol
// DataCloneError: a promise
// DataCloneError: a WeakMap
// DataCloneError: an iterator
// DataCloneError: a Proxy

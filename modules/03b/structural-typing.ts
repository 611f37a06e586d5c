/**
 * Structural typing — the shape counts, not the name, and so it needs no common ancestor.
 *
 * In Python: typing.Protocol, checked by mypy if one runs it; at run time duck typing.
 * Here: how every interface works. A value fits when it has the members, whatever class it
 * is of, also a class from a library that has never heard of the interface. Where the
 * origin is to count as well, a private member makes the difference.
 */
import { print } from '../core/print.ts';

interface Closeable {
  close(reason: string): void;
}

function closeAll(resources: Closeable[]): void {
  for (const resource of resources) resource.close('end of program');
}

// Three that fit: one that says so; one that does not and has more than is asked; an
// object without a class. A function may leave parameters out, it never has to take all.
class Door implements Closeable {
  close(reason: string): void {
    print(`Door closed: ${reason}`);
  }
}
class Shop {
  readonly name = 'Shop';
  close(): void {
    print(`${this.name} closed`);
  }
}
closeAll([new Door(), new Shop(), { close: (reason) => print(`Closed: ${reason}`) }]);

// One from the platform, which knows nothing of Closeable.
const { port1, port2 } = new MessageChannel();
const port: Closeable = port1;
port.close('no longer needed');
print(`A MessagePort fits: ${port === port1}`);
port2.close();

// Two that do not: another name; and a method that wants more than it will be given.
// @ts-expect-error: 'shut' is not 'close'
const blind: Closeable = { shut: () => {} };
// @ts-expect-error: nobody will pass a second argument
const gate: Closeable = { close: (_reason: string, _key: number) => {} };
print('Refused:', Object.keys(blind), Object.keys(gate));

// The same shape is not always the same thing: both are numbers in a box. With a private
// member in it, a class fits only itself.
class Metres {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  plus(other: Metres): Metres {
    return new Metres(this.#value + other.#value);
  }
  toString(): string {
    return `${this.#value} m`;
  }
}
const lookalike = { plus: (other: Metres) => other, toString: () => '3 feet' };
print(`Metres: ${new Metres(1).plus(new Metres(2))}`);
try {
  // @ts-expect-error: '#value' is missing
  new Metres(1).plus(lookalike);
} catch (error) {
  print(`Metres and feet: ${error instanceof TypeError ? 'TypeError' : error}`);
}

// Output:
// Door closed: end of program
// Shop closed
// Closed: end of program
// A MessagePort fits: true
// Refused: ['shut'] ['close']
// Metres: 3 m
// Metres and feet: TypeError

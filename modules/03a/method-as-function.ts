/**
 * A method is a function — the dot in p.greet() only says what `this` is.
 *
 * In Python: p.greet() is greet(p). The method is a function whose first parameter, self,
 * is filled in by the dot; p.greet without a call is already bound to p.
 * Here: the object is not a parameter, it is `this`, and call() hands it over by hand. And
 * nothing is bound: p.greet is the bare function, whoever calls it decides what `this` is.
 * That is why a method handed over as a callback loses its object.
 */
import { print } from '../core/print.ts';

// `this` stands first in the parameter list for the compiler only: it is not passed.
function greet(this: Person): string {
  return `Hello from ${this.name}`;
}

class Person {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  greet(this: Person): string {
    return greet.call(this);
  }
}

const ada = new Person('Ada');
print(`Method: ${ada.greet()}`);
print(`Function: ${greet.call(ada)}`);
print(`The method taken from the class: ${Person.prototype.greet.call(ada)}`);

// A function that was never part of the class works just as well.
function shout(this: Person): string {
  return `${this.name.toUpperCase()}!`;
}
print(`Stranger: ${shout.call(ada)}`);

// Put on the prototype it is a method, even for the objects that exist already.
const dynamic: Person & { shout?: typeof shout } = ada;
print(`A method before: ${'shout' in dynamic}`);
Object.assign(Person.prototype, { shout });
print(`And after: ${dynamic.shout?.()}`);

// Taken off its object, the method has no `this`. The compiler sees it, because greet
// declares one; otherwise it would not.
const bare = ada.greet;
try {
  // @ts-expect-error: 'void' is not a Person
  bare();
} catch (error) {
  print(`Without its object: ${error instanceof TypeError ? 'TypeError' : error}`);
}

// What Python does by itself is done by hand: bind the method, or call it in an arrow.
const bound = ada.greet.bind(ada);
print(`Bound: ${bound()}`);
print(`In an arrow: ${['once'].map(() => ada.greet())[0]}`);

// Output:
// Method: Hello from Ada
// Function: Hello from Ada
// The method taken from the class: Hello from Ada
// Stranger: ADA!
// A method before: false
// And after: ADA!
// Without its object: TypeError
// Bound: Hello from Ada
// In an arrow: Hello from Ada

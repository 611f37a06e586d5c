/**
 * Classes are objects — a class is a value like any other, made while the program runs.
 *
 * In Python: type(A) is type: every class is an object, and type is what makes classes.
 * Here: a class is a function object, and Function plays the part of type. It even made
 * itself, as type did. But no Function call runs when a `class` statement is evaluated:
 * there is nothing to subclass in order to have a say in it. The next lessons show what
 * takes its place.
 */
import { print } from '../core/print.ts';

class A {}

// Who made what. `constructor` is only an inherited property; instanceof follows the
// prototype chain, which is the real link.
print(`An object: ${typeof new A()}, made by ${new A().constructor.name}`);
print(`Its class: ${typeof A}, made by ${A.constructor.name}`);
print(`A is a Function, and an Object: ${A instanceof Function}, ${A instanceof Object}`);
print(`Function is made by: ${Function.constructor.name}`);

// A class statement declares a variable. So a class can be passed on, and whoever gets it
// makes objects without knowing its name.
function makeTwo<T>(Class: new () => T): [T, T] {
  return [new Class(), new Class()];
}
class Cat {
  sound = 'Meow';
}
print('Two of the class passed on:', makeTwo(Cat));

// It can be kept in a list or be the key of a Map, and it takes properties.
const prices = new Map<object, number>([[Cat, 5]]);
Object.assign(A, { label: 'the first letter' });
print(`Price of a Cat: ${prices.get(Cat)}`);
print(`Own properties of A: ${Object.keys(A).join(', ')}`);

// The statement runs each time control reaches it, and makes a new class each time:
// same name, same code, and yet strangers.
function makeClass() {
  return class Twin {};
}
const [First, Second] = [makeClass(), makeClass()];
print(`Names: ${First.name}, ${Second.name}; same class: ${Object.is(First, Second)}`);
print(`An object of the first is one of the second: ${new First() instanceof Second}`);

// What sets a class apart from other functions: it wants `new`.
try {
  Reflect.apply(A, undefined, []);
} catch (error) {
  print(`Called without new: ${error instanceof TypeError ? 'TypeError' : error}`);
}

// Output:
// An object: object, made by A
// Its class: function, made by Function
// A is a Function, and an Object: true, true
// Function is made by: Function
// Two of the class passed on: [Cat {sound: 'Meow'}, Cat {sound: 'Meow'}]
// Price of a Cat: 5
// Own properties of A: label
// Names: Twin, Twin; same class: false
// An object of the first is one of the second: false
// Called without new: TypeError

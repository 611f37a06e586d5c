/**
 * A hook at class creation — it runs while the class statement runs, with no object made.
 *
 * In Python: __new__ of a metaclass runs once for the class, not for its objects.
 * Here: a class decorator is that hook: a function called with the class as soon as it is
 * made. What it registers with addInitializer runs a moment later, when the class is
 * complete. Unlike a metaclass a decorator is not inherited: it acts on the one class
 * that it stands before.
 *
 * Decorators are not yet part of the engines: this runs with tsx, Deno and Bun, which
 * translate them, and not on plain `node`.
 */
import { print } from '../core/print.ts';

const created: string[] = [];

function announced(
  Class: abstract new (...args: never[]) => object,
  context: ClassDecoratorContext,
): void {
  context.addInitializer(() => print(`Class ${context.name} is complete`));
  print(`Creating class: ${context.name}, methods: ${methodNames(Class.prototype)}`);
  created.push(Class.name);
}

function methodNames(prototype: object): string[] {
  const names = Object.getOwnPropertyNames(prototype);
  return names.filter((name) => name !== 'constructor');
}

// On a method it is called before the class exists. Its initializer, though, runs for each
// object, since a method belongs to the objects.
function traced<This>(
  _method: (this: This) => void,
  context: ClassMethodDecoratorContext<This>,
): void {
  print(`Found method: ${String(context.name)}`);
  context.addInitializer(() => print(`  initializer of ${String(context.name)}`));
}

print('Before the class statement');

@announced
class Sample {
  constructor() {
    print('  constructor');
  }

  @traced
  run(): void {}
}

print('After the class statement, before the first object');
for (const which of ['First', 'Second']) {
  print(`${which} object:`);
  new Sample();
}

// A metaclass would speak up for this class as well; a decorator does not.
class Child extends Sample {}
print(`Child made, an object of Sample too: ${Child.prototype instanceof Sample}`);
print('Classes announced:', created);

// Output:
// Before the class statement
// Found method: run
// Creating class: Sample, methods: run
// Class Sample is complete
// After the class statement, before the first object
// First object:
//   initializer of run
//   constructor
// Second object:
//   initializer of run
//   constructor
// Child made, an object of Sample too: true
// Classes announced: ['Sample']

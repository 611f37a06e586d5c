/**
 * A class made at run time — from a name, a base and methods given as data.
 *
 * In Python: type('Person', (), {'greet': greet}) makes what the class statement makes.
 * Here: no built-in does that, but `class` is an expression and works inside a function:
 * that function is the class factory. What it makes is an ordinary class, and the compiler
 * knows its methods.
 */
import { print } from '../core/print.ts';

/**
 * Makes a class: what type(name, bases, namespace) is in Python.
 *
 * @param name of the class, as it shows in stack traces.
 * @param Base the class it extends; its constructor is taken over.
 * @param methods become methods of the class. `super` in them would not find Base: it
 *   belongs to the object literal in which they stand.
 */
function createClass<
  Args extends unknown[],
  Parent extends object,
  Methods extends object,
>(
  name: string,
  Base: new (...args: Args) => Parent,
  methods: Methods & ThisType<Parent & Methods>,
): new (
  ...args: Args
) => Parent & Methods {
  const Plain: new (...args: Args) => object = Base;
  const Class = class extends Plain {};
  Object.defineProperty(Class, 'name', { value: name });
  // Not by assignment: a method of a class statement is not enumerable, so neither is this.
  for (const key of Reflect.ownKeys(methods)) {
    const method = Object.getOwnPropertyDescriptor(methods, key);
    Object.defineProperty(Class.prototype, key, { ...method, enumerable: false });
  }
  return Class as unknown as new (
    ...args: Args
  ) => Parent & Methods;
}

class Being {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

// The same class twice: written down, and made.
class Person extends Being {
  greet(): string {
    return `Hello from ${this.name}`;
  }
}
const Made = createClass('Person', Being, {
  greet() {
    return `Hello from ${this.name}`;
  },
});

for (const Class of [Person, Made]) {
  const person = new Class('Ada');
  print(`${person.greet()}, class ${Class.name}, a Being: ${person instanceof Being}`);
  const { enumerable, writable } =
    Object.getOwnPropertyDescriptor(Class.prototype, 'greet') ?? {};
  print(`  greet: enumerable ${enumerable}, writable ${writable}`);
}

// The point of it: which classes there are can come from data.
const sounds = { Dog: 'Woof', Cat: 'Meow' };
const animals = Object.entries(sounds).map(([kind, sound]) =>
  createClass(kind, Being, {
    speak() {
      return `${this.name} the ${kind} says ${sound}`;
    },
  }),
);
for (const Animal of animals) print(new Animal('Kim').speak());

// And a made class can be extended, by a class statement too.
class Polite extends Made {
  override greet(): string {
    return `${super.greet()}, how do you do?`;
  }
}
print(new Polite('Ada').greet());

// Output:
// Hello from Ada, class Person, a Being: true
//   greet: enumerable false, writable true
// Hello from Ada, class Person, a Being: true
//   greet: enumerable false, writable true
// Kim the Dog says Woof
// Kim the Cat says Meow
// Hello from Ada, how do you do?

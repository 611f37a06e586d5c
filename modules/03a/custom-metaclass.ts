/**
 * A metaclass of one's own — a class whose objects are classes.
 *
 * In Python: class MyMeta(type), then class MyClass(metaclass=MyMeta). type(MyClass) is
 * MyMeta, and what MyMeta defines can be called on MyClass.
 * Here: the language has no metaclass. But a class is an object with a prototype, usually
 * Function.prototype, so another one can be put in between: then MyClass is an instance of
 * MyMeta, with its methods, and so is every class that extends MyClass. Unlike in Python
 * it comes after the fact: the class exists before it gets its metaclass, so MyMeta has no
 * say in how it is made. Hooks that have one are the next lessons.
 */
import { print } from '../core/print.ts';

// Methods of the metaclass are methods of classes: `this` is the class.
class MyMeta extends Function {
  describe(): string {
    return `class ${this.name} with ${this.methodNames().join(', ') || 'no methods'}`;
  }

  methodNames(): string[] {
    const names = Object.getOwnPropertyNames(this.prototype);
    return names.filter((name) => name !== 'constructor');
  }
}

// The part of `metaclass=MyMeta`. A class has one prototype only: one that extends another
// class would lose its base.
function withMetaclass<Class extends object>(Class: Class): Class & MyMeta {
  if (Object.getPrototypeOf(Class) !== Function.prototype) {
    throw new TypeError('metaclass conflict: the class has a base');
  }
  return Object.setPrototypeOf(Class, MyMeta.prototype);
}

const MyClass = withMetaclass(
  class MyClass {
    greet(): string {
      return 'Hello';
    }
  },
);
print(`MyClass is an instance of MyMeta: ${MyClass instanceof MyMeta}`);
print(MyClass.describe());

// It is inherited, as in Python.
class Sub extends MyClass {
  wave(): void {}
}
class Stranger {}
print(`So is a class that extends it: ${Sub instanceof MyMeta}`);
print(Sub.describe());
print(`So is any other class: ${Stranger instanceof MyMeta}`);

// The class has the methods of its metaclass, its objects do not.
const object = new Sub();
print(`An object: ${object.greet()}, describe in it: ${'describe' in object}`);

// Nearly always this is not needed. A static method is a method of the class and is
// inherited as well, without a metaclass and in sight of the compiler.
class Base {
  greet(): string {
    return 'Hello';
  }
  static describe(): string {
    // biome-ignore lint/complexity/noThisInStatic: the class it is called on, not Base
    return `class ${this.name}`;
  }
}
class Plain extends Base {}
print(`By a static method: ${Plain.describe()}`);

try {
  withMetaclass(Plain);
} catch (error) {
  print(`${error}`);
}

// Output:
// MyClass is an instance of MyMeta: true
// class MyClass with greet
// So is a class that extends it: true
// class Sub with wave
// So is any other class: false
// An object: Hello, describe in it: false
// By a static method: class Plain
// TypeError: metaclass conflict: the class has a base

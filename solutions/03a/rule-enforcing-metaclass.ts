/**
 * A rule for classes — each is announced as it is made, and refused without run().
 *
 * In Python: __new__ of a metaclass, which prints the name, looks for 'run' and raises
 * TypeError; every class further down gets the same treatment, because a metaclass is
 * inherited.
 * Here: a class decorator, which is not inherited, so each class that the rule is for has
 * it in front. It asks the prototype, and so finds inherited methods, too. The prototype's
 * own names alone would not do, nor would a look at whether the name is there at all: that
 * is where a metaclass that only searches the class body goes wrong.
 *
 * Decorators are not yet part of the engines: this runs with tsx, Deno and Bun, and not on
 * plain `node`.
 */
import { print } from '../../modules/core/print.ts';

type AnyClass = abstract new (...args: never[]) => object;
type Runnable = { run(): string };

// The type lets every class pass, so that the rule is left to the run-time check. (Lesson
// 03a.8 has a type that makes the compiler refuse the same classes.)
function runnable(Class: AnyClass, context: ClassDecoratorContext): void {
  print(`Creating class: ${context.name}`);
  if (typeof Reflect.get(Class.prototype, 'run') !== 'function') {
    throw new TypeError(`Class ${context.name} must define run()`);
  }
}

// Executes a class statement, and makes an object only afterwards.
function attempt(what: string, makeClass: () => new () => object): void {
  print(`${what}:`);
  try {
    const Class = makeClass();
    print('  the class is there');
    const object = new Class();
    print(`  run() says: ${(object as Runnable).run()}`);
  } catch (error) {
    print(`  ${error}`);
  }
}

attempt('Copy, which has run()', () => {
  @runnable
  class Copy {
    run(): string {
      return 'copied';
    }
  }
  return Copy;
});

attempt('Idle, which has not', () => {
  @runnable
  class Idle {}
  return Idle;
});

// No decorator, no rule: what only others extend need not be announced.
class Mover {
  run(): string {
    return 'moved';
  }
}
attempt('Move, which inherits it', () => {
  @runnable
  class Move extends Mover {}
  return Move;
});

attempt('Fixed, where it is a number', () => {
  @runnable
  class Fixed {
    get run(): number {
      return 42;
    }
  }
  return Fixed;
});

// Twice the same statement. What the class has is known only as it is executed, so the rule
// cannot go by names; the process id is what nobody could have written down before.
function withMethod(name: string) {
  @runnable
  class Drawn {
    [name](): string {
      return `I am in process ${process.pid}`;
    }
  }
  return Drawn;
}
for (const name of [`run${process.pid}`, 'run']) {
  attempt(`Drawn, which has ${name}()`, () => withMethod(name));
}

// Output:
// Copy, which has run():
// Creating class: Copy
//   the class is there
//   run() says: copied
// Idle, which has not:
// Creating class: Idle
//   TypeError: Class Idle must define run()
// Move, which inherits it:
// Creating class: Move
//   the class is there
//   run() says: moved
// Fixed, where it is a number:
// Creating class: Fixed
//   TypeError: Class Fixed must define run()
// Drawn, which has run<pid=int>():
// Creating class: Drawn
//   TypeError: Class Drawn must define run()
// Drawn, which has run():
// Creating class: Drawn
//   the class is there
//   run() says: I am in process <pid>

/**
 * Exercise — a rule for classes, enforced as they are made.
 *
 * In Python it would be a metaclass with a __new__ of its own. Here it is a class decorator:
 * a function that is called with the class when the class statement is executed. Write it:
 *
 * 1. it prints 'Creating class: ' and the name, for each class that it stands before;
 * 2. a class without a run() method is refused at once, before there is an object, with a
 *    TypeError that says 'Class Idle must define run()', with the name of that class;
 * 3. it goes by what a class has, and not by its name: an inherited run() counts, something
 *    called `run` that is no function does not.
 *
 * The classes that try it out stay as they are.
 *
 * Prepared by: 03a/creation-hook, 03a/required-method.
 * Check it: npx tsx scripts/check.ts 03a/rule-enforcing-metaclass   (and with --hint)
 */
import { print } from '../../core/print.ts';

type AnyClass = abstract new (...args: never[]) => object;
type Runnable = { run(): string };

// TODO. `context.name` is the name of the class; the methods that its objects will have are
// on Class.prototype.
function runnable(_Class: AnyClass, _context: ClassDecoratorContext): void {}

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

/**
 * Exercise — a rule for classes, enforced as they are made.
 *
 * In Python it would be a metaclass with a __new__ of its own. Here it is a class decorator:
 * a function that is called with the class when the class statement is executed. Make it so
 * that
 *
 * 1. each class that it stands before is announced once: 'Creating class: ' and its name;
 * 2. a class without a run() method is refused with a TypeError:
 *    'Class Idle must define run()', with the name of that class;
 * 3. that happens as the class is made, without any object of it;
 * 4. an inherited run() counts, and classes with one stay as they are;
 * 5. something called `run` that is no function does not count;
 * 6. it goes by what a class has, and by no name of a class.
 *
 * How hard: easy, about 20 minutes.
 * Prepared by: 03a/creation-hook, 03a/required-method.
 * Check it: npx tsx scripts/check.ts 03a/rule-enforcing-metaclass   (and with --hint)
 */
import { print } from '../../core/print.ts';

type AnyClass = abstract new (...args: never[]) => object;
type Runnable = { run(): string };

// TODO. `context.name` is the name of the class; the methods that its objects will have are
// on Class.prototype.
function runnable(_Class: AnyClass, _context: ClassDecoratorContext): void {}

// The checker also tries others: leave the classes as they are, and what tries them out.

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

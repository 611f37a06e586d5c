/**
 * A required method — a class without it is refused when the class is made.
 *
 * In Python: __new__ of a metaclass looks for 'process' in the class body and raises
 * TypeError. (Often it looks for the name alone: that refuses a class which inherits
 * process(), and accepts `process = 42`. Both are wrong.)
 * Here: a decorator asks the prototype, where inherited methods are found too, and asks
 * for a function. Its type makes the compiler refuse the same classes earlier still. The
 * check at run time is for classes that no compiler has seen.
 *
 * Decorators are not yet part of the engines: this runs with tsx, Deno and Bun, and not on
 * plain `node`.
 */
import { print } from '../core/print.ts';

type Having<Name extends string> = Record<Name, (...args: never[]) => unknown>;

function requires<Name extends string>(name: Name) {
  return (
    Class: abstract new (...args: never[]) => Having<Name>,
    context: ClassDecoratorContext,
  ): void => {
    const member: unknown = Reflect.get(Class.prototype, name);
    if (typeof member !== 'function') {
      throw new TypeError(`Class ${context.name} must define a '${name}' method`);
    }
  };
}

// Each class statement runs in here. None of these classes needs an object to be judged.
function attempt(makeClass: () => { name: string }): void {
  try {
    print(`Accepted: ${makeClass().name}`);
  } catch (error) {
    print(`${error}`);
  }
}

@requires('process')
class Worker {
  process(): string {
    return 'done';
  }
}
print('Accepted: Worker');

attempt(() => {
  @requires('process')
  class Inheriting extends Worker {}
  return Inheriting;
});

attempt(() => {
  // @ts-expect-error: 'process' is missing
  @requires('process')
  class Incomplete {}
  return Incomplete;
});

attempt(() => {
  // @ts-expect-error: a number is not a function
  @requires('process')
  class NotCallable {
    process = 42;
  }
  return NotCallable;
});

attempt(() => {
  // @ts-expect-error: nor is one that a getter computes
  @requires('process')
  class Computed {
    get process(): number {
      return 42;
    }
  }
  return Computed;
});

// Where the run-time check is blind: a field comes into being with each object. Here it
// hides the inherited method, and only the compiler knows. (The other way round, a function
// kept in a field is no method yet when the class is made: the check refuses it.)
attempt(() => {
  // @ts-expect-error: a number is not a function
  @requires('process')
  class Hiding extends Worker {
    // @ts-expect-error: a number is not a function
    override process = 42;
  }
  print(`Its objects have: ${new Hiding().process}`);
  return Hiding;
});

// Output:
// Accepted: Worker
// Accepted: Inheriting
// TypeError: Class Incomplete must define a 'process' method
// TypeError: Class NotCallable must define a 'process' method
// TypeError: Class Computed must define a 'process' method
// Its objects have: 42
// Accepted: Hiding

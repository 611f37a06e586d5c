/**
 * Required by the compiler — implements, satisfies and abstract, three rules for a class.
 *
 * In Python: the rule is code in a metaclass, and breaking it raises when the class is made.
 * Here: the rule is a type, and breaking it fails the type check, before anything runs.
 * `implements` is about the objects of a class, `satisfies` about the class itself (its
 * constructor and statics), `abstract` about whoever extends it.
 *
 * Each @ts-expect-error below stands over a line that the compiler refuses: were it to
 * accept the line, `npm run typecheck` would fail. The program runs all the same, because
 * types are erased: nothing is checked then, as the output shows.
 */
import { print } from '../core/print.ts';

interface Processor {
  process(item: string): string;
}

// implements: what each object must have. Inheriting it is enough.
class Upper implements Processor {
  static readonly label: string = 'upper case';
  process(item: string): string {
    return item.toUpperCase();
  }
}
class Inheriting extends Upper implements Processor {}
print(`Inheriting: ${new Inheriting().process('a')}`);

// @ts-expect-error: 'process' is missing
class Incomplete implements Processor {}
print(`Incomplete, has process: ${'process' in new Incomplete()}`);

class NotCallable implements Processor {
  // @ts-expect-error: a number is not a function
  process = 42;
}
print(`NotCallable, process: ${new NotCallable().process}`);

// satisfies: what the class itself must have. No class can state it in its own head.
interface ProcessorClass {
  new (): Processor;
  readonly label: string;
}
class Lower implements Processor {
  process(item: string): string {
    return item.toLowerCase();
  }
}
const classes = [Upper, Inheriting] satisfies ProcessorClass[];
print(`Labels: ${classes.map(({ label }) => label).join(', ')}`);
// @ts-expect-error: 'label' is missing
const unlabelled = Lower satisfies ProcessorClass;
print(`Lower, has a label: ${'label' in unlabelled}`);

// abstract: what the base leaves open, each class that extends it must define.
abstract class Step {
  abstract process(item: string): string;
  processAll(items: string[]): string {
    return items.map((item) => this.process(item)).join(' ');
  }
}
class Twice extends Step {
  override process(item: string): string {
    return item + item;
  }
}
print(`Twice: ${new Twice().processAll(['a', 'b'])}`);

// @ts-expect-error: 'process' is not defined
class Half extends Step {}
print(`Half, has process: ${'process' in new Half()}`);
// @ts-expect-error: no object of an abstract class
print(`Step, an object all the same: ${new Step() instanceof Step}`);

// Output:
// Inheriting: A
// Incomplete, has process: false
// NotCallable, process: 42
// Labels: upper case, upper case
// Lower, has a label: false
// Twice: aa bb
// Half, has process: false
// Step, an object all the same: true

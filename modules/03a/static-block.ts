/**
 * Static blocks — code of the class body that runs once, when the class is made.
 *
 * In Python: every statement in a class body runs when the class is made, and a base class
 * hears of each subclass through __init_subclass__.
 * Here: of a class body, `extends`, static fields and static blocks run then, from top to
 * bottom; fields run for each object. A base class hears of nothing: its static block runs
 * once, for itself. So a subclass has to register itself, and one that forgets is unknown.
 *
 * Do not put both a decorator and static blocks on one class: tsx, Deno and Bun disagree
 * on which of the two runs first.
 */
import { print } from '../core/print.ts';

class Plugin {
  static readonly known: string[] = [];
  static {
    print('Plugin: static block');
  }
  static register(Class: typeof Plugin): void {
    Plugin.known.push(Class.name);
  }
  name(): string {
    return this.constructor.name;
  }
}

// What stands behind `extends` is an expression. A function there runs before the class.
function baseFor(name: string): typeof Plugin {
  print(`${name}: extends`);
  return Plugin;
}

function step<T>(text: string, value: T): T {
  print(text);
  return value;
}

class Csv extends baseFor('Csv') {
  static readonly separator = step('Csv: static field', ',');
  readonly rows = step('  field', []);
  static {
    print(`Csv: static block, sees the static field above it: ${Csv.separator}`);
    Plugin.register(Csv);
  }
  constructor() {
    super();
    print(`  constructor, sees the field: ${this.rows.length} rows`);
  }
}

print('Csv is made');
for (const which of ['First', 'Second']) {
  print(`${which} object:`);
  new Csv();
}

// This one extends the same base, and tells nobody.
class Json extends baseFor('Json') {}
print(`${new Json().name()} is made, a Plugin: ${Json.prototype instanceof Plugin}`);
print('Known:', Plugin.known);

// Output:
// Plugin: static block
// Csv: extends
// Csv: static field
// Csv: static block, sees the static field above it: ,
// Csv is made
// First object:
//   field
//   constructor, sees the field: 0 rows
// Second object:
//   field
//   constructor, sees the field: 0 rows
// Json: extends
// Json is made, a Plugin: true
// Known: ['Csv']

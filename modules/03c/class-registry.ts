/**
 * A registry of classes — plugins enter themselves in it, and nobody keeps a list.
 *
 * In Python: __new__ of a metaclass puts every class that is made into a dictionary.
 * Here: a class decorator does, one line at each class. It says which classes are plugins
 * and by what name, so the base and helper classes stay out by themselves. As in Python a
 * class registers when its module is loaded: one in a module that nobody imports is
 * unknown.
 *
 * Decorators are not yet part of the engines: this runs with tsx, Deno and Bun, and not on
 * plain `node`.
 */
import { print } from '../core/print.ts';

abstract class Plugin {
  abstract apply(text: string): string;
}

// A Map, not an object: an object has names of its own, such as 'constructor'.
const registry = new Map<string, new () => Plugin>();

// Two plugins of one name would be a silent loss: the second takes the place of the first.
function plugin(name: string) {
  return (Class: new () => Plugin, context: ClassDecoratorContext): void => {
    const holder = registry.get(name);
    if (holder) {
      throw new RangeError(`${context.name}: '${name}' is already class ${holder.name}`);
    }
    registry.set(name, Class);
    print(`Registered: ${name}, class ${context.name}, known now: ${registry.size}`);
  };
}

print(`Known before the classes: ${registry.size}`);

@plugin('upper')
class UpperCase extends Plugin {
  apply(text: string): string {
    return text.toUpperCase();
  }
}

// A step on the way to a plugin, abstract and without a decorator: not registered.
abstract class WordPlugin extends Plugin {
  abstract change(word: string): string;
  apply(text: string): string {
    return text.split(' ').map(this.change).join(' ');
  }
}

@plugin('reverse')
class ReverseWords extends WordPlugin {
  change(word: string): string {
    return [...word].reverse().join('');
  }
}

// The user of the registry names no class. A plugin written tomorrow is called here, too.
for (const [name, Class] of registry) {
  print(`${name}: ${new Class().apply('live on')}`);
}

// A class is refused as it is made, not when somebody happens to need it.
try {
  @plugin('upper')
  class Shout extends UpperCase {}
  new Shout();
} catch (error) {
  print(`${error}`);
}
print(
  'Plugins:',
  [...registry].map(([name, Class]) => `${name}: ${Class.name}`),
);
print(`'reverse' is the class itself: ${registry.get('reverse') === ReverseWords}`);
print(`'constructor' is a plugin: ${registry.has('constructor')}`);

// Output:
// Known before the classes: 0
// Registered: upper, class UpperCase, known now: 1
// Registered: reverse, class ReverseWords, known now: 2
// upper: LIVE ON
// reverse: evil no
// RangeError: Shout: 'upper' is already class UpperCase
// Plugins: ['upper: UpperCase', 'reverse: ReverseWords']
// 'reverse' is the class itself: true
// 'constructor' is a plugin: false

/**
 * An incomplete implementation — found at the type check, at `new`, or at the call.
 *
 * In Python: class PushNotification(NotificationService) without send() is accepted, and
 * creating an object raises TypeError.
 * Here: the compiler refuses the class itself. At run time nobody looks, so an object is
 * created, and fails when send() is called at last. Where classes come from code that no
 * compiler has seen (plugins in JavaScript), the constructor of the base can look: then it
 * fails at `new`, as in Python.
 */
import { print } from '../core/print.ts';

abstract class Unchecked {
  abstract send(message: string): void;
}

// The type check fails at this class, not at the lines that use it.
// @ts-expect-error: 'send' is not defined
class SilentPush extends Unchecked {}
const silent = new SilentPush();
print(`An object of ${silent.constructor.name} is there`);
try {
  silent.send('Welcome');
} catch (error) {
  print(`At the call: ${error instanceof TypeError ? 'TypeError' : error}`);
}

// A base that looks. Types are gone by now, so the names stand here once more: `satisfies`
// has the compiler compare them with the class.
abstract class NotificationService {
  constructor() {
    const required = ['send'] satisfies (keyof NotificationService)[];
    const missing = required.filter((name) => typeof this[name] !== 'function');
    if (missing.length > 0) {
      const problem = `${new.target.name} does not define ${missing.join(', ')}`;
      throw new TypeError(problem);
    }
  }

  abstract send(message: string): void;
}

// @ts-expect-error: 'send' is not defined
class PushNotification extends NotificationService {}
print('The class PushNotification is there');
try {
  new PushNotification();
} catch (error) {
  print(`At new: ${error}`);
}

// It is the object that counts: what fills the gap further down is complete.
class AndroidPush extends PushNotification {
  override send(message: string): void {
    print(`Push sent: ${message}`);
  }
}
new AndroidPush().send('Welcome');

// Output:
// An object of SilentPush is there
// At the call: TypeError
// The class PushNotification is there
// At new: TypeError: PushNotification does not define send
// Push sent: Welcome

/**
 * A guard at run time — for values that come from outside, where no compiler has looked.
 *
 * In Python: isinstance() against an ABC, or a @runtime_checkable Protocol, which checks
 * that the method names are there.
 * Here: an interface is gone at run time, so instanceof cannot ask for it. A type guard is
 * a function that looks, and tells the compiler what it found: behind it the value has its
 * type. From outside comes what is parsed, imported, typed in, or sent by another thread.
 */
import { print } from '../core/print.ts';

interface NotificationService {
  readonly name: string;
  send(message: string): void;
}

// Looks at every member once. `value is …` is a promise that the compiler believes: it is
// as true as this body.
function isNotificationService(value: unknown): value is NotificationService {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'send' in value &&
    typeof value.send === 'function'
  );
}

class EmailNotification implements NotificationService {
  readonly name = 'email';
  send(message: string): void {
    print(`  sent by ${this.name}: ${message}`);
  }
}

// `as` in place of the guard would let all of these pass, and fail at the call.
const email = new EmailNotification();
const fromOutside: [string, unknown][] = [
  ['an object of the class', email],
  ['its copy, as threads get it', structuredClone(email)],
  ['parsed JSON', JSON.parse('{"name": "sms", "send": "now"}')],
  ['nothing', null],
];
for (const [origin, value] of fromOutside) {
  print(`${origin}: ${isNotificationService(value) ? 'fits' : 'refused'}`);
  if (isNotificationService(value)) value.send('Welcome');
}

// @ts-expect-error: an interface is no value, there is nothing to ask
const ask = () => email instanceof NotificationService;
try {
  ask();
} catch (error) {
  print(`instanceof an interface: ${error instanceof ReferenceError}`);
}

// Without the guard the compiler does not let an unknown value be used at all.
const unknownValue: unknown = email;
// @ts-expect-error: it may be anything
unknownValue.send('Unchecked');

// Output:
// an object of the class: fits
//   sent by email: Welcome
// its copy, as threads get it: refused
// parsed JSON: refused
// nothing: refused
// instanceof an interface: true
//   sent by email: Unchecked

/**
 * An abstract class as contract — one notify() for every service, also for later ones.
 *
 * In Python: class NotificationService(ABC) with an @abstractmethod send(); creating a
 * NotificationService raises TypeError.
 * Here: an `abstract class`. The compiler refuses `new NotificationService()`; at run time
 * it is a class like any other, unless its constructor looks at new.target, the class that
 * `new` was called with. An interface would do as contract and leave no trace at run time;
 * an abstract class is for when something is to be there: a check, instanceof, shared code.
 */
import { print } from '../core/print.ts';

abstract class NotificationService {
  constructor() {
    if (new.target === NotificationService) {
      throw new TypeError('NotificationService is abstract: extend it');
    }
  }

  abstract send(message: string): void;
}

class EmailNotification extends NotificationService {
  override send(message: string): void {
    print(`Email sent: ${message}`);
  }
}

class SmsNotification extends NotificationService {
  override send(message: string): void {
    print(`SMS sent: ${message}`);
  }
}

// The client: it knows the contract, and not one class that keeps it.
function notify(service: NotificationService, message: string): void {
  service.send(message);
}

notify(new EmailNotification(), 'Welcome');
notify(new SmsNotification(), 'Your OTP is 1234');

// A service added later: notify() above does not change. This one collects the messages, as
// a test would, and sends none.
class FakeNotification extends NotificationService {
  readonly sent: string[] = [];
  override send(message: string): void {
    this.sent.push(message);
  }
}
const fake = new FakeNotification();
notify(fake, 'Only a test');
print('Kept by the fake:', fake.sent);

// The contract alone makes no object: refused by the compiler, and when it runs.
try {
  // @ts-expect-error: no object of an abstract class
  new NotificationService();
} catch (error) {
  print(`${error}`);
}

// What an interface could not tell, because it does not exist at run time.
print(`A NotificationService: ${fake instanceof NotificationService}`);

// Output:
// Email sent: Welcome
// SMS sent: Your OTP is 1234
// Kept by the fake: ['Only a test']
// TypeError: NotificationService is abstract: extend it
// A NotificationService: true

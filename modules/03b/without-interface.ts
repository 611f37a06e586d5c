/**
 * Without an interface — two services that do the same under different names.
 *
 * In Python: nothing is said about what a service must have; calling send() on the one that
 * has deliver() is an AttributeError, when that line runs.
 * Here: a TypeError, when that line runs, if the value has no type. Given the classes, the
 * compiler refuses the call; but without a common contract all that it can offer is a
 * caller that asks each service what it is, and has to be changed for every new one.
 */
import { print } from '../core/print.ts';

class EmailService {
  send(message: string): void {
    print(`  email: ${message}`);
  }
}
class SmsService {
  deliver(message: string): void {
    print(`  SMS: ${message}`);
  }
}

// Loosely typed, it fails while it runs. The first message has gone out by then.
const services: unknown[] = [new EmailService(), new SmsService()];
let sent = 0;
try {
  for (const service of services) {
    (service as EmailService).send('Server down');
    sent++;
  }
} catch (error) {
  print(
    `${error instanceof TypeError ? 'TypeError' : error} after ${sent} of 2 messages`,
  );
}

// With its type, the call is refused before it runs.
function notify(service: EmailService | SmsService, message: string): void {
  // @ts-expect-error: 'send' does not exist on SmsService
  service.send(message);
}
notify(new EmailService(), 'Server up');

// So the caller has to tell them apart, and knows every class there is.
function notifyEach(service: object, message: string): void {
  if (service instanceof EmailService) service.send(message);
  else if (service instanceof SmsService) service.deliver(message);
  else print(`  nobody told me about ${service.constructor.name}: "${message}" is lost`);
}

class PushService {
  push(message: string): void {
    print(`  push: ${message}`);
  }
}
print('Three services:');
for (const service of [new EmailService(), new SmsService(), new PushService()]) {
  notifyEach(service, 'Welcome');
}

// Output:
//   email: Server down
// TypeError after 1 of 2 messages
//   email: Server up
// Three services:
//   email: Welcome
//   SMS: Welcome
//   nobody told me about PushService: "Welcome" is lost

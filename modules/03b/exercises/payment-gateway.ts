/**
 * Exercise — payment gateways: one contract, several ways to pay.
 *
 * 1. PaymentGateway is an abstract class with an abstract process(amount), which returns a
 *    receipt;
 * 2. CreditCard keeps it; its receipt is '70 paid by card';
 * 3. Wallet keeps it, too: '70 paid from the wallet, 30 left'. It pays no more than it has:
 *    then it throws a RangeError, 'Only 30 left', and keeps what it has;
 * 4. pay(gateway, amount) pays with any gateway, also with those that are yet to be written,
 *    and returns the receipt. For all of them, it refuses an amount that is not greater than
 *    0 with a RangeError, 'Cannot pay -70';
 * 5. no object can be made of a class without a process() method: `new` throws a TypeError,
 *    'Empty does not define process()', with the name of that class, also for classes that
 *    no compiler has seen.
 *
 * What tries it out, from makeGateway() on, stays as it is.
 *
 * Prepared by: 03b/notification-service, 03b/incomplete-implementation.
 * Check it: npx tsx scripts/check.ts 03b/payment-gateway   (and with --hint)
 */
import { print } from '../../core/print.ts';

// TODO: make it abstract, and let its constructor look whether the object has what it needs.
class PaymentGateway {
  process(_amount: number): string {
    return 'not paid';
  }
}

// TODO: both of them.
class CreditCard extends PaymentGateway {}

class Wallet extends PaymentGateway {
  constructor(_balance: number) {
    super();
  }
}

// TODO
function pay(_gateway: PaymentGateway, _amount: number): string {
  return 'not paid';
}

// A class of which nothing is known before the program runs, like that of a plugin.
function makeGateway(name: string, methods: object): new () => PaymentGateway {
  const Base = PaymentGateway as unknown as new () => object;
  const Class = class extends Base {};
  Object.defineProperty(Class, 'name', { value: name });
  Object.assign(Class.prototype, methods);
  return Class as new () => PaymentGateway;
}

function attempt(what: string, action: () => string): void {
  try {
    print(`${what}: ${action()}`);
  } catch (error) {
    print(`${what}: ${error}`);
  }
}

const wallet = new Wallet(100);
attempt('Card', () => pay(new CreditCard(), 70));
for (const amount of [70, 70, 30]) attempt('Wallet', () => pay(wallet, amount));

// A third kind of gateway: pay() is as it was.
const Voucher = makeGateway(`Voucher${process.pid}`, {
  process: (amount: number) => `${amount} paid by voucher ${process.pid}`,
});
attempt('Voucher', () => pay(new Voucher(), 70));

const amounts = { Negative: -70, Zero: 0, 'Not a number': Number.NaN };
for (const [what, amount] of Object.entries(amounts)) {
  attempt(what, () => pay(new Voucher(), amount));
}

// These fail at `new`, without any payment.
const incomplete = {
  Empty: makeGateway(`Empty${process.pid}`, {}),
  Field: makeGateway(`Field${process.pid}`, { process: 42 }),
  Base: PaymentGateway as unknown as new () => PaymentGateway,
};
for (const [what, Class] of Object.entries(incomplete)) {
  attempt(what, () => `${typeof new Class()} made`);
}

/**
 * Exercise — payment gateways: one contract, several ways to pay.
 *
 * In Python, PaymentGateway would be an ABC with an abstract process(amount), which returns
 * a receipt. Here it is an abstract class for the compiler, and its constructor looks where
 * no compiler has looked. Make it so that
 *
 * 1. a card pays: '70 paid by card';
 * 2. a wallet pays from what it has: '70 paid from the wallet, 30 left';
 * 3. a wallet pays no more than it has: it throws a RangeError, 'Only 30 left', and keeps
 *    what it has;
 * 4. pay() pays with any gateway, and returns the receipt: also with those that are yet to be
 *    written;
 * 5. pay() refuses an amount that is not greater than 0, whatever the gateway: it throws a
 *    RangeError, 'Cannot pay -70';
 * 6. no object can be made of a class without a process() method: `new` throws a TypeError,
 *    'Empty does not define process()', with the name of that class, also for classes that
 *    no compiler has seen, and for PaymentGateway itself; an inherited method counts.
 *
 * How hard: easy, about 30 minutes.
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

// The checker also tries others: leave this line and all that follows as it is.
const [BALANCE, AMOUNT] = [100, 70];

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

const [wallet, other] = [new Wallet(BALANCE), new Wallet(AMOUNT)];
attempt('Card', () => pay(new CreditCard(), AMOUNT));
for (const amount of [AMOUNT, AMOUNT, BALANCE - AMOUNT]) {
  attempt('Wallet', () => pay(wallet, amount));
}
attempt('Other wallet', () => pay(other, AMOUNT));

class DebitCard extends CreditCard {}
attempt('Debit card', () => pay(new DebitCard(), AMOUNT));

// A third kind of gateway: pay() is as it was.
const Voucher = makeGateway(`Voucher${process.pid}`, {
  process: (amount: number) => `${amount} paid by voucher ${process.pid}`,
});
attempt('Voucher', () => pay(new Voucher(), AMOUNT));

const amounts = { Negative: -AMOUNT, Zero: 0, 'Not a number': Number.NaN };
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

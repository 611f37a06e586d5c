/**
 * Payment gateways — one contract, and a pay() that knows no gateway by name.
 *
 * In Python: class PaymentGateway(ABC) with an @abstractmethod process(amount); an object
 * of an incomplete subclass is a TypeError.
 * Here: an `abstract class`. The compiler refuses incomplete ones, and for classes that no
 * compiler has seen the constructor looks, so that they fail at `new` as in Python, and not
 * when a customer pays.
 *
 * The rule that an amount is positive is in pay(), which every payment goes through: no gateway
 * can forget it.
 */
import { print } from '../../modules/core/print.ts';

abstract class PaymentGateway {
  constructor() {
    if (typeof this.process !== 'function') {
      throw new TypeError(`${new.target.name} does not define process()`);
    }
  }

  /** Pays, and returns the receipt. */
  abstract process(amount: number): string;
}

class CreditCard extends PaymentGateway {
  override process(amount: number): string {
    return `${amount} paid by card`;
  }
}

class Wallet extends PaymentGateway {
  #balance: number;

  constructor(balance: number) {
    super();
    this.#balance = balance;
  }

  override process(amount: number): string {
    if (amount > this.#balance) throw new RangeError(`Only ${this.#balance} left`);
    this.#balance -= amount;
    return `${amount} paid from the wallet, ${this.#balance} left`;
  }
}

function pay(gateway: PaymentGateway, amount: number): string {
  if (!(amount > 0)) throw new RangeError(`Cannot pay ${amount}`);
  return gateway.process(amount);
}

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

// Output:
// Card: 70 paid by card
// Wallet: 70 paid from the wallet, 30 left
// Wallet: RangeError: Only 30 left
// Wallet: 30 paid from the wallet, 0 left
// Other wallet: 70 paid from the wallet, 0 left
// Debit card: 70 paid by card
// Voucher: 70 paid by voucher <pid=int>
// Negative: RangeError: Cannot pay -70
// Zero: RangeError: Cannot pay 0
// Not a number: RangeError: Cannot pay NaN
// Empty: TypeError: Empty<pid> does not define process()
// Field: TypeError: Field<pid> does not define process()
// Base: TypeError: PaymentGateway does not define process()

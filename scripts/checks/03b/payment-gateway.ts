/**
 * What is asked of modules/03b/exercises/payment-gateway.ts.
 *
 * Solved: solutions/03b/payment-gateway.ts
 * Solved in other ways: test/fixtures/right/03b/payment-gateway/
 * Solved wrongly: test/fixtures/wrong/03b/payment-gateway/
 * Solved, and then spoilt: test/fixtures/mutants/03b/payment-gateway.*.diff
 * The starter as it was: scripts/starters/03b/payment-gateway.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';

const OTHER_VALUES = {
  'const [BALANCE, AMOUNT] = [100, 70];': 'const [BALANCE, AMOUNT] = [200, 130];',
};

export default {
  hints: [
    'pay() needs to know the contract only. A list of kinds in it, by instanceof or by name, would have to grow with each new gateway.',
    'Whatever is to hold for every payment belongs where every payment comes by.',
    'In the constructor of the base, typeof this.process tells whether the object has such a method, and new.target is the class that `new` was called with.',
  ],
  requirements: [
    {
      says: 'A card pays',
      with: OTHER_VALUES,
      holds: ({ run }) =>
        sees(run, 'Card', '130 paid by card') ??
        sees(run, 'Debit card', '130 paid by card') ??
        true,
      why: 'The receipt is what the customer gets: it has to tell what was paid.',
      next: 'Define process(amount) in CreditCard, and let pay() return what it returns.',
    },
    {
      says: 'A wallet pays from what it has',
      with: OTHER_VALUES,
      holds: ({ run }) =>
        sees(run, 'Wallet', '130 paid from the wallet, 70 left') ??
        sees(run, 'Other wallet', '130 paid from the wallet, 0 left') ??
        true,
      why: 'Each wallet has a balance of its own, which nobody else sees or changes.',
      next: 'Keep the balance in a private field of the object, and take the amount from it.',
    },
    {
      says: 'A wallet pays no more than it has',
      holds: ({ run }) => {
        const [, refused = 'nothing', last = 'nothing'] = answers(run, 'Wallet');
        if (refused !== 'RangeError: Only 30 left') return `70 of 30: ${refused}`;
        const right = last === '30 paid from the wallet, 0 left';
        return right ? true : `30 of 30, after that: ${last}`;
      },
      why: 'What has failed must leave no trace: a payment that did not happen costs nothing.',
      next: 'Compare the amount with the balance first, and change the balance only then.',
    },
    {
      says: 'pay() pays with any gateway, and returns the receipt',
      holds: ({ run, trace }) =>
        // Nobody can know this number beforehand, so nobody can have written it down.
        sees(run, 'Voucher', `70 paid by voucher ${trace.mainPid}`) ?? true,
      why: 'Code that knows only the contract stays as it is when somebody adds a way to pay.',
      next: 'Call process() of the gateway, whatever its class.',
    },
    {
      says: 'pay() refuses an amount that is not greater than 0, whatever the gateway',
      holds: ({ run }) =>
        sees(run, 'Negative', 'RangeError: Cannot pay -70') ??
        sees(run, 'Zero', 'RangeError: Cannot pay 0') ??
        sees(run, 'Not a number', 'RangeError: Cannot pay NaN') ??
        true,
      why: 'A rule that each gateway has to think of is a rule that one of them forgets.',
      next: 'Throw the RangeError in pay(). NaN is neither greater nor less than 0.',
    },
    {
      says: 'No object can be made of a class without a process() method',
      holds: ({ run, trace }) => {
        const names = {
          Empty: `Empty${trace.mainPid}`,
          Field: `Field${trace.mainPid}`,
          Base: 'PaymentGateway',
        };
        for (const [what, name] of Object.entries(names)) {
          const wanted = `TypeError: ${name} does not define process()`;
          const seen = sees(run, what, wanted);
          if (seen) return seen;
        }
        return true;
      },
      why: 'What is incomplete fails where it is made, and not when a customer pays.',
      next: 'Throw the TypeError in the constructor of PaymentGateway; new.target.name is the name.',
    },
  ],
} satisfies Checks;

/** What was printed in place of this; undefined when it was this. */
function sees(run: Run, what: string, wanted: string): string | undefined {
  const [answer = 'nothing'] = answers(run, what);
  return answer === wanted ? undefined : `${what}: ${answer}`;
}

/** What came of the attempts of a kind: the receipts, or errors. */
function answers({ stdout }: Run, what: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith(`${what}: `));
  return lines.map((line) => line.slice(what.length + 2));
}

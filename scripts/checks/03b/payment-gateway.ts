/**
 * What is asked of modules/03b/exercises/payment-gateway.ts.
 *
 * Solved: solutions/03b/payment-gateway.ts
 * Solved wrongly: test/fixtures/wrong/03b/payment-gateway/
 * Solved, and then spoilt: test/fixtures/mutants/03b/payment-gateway.*.diff
 * The starter as it was: scripts/starters/03b/payment-gateway.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';

export default {
  hints: [
    'pay() needs to know the contract only. A list of kinds in it, by instanceof or by name, would have to grow with each new gateway.',
    'Whatever is to hold for every payment belongs where every payment comes by.',
    'In the constructor of the base, typeof this.process tells whether the object has such a method, and new.target is the class that `new` was called with.',
  ],
  requirements: [
    {
      says: 'The card and the wallet pay',
      holds: ({ run }) => {
        const [card = 'nothing'] = answers(run, 'Card');
        if (card !== '70 paid by card') return `Card: ${card}`;
        const [wallet = 'nothing'] = answers(run, 'Wallet');
        return wallet === '70 paid from the wallet, 30 left' ? true : `Wallet: ${wallet}`;
      },
      next: 'Define process(amount) in both, and let pay() return what it returns.',
    },
    {
      says: 'A wallet pays no more than it has',
      holds: ({ run }) => {
        const [, refused = 'nothing', last = 'nothing'] = answers(run, 'Wallet');
        if (!refused.startsWith('RangeError')) return `70 of 30: ${refused}`;
        const right = last === '30 paid from the wallet, 0 left';
        return right ? true : `30 of 30, after that: ${last}`;
      },
      next: 'Compare the amount with the balance first, and change the balance only then.',
    },
    {
      says: 'A gateway that pay() has never heard of pays as well',
      holds: ({ run, trace }) => {
        const [voucher = 'nothing'] = answers(run, 'Voucher');
        // Nobody can know this number beforehand, so nobody can have written it down.
        const right = voucher === `70 paid by voucher ${trace.mainPid}`;
        return right ? true : `Voucher: ${voucher}`;
      },
      next: 'Call process() of the gateway, whatever its class.',
    },
    {
      says: 'An amount that is not greater than 0 is refused for every gateway',
      holds: ({ run }) => {
        for (const what of ['Negative', 'Zero', 'Not a number']) {
          const [answer = 'nothing'] = answers(run, what);
          if (!answer.startsWith('RangeError')) return `${what}: ${answer}`;
        }
        return true;
      },
      next: 'Throw the RangeError in pay(). NaN is neither greater nor less than 0.',
    },
    {
      says: 'No object is made of a class without a process() method',
      holds: ({ run, trace }) => {
        const pid = trace.mainPid;
        const names = {
          Empty: `Empty${pid}`,
          Field: `Field${pid}`,
          Base: 'PaymentGateway',
        };
        for (const [what, name] of Object.entries(names)) {
          const [answer = 'nothing'] = answers(run, what);
          if (!answer.startsWith('TypeError')) return `${what}: ${answer}`;
          if (!answer.includes(name)) return `it does not name ${name}: ${answer}`;
        }
        return true;
      },
      next: 'Throw the TypeError in the constructor of PaymentGateway; new.target.name is the name.',
    },
  ],
} satisfies Checks;

/** What came of the attempts of a kind: the receipts, or errors. */
function answers({ stdout }: Run, what: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith(`${what}: `));
  return lines.map((line) => line.slice(what.length + 2));
}

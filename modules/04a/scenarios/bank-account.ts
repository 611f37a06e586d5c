/** Two customers pay in 10 and want 25, of an account with 5; there is one lock. */
import { type Scenario, watched } from '../../core/explore.ts';
import { Lock } from '../../core/lock.ts';

interface Shared {
  lock: Lock;
  balance: Int32Array;
}

/** Returns what it has drawn. */
export function customer({ lock, balance }: Shared): number {
  {
    using _held = lock.hold();
    balance[0] = Number(balance[0]) + 10;
  }
  using _held = lock.hold();
  if (Number(balance[0]) < 25) return 0;
  balance[0] = Number(balance[0]) - 25;
  return 25;
}

/** Looks before it has the lock. */
export function hastyCustomer({ lock, balance }: Shared): number {
  {
    using _held = lock.hold();
    balance[0] = Number(balance[0]) + 10;
  }
  if (Number(balance[0]) < 25) return 0;
  using _held = lock.hold();
  balance[0] = Number(balance[0]) - 25;
  return 25;
}

export const goal = 'overdraw the account';

export const scenario: Scenario<Shared, [number, number]> = {
  make: () => {
    const balance = watched(new Int32Array(new SharedArrayBuffer(4)));
    balance[0] = 5;
    return { lock: new Lock('lock'), balance };
  },
  threads: [customer, customer],
  check: ({ shared, results: [one, other] }) =>
    shared.balance[0] === 25 - one - other && one + other <= 25,
  outcome: ({ results }) => `drawn: ${results.join(' and ')}`,
};

export const broken: typeof scenario = {
  ...scenario,
  threads: [hastyCustomer, hastyCustomer],
};

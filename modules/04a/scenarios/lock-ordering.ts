/** A transfer in each direction; both take ada's lock first. */
import { type Scenario, watched } from '../../core/explore.ts';
import { Lock } from '../../core/lock.ts';

interface Shared {
  ada: Lock;
  bob: Lock;
  /** Ada's money, and Bob's. */
  balances: Int32Array;
}

function transfer({ ada, bob, balances }: Shared, from: number, to: number): void {
  using _first = ada.hold();
  using _second = bob.hold();
  balances[from] = Number(balances[from]) - 1;
  balances[to] = Number(balances[to]) + 1;
}

export function adaPaysBob(shared: Shared): void {
  transfer(shared, 0, 1);
}

export function bobPaysAda(shared: Shared): void {
  transfer(shared, 1, 0);
}

export const goal = 'deadlock';

export const scenario: Scenario<Shared> = {
  make: () => {
    const balances = watched(new Int32Array(new SharedArrayBuffer(8)));
    balances.fill(5);
    return { ada: new Lock('ada'), bob: new Lock('bob'), balances };
  },
  threads: [adaPaysBob, bobPaysAda],
  check: ({ shared: { balances } }) => balances[0] === 5 && balances[1] === 5,
  outcome: ({ shared: { balances } }) => `Ada: ${balances[0]}, Bob: ${balances[1]}`,
};

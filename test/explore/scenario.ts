/**
 * Scenarios: small programs over one primitive, of which something must hold in every
 * schedule. `npm run test:explore` takes each to its bound, `npm test` only to the one
 * below, and `npm run test:explore -- --deep` to the one above. To run a single one:
 *
 *   EXPLORE_FURTHER=0 EXPLORE_ONLY='lock: 2 threads' npx tsx test/explore/lock.test.ts
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explore, type Scenario } from '../../modules/core/explore.ts';
import { print } from '../../modules/core/print.ts';

/** How far scenarios go, from their own bounds; and the only one that is run. */
const { EXPLORE_FURTHER = '-1', EXPLORE_ONLY: only } = process.env;
const further = Number(EXPLORE_FURTHER);

const HOUR = 3_600_000;

interface Reach {
  /** Up to how many preemptions all schedules are run. Default: 2. */
  bound?: number;
  /** Default: each Atomics operation inside of the core. */
  steps?: 'operations' | 'atomics';
}

/** Makes of a module's scenarios tests: each is run to the end, and nothing goes wrong. */
export function scenarios(meta: ImportMeta) {
  return <Shared extends object, Results extends readonly unknown[]>(
    name: string,
    scenario: Scenario<Shared, Results> & Reach,
  ): void => {
    if (only !== undefined && only !== name) return;
    const { bound = 2, steps = 'atomics', ...rest } = scenario;
    const preemptions = bound + further;
    test(name, async () => {
      const start = performance.now();
      const limit = { schedules: 1e9, ms: HOUR };
      const found = await explore(meta, { ...rest, steps, preemptions, limit });
      const { failure, schedules, complete } = found;
      if (failure) {
        const { kind, message, schedule, trace } = failure;
        assert.unreachable(`${kind}: ${message}\nschedule [${schedule}]\n${trace}`);
      }
      assert.is(complete, true, 'it is not complete');
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      if (further >= 0) {
        print(`${name}: ${schedules} schedules, bound ${preemptions}, ${seconds} s`);
      }
    });
  };
}

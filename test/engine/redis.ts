/**
 * The engines, with a Redis that this starts: the contract for both, and what happens when
 * workers and Redis are killed.
 *
 *   npx tsx test/engine/redis.ts
 */
import { which } from 'zx';
import { print } from '../../modules/core/print.ts';
import { carryOut } from '../../scripts/lib/checks.ts';
import { stopProgramsOnSignals } from '../../scripts/lib/program.ts';
import { findRuntime } from '../../scripts/lib/runtimes.ts';
import { runTests } from '../../scripts/lib/tests.ts';
import { runScript, UsageError } from '../../scripts/lib/usage.ts';
import { startRedis } from './redis-server.ts';

/** A file in which no test ends for so long, in milliseconds, is killed. */
const SILENCE = 600_000;

await runScript(async () => {
  if (!(await which('redis-server', { nothrow: true }))) {
    throw new UsageError('redis-server is missing: apt-get install redis-server');
  }
  stopProgramsOnSignals();
  await using redis = await startRedis();
  const files = ['contract.test.ts', 'address.ts', 'chaos.ts'].map(
    (name) => `test/engine/${name}`,
  );
  const runtime = findRuntime('node');
  const options = { silence: SILENCE, env: { REDIS_URL: redis.url } };
  const { passed, failed } = await carryOut(
    files.map((file) => () => runTests(file, runtime, options)),
    { jobs: 1 },
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

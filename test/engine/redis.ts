/**
 * The engines, with a Redis that this starts: the contract for both, and what happens when
 * workers and Redis are killed.
 *
 *   npx tsx test/engine/redis.ts
 */
import { relative, resolve } from 'node:path';
import { which } from 'zx';
import { print } from '../../modules/core/print.ts';
import { carryOut } from '../../scripts/lib/checks.ts';
import { root } from '../../scripts/lib/lessons.ts';
import { runProgram, stopProgramsOnSignals } from '../../scripts/lib/program.ts';
import { findRuntime } from '../../scripts/lib/runtimes.ts';
import { runScript, UsageError } from '../../scripts/lib/usage.ts';
import { startRedis } from './redis-server.ts';

/** A file that runs longer than this, in milliseconds, is killed. */
const LIMIT = 600_000;

await runScript(async () => {
  if (!(await which('redis-server', { nothrow: true }))) {
    throw new UsageError('redis-server is missing: apt-get install redis-server');
  }
  stopProgramsOnSignals();
  await using redis = await startRedis();
  const files = ['contract.test.ts', 'chaos.ts'].map((name) => `test/engine/${name}`);
  const { passed, failed } = await carryOut(
    files.map((file) => () => runTests(file, redis.url)),
    { jobs: 1 },
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** Runs a file of uvu tests, and counts them by uvu's summary. */
async function runTests(file: string, url: string) {
  const command = [...findRuntime('node').command, resolve(root, file)];
  const run = await runProgram(command, { limit: LIMIT, env: { REDIS_URL: url } });
  const count = (what: string) =>
    Number(new RegExp(`^ *${what}: +(\\d+)`, 'm').exec(run.stdout)?.[1] ?? 0);
  const [total, passed] = [count('Total'), count('Passed')];
  const well = total > 0 && passed === total && !run.problem;
  return {
    name: relative('test', file),
    ms: run.ms,
    passed,
    failed: well ? 0 : Math.max(total - passed, 1),
    report: well ? '' : `${run.problem ?? ''}\n${run.stdout}${run.stderr}`.trim(),
    output: run.stdout,
  };
}

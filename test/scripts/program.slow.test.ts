import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram } from '../../scripts/lib/program.ts';

/** Runs a line of JavaScript. */
function run(line: string, options: { limit?: number; silence?: number } = {}) {
  const limit = 60_000;
  return runProgram([process.execPath, '--eval', line], { limit, ...options });
}

// All at once: they only wait.
const runs = {
  mute: run('setInterval(() => {}, 1000)', { silence: 1_000 }),
  talks: run(
    'let n = 0; setInterval(() => { console.log(n); if (++n === 6) process.exit() }, 1000)',
    { silence: 5_000 },
  ),
  endless: run('setInterval(() => console.log(1), 10)', { limit: 1_000 }),
  stays: run("console.log('done'); setTimeout(() => {}, 8_000)"),
  slow: run(
    "setTimeout(() => { console.log('done'); setTimeout(() => {}, 5_500) }, 6_000)",
  ),
};

test('who says nothing for too long is killed, who says something goes on', async () => {
  const [mute, talks] = await Promise.all([runs.mute, runs.talks]);
  assert.is(mute.problem, 'was killed after 1 s without a word');
  assert.ok(mute.timedOut);
  assert.is(talks.problem, undefined);
  assert.ok(talks.ms > 5_000, 'longer than it might be silent');
});

test('who has all the time is killed when that is up', async () => {
  assert.is((await runs.endless).problem, 'was killed after 1 s');
});

test('who stays after its last line is told of, unless all takes as long there', async () => {
  const [stays, slow] = await Promise.all([runs.stays, runs.slow]);
  assert.match(stays.problem ?? '', /^stayed for \d+\.\d s after its last line$/);
  assert.is(slow.problem, undefined);
});

test.run();

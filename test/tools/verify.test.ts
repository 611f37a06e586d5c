import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check } from '../../scripts/lib/check.ts';
import { type Lesson, root } from '../../scripts/lib/lessons.ts';
import { findRuntime } from '../../scripts/lib/runtimes.ts';
import { updateLesson, verifyLesson } from '../../scripts/lib/verify.ts';
import { diesSoon } from './processes.ts';

function fixture(name: string): Lesson {
  const file = `test/fixtures/lessons/${name}.ts`;
  return { number: '', name, file, module: '', shows: '', python: '' };
}

function verify(name: string, limit?: number): Promise<Check> {
  return verifyLesson(fixture(name), findRuntime('node'), { limit });
}

async function rejects(name: string, why: RegExp, limit?: number): Promise<Check> {
  const check = await verify(name, limit);
  assert.is(check.failed, 1);
  assert.is(check.passed, 0);
  assert.match(check.report, why);
  return check;
}

test('a lesson that prints its Output block passes, with nothing to report', async () => {
  const check = await verify('passes');
  assert.is(check.passed, 1);
  assert.is(check.failed, 0);
  assert.is(check.report, '');
  assert.is(check.output, 'one\ntwo\n');
});

test('a wrong line fails with a diff', async () => {
  await rejects('wrong-line', /^-two$\n^\+three$/m);
});

test('a wrong order inside a part of an interleaved group fails', async () => {
  await rejects('wrong-order-inside-a-part', /Start: 0/);
});

test('a line on stderr fails, though the output is right', async () => {
  await rejects('stray-stderr', /It printed on stderr:\na warning/);
});

test('an exit code other than 0 fails, though the output is right', async () => {
  await rejects('exit-code', /It exited with code 3/);
});

test('a lesson that hangs is killed with its children', async () => {
  const check = await rejects('hang', /It was killed after 10 s/, 10_000);
  const pid = Number(/Child (\d+)/.exec(check.output)?.[1]);
  assert.ok(pid > 0, `no pid in: ${check.output}`);
  assert.ok(await diesSoon(pid));
});

test('an error in a thread that nobody joined fails', async () => {
  await rejects(
    'crash-in-a-thread',
    /exited with code 1[\s\S]*RangeError: the thread broke/,
  );
});

test('a lesson without an Output block fails', async () => {
  await rejects('no-output-block', /no '\/\/ Output:' block/);
});

test('a lesson that prints nothing fails', async () => {
  await rejects('prints-nothing', /printed nothing/);
});

test('a malformed Output block fails in one line that names file and line', async () => {
  await rejects(
    'malformed-block',
    /^test\/fixtures\/lessons\/malformed-block\.ts:6: malformed .*never closed.*$/,
  );
});

test('a blank line inside an Output block is called one', async () => {
  await rejects(
    'blank-line',
    /^test\/fixtures\/lessons\/blank-line\.ts:7: .* a blank line ends the block here: write "\/\/".*$/,
  );
});

test('an update leaves a malformed Output block as it is', async () => {
  for (const name of ['malformed-block', 'blank-line']) {
    const source = readFileSync(resolve(root, fixture(name).file), 'utf8');
    const check = await updateLesson(fixture(name), findRuntime('node'));
    assert.is(check.failed, 1);
    assert.match(check.report, new RegExp(`${name}\\.ts:\\d: malformed Output block`));
    assert.is(readFileSync(resolve(root, fixture(name).file), 'utf8'), source);
  }
});

test('a lesson that is not there fails', async () => {
  await rejects('no-such', /^There is no test\/fixtures\/lessons\/no-such\.ts\.$/);
});

test('a process that is left behind fails the lesson and is killed', async () => {
  const check = await rejects('orphan', /It left processes behind/);
  assert.ok(await diesSoon(Number(/Child (\d+)/.exec(check.output)?.[1])));
});

test.run();

import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { registerError } from '../../modules/core/errors.ts';
import { isMain } from '../../modules/core/main.ts';
import { Pipe, type PipeEnd } from '../../modules/core/pipe.ts';
import { Process } from '../../modules/core/process.ts';
import { rejection, runFixture, takesAbout, thrown } from './helpers.ts';
import { isGone } from './processes.ts';
import { within } from './waiting.ts';

export function add(a: number, b: number): number {
  return a + b;
}

test('runs an exported function elsewhere, and join brings its result', async () => {
  const child = new Process(import.meta, { target: whereAmI, args: [process.pid] });
  assert.equal(
    [child.pid, child.exitCode, child.isAlive()],
    [undefined, undefined, false],
  );
  child.start();
  assert.ok(child.isAlive());
  assert.equal(await within(child.join()), { pid: child.pid, other: true, main: false });
  assert.equal([child.exitCode, child.isAlive()], [0, false]);
  assert.ok(await isGone(child.pid));
});

export function whereAmI(parent: number): { pid: number; other: boolean; main: boolean } {
  return {
    pid: process.pid,
    other: process.pid !== parent,
    main: isMain(import.meta),
  };
}

test('its memory is its own', async () => {
  const child = start(new Process(import.meta, { target: count }));
  assert.is(await within(child.join()), 1);
  assert.is(counter, 0);
});

let counter = 0;
export function count(): number {
  return ++counter;
}

test('arguments and results of all kinds are copied', async () => {
  const values = [undefined, null, 1n, new Date(0), new Map([[1, new Set(['a'])]]), /x/g];
  const child = start(new Process(import.meta, { target: same, args: [values] }));
  assert.equal(await within(child.join()), values);
});

export function same<T>(value: T): T {
  return value;
}

test('several may join, also after the end, and each gets the result', async () => {
  const child = start(new Process(import.meta, { target: add, args: [1, 2] }));
  assert.equal(await within(Promise.all([child.join(), child.join()])), [3, 3]);
  assert.is(await child.join(), 3);
});

test('an error arrives with class, message, stack, cause and own fields', async () => {
  const child = start(new Process(import.meta, { target: fail }));
  const error = (await within(rejection(child.join()))) as Refused;
  assert.instance(error, Refused);
  assert.equal([error.message, error.code], ['no', 'E_NO']);
  assert.match(error.stack ?? '', /at fail .*process\.slow\.test\.ts/);
  assert.instance(error.cause, RangeError);
  assert.is((error.cause as Error).message, 'why');
  assert.is(child.exitCode, 1);
});

class Refused extends Error {
  override name = 'Refused';
  code = 'E_NO';
}
registerError(Refused);

export async function fail(): Promise<never> {
  throw new Refused('no', { cause: new RangeError('why') });
}

for (const [how, target] of [
  ['from a timer', throwLater],
  ['of a forgotten promise', forgetPromise],
] as const) {
  test(`an error ${how}, after the target has returned, arrives as well`, async () => {
    const child = start(new Process(import.meta, { target }));
    assert.is((await within(rejection(child.join()))).message, 'late');
    assert.is(child.exitCode, 1);
  });
}

export function throwLater(): void {
  setTimeout(() => {
    throw new Error('late');
  }, 30);
}

export function forgetPromise(): void {
  setTimeout(() => void Promise.reject(new Error('late')), 30);
}

test('ends before its target does: join says how, exitCode as in Python', async () => {
  for (const [target, exitCode, text] of [
    [leave, 7, 'exited with code 7'],
    [shootItself, -9, 'was ended by SIGKILL'],
  ] as const) {
    const child = start(new Process(import.meta, { target, name: 'Short' }));
    const error = await within(rejection(child.join()));
    assert.is(error.message, `Process 'Short' ${text} before its target returned`);
    assert.is(child.exitCode, exitCode);
  }
});

export function leave(): void {
  process.exit(7);
}

export async function shootItself(): Promise<void> {
  process.kill(process.pid, 'SIGKILL');
  await once(process, 'never');
}

test('terminate() ends it, and it may clean up first; kill() ends it at once', async () => {
  const { left, right } = new Pipe();
  const args: [PipeEnd] = [right];
  const polite = start(new Process(import.meta, { target: cleanUp, args }));
  assert.is(await within(left.receive()), 'ready to be ended');
  polite.terminate();
  const cleaned = await within(rejection(polite.join()));
  assert.match(cleaned.message, /code 5|SIGTERM/); // Deno names the signal

  const busy = start(new Process(import.meta, { target: spinForEver }));
  busy.kill();
  assert.match((await within(rejection(busy.join()))).message, /SIGKILL/);
  assert.is(busy.exitCode, -9);
  assert.ok(await isGone(busy.pid));
  for (const child of [polite, busy]) {
    child.terminate(); // harmless when it has ended
    child.kill();
  }
});

export async function cleanUp(end: PipeEnd): Promise<never> {
  process.once('SIGTERM', () => process.exit(5));
  await end.send('ready to be ended');
  return sitStill();
}

export function sitStill(): Promise<never> {
  setInterval(() => {}, 1000);
  return new Promise(() => {});
}

export function spinForEver(): void {
  for (;;);
}

test('join with a timeout: undefined when time is up, and it goes on', async () => {
  const child = start(new Process(import.meta, { target: sitStill }));
  await takesAbout(100, async () => {
    assert.is(await child.join({ timeout: 100 }), undefined);
  });
  assert.ok(child.isAlive());
  assert.instance(await rejection(child.join({ timeout: -1 })), RangeError);
  child.kill();
  await rejection(child.join());
});

test('what cannot be is said at once: started twice, joined before the start, no target', async () => {
  const child = new Process(import.meta, { target: add, args: [1, 2] });
  assert.match((await rejection(child.join())).message, /start it first$/);
  child.terminate(); // nothing to end yet
  child.start();
  assert.match(thrown(() => child.start()).message, /processes start only once$/);
  await within(child.join());
  assert.match(thrown(() => child.start()).message, /processes start only once$/);
  assert.instance(
    thrown(() => new Process(import.meta, { target: nameless as () => void })),
    TypeError,
  );
});

test('a target that the module does not export: join rejects with a TypeError that says so', async () => {
  const hidden = start(new Process(import.meta, { target: notExported }));
  const error = await within(rejection(hidden.join()));
  assert.instance(error, TypeError);
  assert.match(
    error.message,
    /does not export it under that name; write 'export' before it$/,
  );
});

function notExported(): void {}
const [nameless] = [() => {}];

test('what cannot be copied: TypeError at start() or from join(), and no process is left', async () => {
  const memory = new Int32Array(new SharedArrayBuffer(4));
  for (const value of [memory, { deep: [() => 1] }]) {
    const child = new Process(import.meta, { target: same, args: [value] });
    const error = thrown(() => child.start());
    assert.instance(error, TypeError);
    assert.match(error.message, /^Cannot start <Process .*>: args\[0\]/);
    assert.is(child.pid, undefined);
  }
  const child = start(new Process(import.meta, { target: makeFunction }));
  const error = await within(rejection(child.join()));
  assert.instance(error, TypeError);
  assert.match(error.message, /^Cannot return the result of 'makeFunction': /);
});

export function makeFunction(): () => number {
  return () => 1;
}

test('names and states, as text', async () => {
  const child = new Process(import.meta, { target: add, args: [1, 2], daemon: true });
  assert.match(String(child), /^<Process 'Process-\d+' initial daemon>$/);
  child.start();
  assert.match(String(child), /^<Process 'Process-\d+' started daemon pid=\d+>$/);
  await within(child.join());
  assert.match(String(child), /^<Process 'Process-\d+' stopped daemon pid=\d+>$/);
  assert.is(new Process(import.meta, { target: makeFunction, name: 'N' }).name, 'N');
});

test('its modules read the command line of the program, as those of its threads do', async () => {
  const words = ['-v', '--eval=1', 'a b', '--', '-p'];
  const { stdout, stderr } = await runFixture('command-line', ...words);
  assert.equal([stdout, stderr], ['true 1 a b,-p\n'.repeat(6), '']);
});

test('a program that a child forks in its turn is the main one there', async () => {
  const { stdout, stderr } = await runFixture('process-forks');
  assert.equal([stdout, stderr], ['the fork is main: true\n', '']);
});

test('many daemons: killed when the program ends, and no warning of listeners', async () => {
  const { stdout, stderr, code } = await runFixture('process-daemons');
  assert.equal([stderr, code], ['', 0]);
  const [listeners, ...pids] = stdout.trim().split('\n');
  assert.is(listeners, 'more listeners than before: 0');
  assert.is(pids.length, 12);
  for (const pid of pids) assert.ok(await isGone(Number(pid)), `${pid} lives on`);
});

test('the program is killed: its processes end as soon as their event loop turns', async () => {
  const { stdout } = await runFixture('process-killed-parent');
  const pids = stdout.trim().split('\n').map(Number);
  assert.is(pids.length, 2);
  for (const pid of pids) assert.ok(await isGone(pid), `${pid} lives on`);
});

test('an error in the middle of the program: no process is left, and it is told', async () => {
  const { stdout, stderr, code } = await runFixture('error-in-the-middle');
  assert.match(stderr, /error: in the middle/i); // Bun writes it small
  assert.is(code, 1);
  const pids = stdout.trim().split('\n').map(Number);
  assert.is(pids.length, 2);
  for (const pid of pids) assert.ok(await isGone(pid), `${pid} lives on`);
});

function start<P extends { start(): void }>(child: P): P {
  child.start();
  return child;
}

if (isMain(import.meta)) test.run();

/** How threads and processes end, and how they never begin: the same for both. */

import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { activeChildren, Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';
import { rejection, runFixture, thrown } from './helpers.ts';
import { type Place, places, run } from './processes.ts';
import { within } from './waiting.ts';

export function exitWith(code?: number): void {
  process.exit(code);
}

export async function exitLater(code: number): Promise<number> {
  setTimeout(() => process.exit(code), 5);
  return new Promise(() => {});
}

export function never(): Promise<number> {
  return new Promise(() => {});
}

export async function neverAfterSomeWork(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  await never();
}

export function causes(count: number): never {
  let error = new Error('0');
  for (let i = 1; i < count; i++) error = new Error(String(i), { cause: error });
  throw error;
}

export async function throwIt(what: string): Promise<void> {
  if (what === 'undefined') throw undefined;
  if (what === 'a function') throw () => {};
  if (what === 'a revoked Proxy') {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    throw proxy;
  }
  if (what === 'a socket in an error') {
    const socket = connect(1).on('error', () => {});
    throw Object.assign(new Error('refused'), { code: 'E_REFUSED', socket });
  }
}

class Box {
  readonly inside = 1;
  open(): number {
    return this.inside;
  }
}

export function make(what: string): unknown {
  if (what === 'an instance') return [new Box()];
  if (what === 'a Proxy') return { proxy: new Proxy([], {}) };
  if (what === 'a server') return createServer();
  let deep = {};
  for (let i = 0; i < 2000; i++) deep = { deep };
  return deep;
}

export function rejectAfterTheResult(): string {
  setTimeout(() => void Promise.reject(new RangeError('late')), 20);
  return 'returned';
}

export function take(..._: unknown[]): void {}

const title = (Class: Place) => `${Class.name} 'Short'`;
function start<Args extends unknown[]>(
  Class: Place,
  target: (...args: Args) => unknown,
  ...args: Args
): Process<unknown, Args> {
  const options = { target, args, name: 'Short' } as never;
  const activity = new (Class as typeof Process<unknown, Args>)(import.meta, options);
  activity.start();
  return activity;
}

for (const Class of places) {
  test(`${Class.name}: process.exit(0) is an end without a result, any other code an error`, async () => {
    assert.is(await within(start(Class, exitWith, 0).join()), undefined);
    assert.is(await within(start(Class, exitWith).join()), undefined);
    assert.is(await within(start(Class, exitLater, 0).join()), undefined);
    for (const target of [exitWith, exitLater]) {
      const { message } = await within(rejection(start(Class, target, 3).join()));
      assert.is(message, `${title(Class)} exited with code 3 before its target returned`);
    }
  });

  for (const target of [never, neverAfterSomeWork]) {
    test(`${Class.name}: a target with nothing left to wait for rejects the join (${target.name})`, async () => {
      for (const daemon of [false, true]) {
        const options = { target, daemon, name: 'Short' };
        const activity = new Class(import.meta, options as never);
        activity.start();
        const { message } = await within(rejection(activity.join()));
        assert.match(message, `${title(Class)} never returns: nothing is left to do`);
      }
    });
  }

  test(`${Class.name}: whatever is thrown arrives, or says why it cannot`, async () => {
    let error = await within(rejection(run(import.meta, Class, causes, 3000).join()));
    let count = 0;
    for (; error; error = error.cause as Error) count++;
    assert.is(count, 3000);

    const failing = (what: string) =>
      within(rejection(run(import.meta, Class, throwIt, what).join()));
    assert.is(await failing('undefined'), undefined);
    const socket = (await failing('a socket in an error')) as Error & { code: string };
    assert.equal({ ...socket }, { code: 'E_REFUSED', leftOut: ['socket'] });
    for (const [what, why] of [
      ['a function', 'it is a function'],
      ['a revoked Proxy', 'it is a Proxy'],
    ] as const) {
      const refused = await failing(what);
      assert.instance(refused, TypeError);
      assert.is(refused.message, `Cannot pass on what 'throwIt' threw: ${why}`);
    }
  });

  test(`${Class.name}: a result that would not arrive as it is: a TypeError that says why`, async () => {
    for (const [what, why] of [
      [
        'an instance',
        'it[0] is a Box, which loses its methods; hand over plain data, or see shareable() in core/revive.ts',
      ],
      ['a Proxy', 'it.proxy is a Proxy'],
      ['a server', 'it is a Server; hand over its address, and connect there'],
      ['deep', 'it….deep.deep.deep.deep lies more than 1000 levels deep'],
    ] as const) {
      const activity = run(import.meta, Class, make, what);
      const error = await within(rejection(activity.join()));
      assert.instance(error, TypeError);
      assert.is(error.message, `Cannot return the result of 'make': ${why}`);
      if (activity instanceof Process) assert.is(activity.exitCode, 1);
    }
  });

  test(`${Class.name}: an argument that would not arrive as it is: a TypeError at the start`, async () => {
    const server: Server = createServer().listen(0);
    await once(server, 'listening');
    const pool = new Piscina({ filename: import.meta.url, minThreads: 0 });
    const cases: [unknown, string][] = [
      [
        new Thread(import.meta, { target: never }),
        'is a Thread; hand over what it shares',
      ],
      [
        new Process(import.meta, { target: never }),
        'is a Process; hand over what it sends',
      ],
      [pool, 'is a Piscina; hand over the data'],
      [server, 'is a Server; hand over its address'],
      [Promise.resolve(1), 'is a Promise; await it'],
      [new Box(), 'is a Box, which loses its methods'],
      [() => {}, 'is a function'],
      [Symbol('s'), 'is a symbol'],
      [new Proxy({}, {}), 'is a Proxy'],
    ];
    for (const [value, why] of cases) {
      const options = { target: take, args: [0, { value }] } as never;
      const activity = new Class(import.meta, options);
      const error = thrown(() => activity.start());
      assert.instance(error, TypeError);
      assert.match(error.message, /^Cannot start <(Thread|Process) '.*' initial>: /);
      assert.match(error.message, `args[1].value ${why}`);
      assert.not(activity.isAlive());
    }
    server.close();
    await pool.destroy();
  });

  test(`${Class.name}: a rejection after the result is not lost`, async () => {
    const activity = run(import.meta, Class, rejectAfterTheResult);
    assert.is((await within(rejection(activity.join()))).message, 'late');
    if (activity instanceof Process) assert.is(activity.exitCode, 1);
  });

  test(`${Class.name}: without a guard, an error that says so, and no third`, async () => {
    const { stdout, stderr, code } = await runFixture('no-guard', Class.name);
    assert.is(stdout, '');
    assert.match(stderr, /no-guard\.ts does so whenever it is imported/);
    assert.match(stderr, /behind 'if \(isMain\(import\.meta\)\)'/);
    // Threads are numbered across the program: the first one is refused its own already.
    const refused = process.versions.bun ? 'Thread-3 ' : 'Thread-2 ';
    if (Class === Thread) assert.match(stderr, `Cannot start <Thread '${refused}`);
    assert.is(code, 1);
  });
}

test('two modules that start threads of each other when imported are told, too', async () => {
  const { stderr, code } = await runFixture('ping-pong');
  assert.match(stderr, /(ping-pong|pong-ping)\.ts does so whenever it is imported/);
  assert.is(code, 1);
});

test('a test file with targets: its tests pass, and those in its threads end', async () => {
  const { stdout } = await runFixture('test-file');
  assert.match(stdout, /keep targets in a file of their own/);
  assert.match(stdout, /Total: {5}2\n {2}Passed: {4}2\n[^T]*$/);
});

export async function countDown(from: number): Promise<number> {
  if (from === 0) return 0;
  return 1 + (await within(run(import.meta, Thread, countDown, from - 1).join()));
}

/** The same, but each thread is started by a handler of an event, or a timer. */
export function countDownByEvents(from: number): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port2.on('message', async () => {
      port1.close();
      if (from === 0) return resolve(0);
      resolve(1 + (await run(import.meta, Thread, countDownByEvents, from - 1).join()));
    });
    setTimeout(() => port1.postMessage('go'), 5);
  });
}

test('a target may start threads of its own module, also from its events', async () => {
  assert.is(await run(import.meta, Thread, countDown, 3).join(), 3);
  // On Bun, which does not know whose events these are, once.
  const depth = process.versions.bun ? 1 : 3;
  assert.is(await run(import.meta, Thread, countDownByEvents, depth).join(), depth);
});

export class Greeter extends Process<string> {
  readonly whom: string;

  constructor(whom: string) {
    super(import.meta, { name: `Greeter of ${whom}` });
    this.whom = whom;
  }

  override run(): string {
    return `Hello ${this.whom} from ${this.name} ${this.pid === process.pid} ${this.isAlive()}`;
  }
}

export class Holder extends Process {
  readonly held: unknown;
  constructor(held: unknown) {
    super(import.meta);
    this.held = held;
  }
}

test('Process: a subclass runs in the process, with its fields and its name', async () => {
  const greeter = new Greeter('Ada');
  greeter.start();
  assert.is(await within(greeter.join()), 'Hello Ada from Greeter of Ada true true');
  assert.match(
    thrown(() => new Holder(new Event()).start()).message,
    /^Cannot start <Process '.*' initial>: this\.held.* is shared memory/,
  );
  const nothing = new Holder(1);
  nothing.start();
  assert.match(
    (await within(rejection(nothing.join()))).message,
    /run\(\) in a subclass/,
  );
});

test('Process: activeChildren() are those that live', async () => {
  assert.equal(activeChildren(), []);
  const child = run(import.meta, Process, exitLater, 0);
  assert.equal(activeChildren(), [child]);
  await within(child.join());
  assert.equal(activeChildren(), []);
});

if (isMain(import.meta)) test.run();

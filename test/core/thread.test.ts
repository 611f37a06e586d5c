import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  activeThreads,
  currentThread,
  mainThread,
} from '../../modules/core/current-thread.ts';
import { AbandonedLockError, registerError } from '../../modules/core/errors.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { rejection, runFixture, sharedCells, thrown } from './helpers.ts';
import * as targets from './targets.ts';

class PaymentError extends Error {
  amount = 0;
}
registerError(PaymentError);

export function add(a: number, b: number): number {
  return a + b;
}

export function identity<T>(value: T): T {
  return value;
}

export function lockAndRelease(message: { locks: Map<string, Lock[]> }): string {
  const lock = message.locks.get('first')?.[0];
  if (!(lock instanceof Lock)) return `not a Lock: ${lock}`;
  lock.acquire();
  const seen = lock.locked();
  lock.release();
  return `locked ${seen}`;
}

// The name stands for two things, so the compiler calls the class `Named2`.
const Named = identity(class Named {});

export function nameOfClass(): string {
  return Named.name;
}

export function fail(how: string): never {
  if (how === 'RangeError') {
    const cause = new TypeError('the cause', { cause: 'deeper' });
    throw Object.assign(new RangeError('too far', { cause }), { limit: { of: [1, 2] } });
  }
  if (how === 'AggregateError') {
    throw new AggregateError([new TypeError('one'), 'two'], 'several');
  }
  if (how === 'AbortError') throw new DOMException('stopped', 'AbortError');
  if (how === 'PaymentError') throw Object.assign(new PaymentError('no'), { amount: 7 });
  if (how === 'unknown class') {
    class HomeMade extends Error {}
    throw new HomeMade('made here');
  }
  if (how === 'a string') throw 'just a string';
  // Not a tail call: JavaScriptCore would run that for ever.
  if (how === 'stack overflow') throw [fail(how)];
  if (how === 'uncloneable field') throw Object.assign(new Error('odd'), { f: () => 1 });
  if (how === 'circular cause') {
    const error = new Error('round');
    error.cause = error;
    throw error;
  }
  throw new Error(how);
}

export function failLater(): string {
  setTimeout(() => {
    throw new RangeError('later');
  }, 5);
  return 'returned already';
}

export function forgetRejection(): string {
  void Promise.reject(new RangeError('forgotten'));
  return 'returned already';
}

export function exitWith(code: number): void {
  process.exit(code);
}

export function returnFunction(): unknown {
  return () => 1;
}

export function waitFor(event: Event): string {
  event.wait({ timeout: 20_000 });
  return currentThread().name;
}

export function whoAmI(): { name: string; ident: number; main: number; daemon: boolean } {
  const { name, ident, daemon } = currentThread();
  return { name, ident, main: mainThread().ident, daemon };
}

export async function useNested(): Promise<number> {
  const inner = new Thread(import.meta, { target: add, args: [20, 22] });
  inner.start();
  return inner.join();
}

export function answer(port: MessagePort): unknown {
  const message = receiveMessageOnPort(port);
  port.close();
  return message?.message;
}

export function daemonOfChild(): boolean {
  return new Thread(import.meta, { target: useNested }).daemon;
}

export class Greeter extends Thread {
  who: string;
  readonly lock = new Lock('greeting');

  constructor(who: string) {
    super(import.meta, { name: `Greeter of ${who}` });
    this.who = who;
  }

  override run(): string {
    using _held = this.lock.hold();
    return `Hello ${this.who} from ${this.name} ${this.ident === currentThread().ident}`;
  }
}

const there = { ...import.meta, url: new URL('./targets.ts', import.meta.url).href };

class NotExported extends Thread {
  override run(): void {}
}

function start<Result, Args extends unknown[]>(thread: Thread<Result, Args>) {
  thread.start();
  return thread;
}

test('join gives what the target returned', async () => {
  assert.is(
    await start(new Thread(import.meta, { target: add, args: [2, 3] })).join(),
    5,
  );
});

test('join waits for an async target, and for a thread started by the thread', async () => {
  assert.is(await start(new Thread(import.meta, { target: useNested })).join(), 42);
});

test('arguments arrive by structured clone: nested arrays, Map, Date, typed arrays', async () => {
  const value = {
    list: [[1], [2, [3]]],
    map: new Map([['a', new Date(0)]]),
    bytes: new Uint8Array([1, 2]),
  };
  const thread = start(new Thread(import.meta, { target: identity, args: [value] }));
  assert.equal(await thread.join(), value);
});

test('a lock arrives as itself, inside objects, Maps and arrays, and comes back as itself', async () => {
  const lock = new Lock('shared');
  const locks = new Map([['first', [lock]]]);
  const user = start(
    new Thread(import.meta, { target: lockAndRelease, args: [{ locks }] }),
  );
  assert.is(await user.join(), 'locked true');
  const returned = await start(
    new Thread(import.meta, { target: identity, args: [lock] }),
  ).join();
  assert.instance(returned, Lock);
  (returned as Lock).acquire();
  assert.ok(lock.locked());
  (returned as Lock).release();
});

test('a message port among the arguments is moved', async () => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage('hello');
  const thread = start(new Thread(import.meta, { target: answer, args: [port2] }));
  assert.is(await thread.join(), 'hello');
  port1.close();
});

test('an error arrives with class, message, stack, cause and own fields', async () => {
  const thread = start(new Thread(import.meta, { target: fail, args: ['RangeError'] }));
  const error = (await rejection(thread.join())) as RangeError & { limit: unknown };
  assert.instance(error, RangeError);
  assert.is(error.message, 'too far');
  assert.match(String(error.stack), /thread\.test\.ts/);
  assert.instance(error.cause, TypeError);
  assert.is((error.cause as Error).message, 'the cause');
  assert.is((error.cause as Error).cause, 'deeper');
  assert.equal(error.limit, { of: [1, 2] });
  assert.equal(Object.keys(error), ['limit']);
});

test('AggregateError, DOMException, registered and unknown classes arrive', async () => {
  const failing = (how: string) =>
    rejection(start(new Thread(import.meta, { target: fail, args: [how] })).join());
  const several = (await failing('AggregateError')) as AggregateError;
  assert.instance(several, AggregateError);
  assert.instance(several.errors[0], TypeError);
  assert.is(several.errors[1], 'two');
  const aborted = await failing('AbortError');
  assert.instance(aborted, DOMException);
  assert.is(aborted.name, 'AbortError');
  const payment = (await failing('PaymentError')) as PaymentError;
  assert.instance(payment, PaymentError);
  assert.is(payment.amount, 7);
  const homeMade = await failing('unknown class');
  assert.is(homeMade.name, 'HomeMade');
  assert.is(homeMade.message, 'made here');
  assert.is(await failing('a string'), 'just a string');
});

test('errors that cannot be cloned whole arrive as far as they can be', async () => {
  const odd = start(
    new Thread(import.meta, { target: fail, args: ['uncloneable field'] }),
  );
  assert.is((await rejection(odd.join())).message, 'odd');
  const round = start(
    new Thread(import.meta, { target: fail, args: ['circular cause'] }),
  );
  const error = await rejection(round.join());
  assert.is(error.cause, error);
});

test('a stack overflow in a thread is a RangeError, and the program lives on', async () => {
  const thread = start(
    new Thread(import.meta, { target: fail, args: ['stack overflow'] }),
  );
  assert.instance(await rejection(thread.join()), RangeError);
});

test('an error after the target has returned rejects the join', async () => {
  const late = start(new Thread(import.meta, { target: failLater }));
  assert.is((await rejection(late.join())).message, 'later');
  const forgotten = start(new Thread(import.meta, { target: forgetRejection }));
  assert.is((await rejection(forgotten.join())).message, 'forgotten');
});

test('a thread that exits by itself says so; exit code 0 is an end without a result', async () => {
  const three = start(
    new Thread(import.meta, { target: exitWith, args: [3], name: 'Exiter' }),
  );
  assert.match((await rejection(three.join())).message, /'Exiter' exited with code 3/);
  const zero = start(new Thread(import.meta, { target: exitWith, args: [0] }));
  assert.is(await zero.join(), undefined);
});

test('a target that cannot be found rejects the join, and says what to do', async () => {
  function hidden(): void {}
  const { newName: renamed, default: byDefault, exported: other } = targets;
  const inline = { target: () => 1 };
  const cases: [() => unknown, string][] = [
    [hidden, "write 'export' before it"],
    [
      inline.target,
      'a function made where it is handed over cannot be found: give it a name',
    ],
    [hidden.bind(null), 'a function made where it is handed over cannot be found'],
    [renamed, "it is exported as 'newName': export it as 'oldName'"],
    [byDefault, 'it is the default export: export it by its name as well'],
    [other, "it belongs to another module: hand over that module's import.meta"],
  ];
  for (const [target, why] of cases) {
    const meta =
      target.name.startsWith('old') || target === byDefault ? there : import.meta;
    const error = await rejection(start(new Thread(meta, { target })).join());
    assert.instance(error, TypeError);
    assert.match(error.message, / does not export it under that name; /);
    assert.match(error.message, why);
  }
  const subclass = await rejection(start(new NotExported(import.meta)).join());
  assert.match(subclass.message, /'NotExported'.*write 'export' before it/);
});

test('a module that cannot be loaded rejects the join, and no thread is left', async () => {
  const meta = {
    ...import.meta,
    url: new URL('./no-such-file.ts', import.meta.url).href,
  };
  const thread = start(new Thread(meta as ImportMeta, { target: add, args: [1, 2] }));
  assert.match((await rejection(thread.join())).message, /no-such-file/);
  assert.not(thread.isAlive());
  assert.equal(activeThreads().length, 1);
});

test('a target that is no function is refused', async () => {
  assert.throws(
    () => new Thread(import.meta, { target: 42 as never }),
    /^Cannot create Thread: 'target' must be a function .*, received 42$/,
  );
  // Not by being falsy: no target means the run() of a subclass.
  assert.throws(
    () => new Thread(import.meta, { target: false as never }),
    /must be a function/,
  );
});

test('arguments that cannot be cloned are refused at the start, and nothing is left', () => {
  const thread = new Thread(import.meta, { target: identity, args: [() => 1] });
  const error = thrown(() => thread.start());
  assert.instance(error, TypeError);
  assert.match(error.message, /^Cannot start <Thread .*>: args\[0\] is a function$/);
  assert.equal(activeThreads().length, 1);
  assert.not(thread.isAlive());
});

test('a result that cannot be cloned rejects the join', async () => {
  const thread = start(new Thread(import.meta, { target: returnFunction }));
  assert.match(
    (await rejection(thread.join())).message,
    /^Cannot return the result of 'returnFunction': it is a function$/,
  );
});

test('names: given ones stay, numbers become strings, others say number and target', async () => {
  assert.is(
    new Thread(import.meta, { target: add, args: [1, 2], name: 'Adder' }).name,
    'Adder',
  );
  assert.is(
    new Thread(import.meta, { target: add, args: [1, 2], name: 7 as never }).name,
    '7',
  );
  assert.match(
    new Thread(import.meta, { target: add, args: [1, 2], name: '' }).name,
    /^Thread-\d+ \(add\)$/,
  );
  const renamed = new Thread(import.meta, { target: whoAmI });
  renamed.name = 'Renamed';
  assert.is((await start(renamed).join()).name, 'Renamed');
});

test('names: whole up to 255 characters wherever they are read, longer ones refused', async () => {
  const name = `${'n'.repeat(253)}ü\ud83e`;
  const thread = start(new Thread(import.meta, { target: whoAmI, name }));
  assert.is(thread.name, name);
  assert.is((await thread.join()).name, name);
  const tooLong = { target: whoAmI, name: `${name}!` };
  for (const refused of [
    () => new Thread(import.meta, tooLong),
    () => new Process(import.meta, tooLong),
    () => {
      thread.name = tooLong.name;
    },
  ]) {
    assert.instance(thrown(refused), RangeError);
    assert.match(thrown(refused).message, /at most 255 characters, this one has 256$/);
  }
  assert.is(thread.name, name);
});

test('state and ident: none before the start, one while alive, stopped after', async () => {
  const event = new Event();
  const thread = new Thread(import.meta, { target: waitFor, args: [event] });
  assert.is(thread.ident, undefined);
  assert.not(thread.isAlive());
  assert.match(String(thread), /initial/);
  thread.start();
  assert.ok(thread.isAlive());
  assert.match(String(thread), /started/);
  assert.ok(activeThreads().some(({ ident }) => ident === thread.ident));
  event.set();
  await thread.join();
  assert.not(thread.isAlive());
  assert.match(String(thread), /stopped/);
});

test('a thread becomes stopped by itself, without a join', async () => {
  const thread = start(new Thread(import.meta, { target: add, args: [1, 2] }));
  const end = performance.now() + 10_000;
  while (thread.isAlive() && performance.now() < end) sleepSync(5);
  assert.match(String(thread), /stopped/);
});

test('idents are unique among the living and used again after', async () => {
  const event = new Event();
  const together = [1, 2, 3].map(() =>
    start(new Thread(import.meta, { target: waitFor, args: [event] })),
  );
  assert.is(new Set(together.map(({ ident }) => ident)).size, 3);
  event.set();
  for (const thread of together) await thread.join();
  const first = start(new Thread(import.meta, { target: whoAmI }));
  const ident = (await first.join()).ident;
  const second = start(new Thread(import.meta, { target: whoAmI }));
  assert.is((await second.join()).ident, ident);
});

test('currentThread and mainThread agree in main and differ in a thread', async () => {
  assert.is(mainThread().name, 'MainThread');
  assert.is(currentThread().ident, mainThread().ident);
  const inThread = await start(
    new Thread(import.meta, { target: whoAmI, name: 'Me' }),
  ).join();
  assert.is(inThread.name, 'Me');
  assert.is(inThread.main, mainThread().ident);
  assert.is.not(inThread.ident, inThread.main);
});

test('daemon: false by default, inherited by the threads of a daemon', async () => {
  const plain = new Thread(import.meta, { target: daemonOfChild });
  assert.not(plain.daemon);
  assert.not(String(plain).includes('started daemon'));
  assert.not(await start(plain).join());
  const daemon = new Thread(import.meta, { target: daemonOfChild, daemon: true });
  assert.ok(daemon.daemon);
  assert.match(String(daemon), /daemon/);
  assert.ok(await start(daemon).join());
});

test('daemon cannot be changed after the start', async () => {
  const thread = start(new Thread(import.meta, { target: add, args: [1, 2] }));
  assert.throws(() => Object.assign(thread, { daemon: true }), TypeError);
  await thread.join();
});

test('starting twice, joining before the start: errors', async () => {
  const thread = new Thread(import.meta, { target: add, args: [1, 2] });
  assert.match((await rejection(thread.join())).message, /start it first/);
  thread.start();
  assert.throws(() => thread.start(), /only once/);
  await thread.join();
  assert.throws(() => thread.start(), /only once/);
});

test('many may join one thread at once, and again after its end', async () => {
  const event = new Event();
  const thread = start(
    new Thread(import.meta, { target: waitFor, args: [event], name: 'One' }),
  );
  const joins = Array.from({ length: 19 }, () => thread.join());
  event.set();
  assert.equal(await Promise.all(joins), Array(19).fill('One'));
  assert.is(await thread.join(), 'One');
});

test('join with a timeout gives up and leaves the thread running', async () => {
  const event = new Event();
  const thread = start(
    new Thread(import.meta, { target: waitFor, args: [event], name: 'T' }),
  );
  assert.is(await thread.join({ timeout: 20 }), undefined);
  assert.ok(thread.isAlive());
  event.set();
  assert.is(await thread.join({ timeout: 10_000 }), 'T');
  assert.not(thread.isAlive());
  assert.instance(await rejection(thread.join({ timeout: -1 })), RangeError);
});

test('a class has the same name in a thread as here', async () => {
  const thread = start(new Thread(import.meta, { target: nameOfClass }));
  assert.is(await thread.join(), 'Named');
  assert.is(nameOfClass(), 'Named');
});

test('a file that has changed is compiled anew for the next thread', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'changed-'));
  const file = join(folder, 'answer.ts');
  const lines =
    "import { parentPort } from 'node:worker_threads';\nparentPort?.postMessage(";
  for (const answer of [1, 2]) {
    writeFileSync(file, `${lines}${answer} as number);\n`);
    const [told] = await once(new Worker(file, workerOptions), 'message');
    assert.is(told, answer);
  }
  rmSync(folder, { recursive: true });
});

test('a subclass runs in the thread, with its fields and its name', async () => {
  const greeter = new Greeter('Ada');
  greeter.start();
  assert.is(await greeter.join(), 'Hello Ada from Greeter of Ada true');
});

test('terminate ends a thread that waits; its join rejects, and nobody reports it', async () => {
  const event = new Event();
  const thread = start(
    new Thread(import.meta, { target: waitFor, args: [event], name: 'Stuck' }),
  );
  await thread.terminate();
  assert.match((await rejection(thread.join())).message, /'Stuck' was terminated/);
  assert.not(thread.isAlive());
});

export function eat(lock: Lock): never {
  lock.acquire();
  for (let all = {}; ; ) all = { all };
}

// No other runtime limits the memory of a thread.
if (!process.versions.deno && !process.versions.bun) {
  test('a thread that needs more memory than it may rejects, and leaves its locks', async () => {
    const lock = new Lock();
    const resourceLimits = { maxOldGenerationSizeMb: 30 };
    const args: [Lock] = [lock];
    const thread = start(new Thread(import.meta, { target: eat, args, resourceLimits }));
    assert.match((await rejection(thread.join())).message, /reaching memory limit/);
    assert.instance(
      thrown(() => lock.acquire()),
      AbandonedLockError,
    );
    assert.not(thread.isAlive());
  });
}

test('a worker that is no Thread gets a stand-in: alive, named, with an ident', async () => {
  const file = new URL('../fixtures/programs/raw-worker.ts', import.meta.url);
  const before = activeThreads().length;
  const seen = sharedCells(2);
  const worker = new Worker(file, { ...workerOptions, workerData: seen });
  const told = await new Promise<{ name: string; ident: number }>((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
  });
  assert.match(told.name, /^Dummy-/);
  assert.is.not(told.ident, mainThread().ident);
  // It has used a lock before it asked who it is: that alone does not list it.
  assert.is(seen[1], before);
  Atomics.store(seen, 0, 1);
  Atomics.notify(seen, 0);
  await new Promise((resolve) => worker.on('exit', resolve));
  assert.is(activeThreads().length, before);
});

test('an error that nobody joined is on stderr, and the exit code is 1', async () => {
  const { stdout, stderr, code } = await runFixture('unjoined-error');
  assert.is(stdout, 'main goes on\n');
  assert.match(
    stderr,
    /Error in Thread 'Breaker', which nobody joined:\nRangeError: broken/,
  );
  assert.match(stderr, /cause/);
  assert.is(code, 1);
});

test('an error in a thread of a thread that nobody joined sets the exit code, too', async () => {
  const { stderr, code } = await runFixture('unjoined-nested-error');
  assert.match(stderr, /RangeError: deep/);
  assert.is(code, 1);
});

test('a daemon does not keep the program alive; its finally does not run', async () => {
  const { stdout, stderr, code } = await runFixture('daemon');
  assert.is(stdout, 'daemon runs\nmain ends\n');
  assert.is(stderr, '');
  assert.is(code, 0);
});

test('the end of main does not end other threads', async () => {
  const { stdout, stderr, code } = await runFixture('non-daemon');
  assert.is(stdout, 'end of main\nend of nested\nend of thread\n');
  assert.is(stderr, '');
  assert.is(code, 0);
});

test('process.exit ends the program at once, with its code, whatever threads do', async () => {
  const { stdout, stderr, code } = await runFixture('exit-code');
  assert.is(stdout, '');
  assert.is(stderr, '');
  assert.is(code, 42);
});

test('while the program exits, threads can neither start nor be waited for', async () => {
  const { stdout, stderr, code } = await runFixture('at-exit');
  assert.match(stdout, /^current: MainThread\nstart: .*the program is ending\n/);
  // Deno and Bun run no promise callbacks any more by then.
  if (!process.versions.deno && !process.versions.bun) {
    assert.match(stdout, /join daemon: .*the program is ending\njoin finished: fine\n$/);
  }
  assert.is(stderr, '');
  assert.is(code, 0);
});

if (isMain(import.meta)) test.run();

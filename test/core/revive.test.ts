import { readFileSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demandCopyable } from '../../modules/core/internal/message/copyable.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Queue } from '../../modules/core/queue.ts';
import { revive, reviveAll, Shareable, shareable } from '../../modules/core/revive.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { inCrew } from './crew.ts';
import { thrown } from './helpers.ts';
import { inThread } from './waiting.ts';

export class Account extends Shareable {
  readonly balance: SharedValue = new SharedValue(Int32Array);
  readonly owner: string;

  constructor(owner: string) {
    super();
    this.owner = owner;
  }

  deposit(amount: number): void {
    using _held = this.balance.lock.hold();
    this.balance.value += amount;
  }
}
shareable(import.meta, Account);

export class NamedLock extends Lock {
  greet(): string {
    return `I am ${this.name}`;
  }
}
shareable(import.meta, NamedLock);

class Forgotten extends Shareable {}

class ForgottenLock extends Lock {
  greet(): string {
    return 'nobody hears this';
  }
}

export function depositTimes(account: Account, times: number): Account {
  for (let i = 0; i < times; i++) account.deposit(1);
  return account;
}

/** Deposits into all accounts, wherever they are; tells of what class each is. */
export function depositInto(
  [first]: Account[],
  map: Map<string, Account>,
  set: Set<Account>,
): boolean[] {
  const all = [first, map.get('second'), ...set];
  for (const account of all) account?.deposit(1);
  return all.map((account) => account instanceof Account);
}

export function greetHere(lock: NamedLock): [string, boolean] {
  return [lock.greet(), lock.tryAcquire()];
}

export function echo(value: unknown): unknown {
  return value;
}

/** What a Piscina worker calls. */
export default function task(message: { account: Account }): string {
  revive(message).account.deposit(5);
  return message.account.constructor.name;
}

test('Shareable: a class made of primitives keeps its methods in threads, and on the way back', async () => {
  const account = new Account('Ada');
  const both = await Promise.all(
    [1, 2].map(() => inThread(import.meta, depositTimes, account, 1000)),
  );
  assert.is(account.balance.value, 2000);
  for (const back of both) {
    assert.instance(back, Account);
    back.deposit(1);
  }
  assert.is(account.balance.value, 2002);
  assert.is(both[0]?.owner, 'Ada');
});

test('Shareable: also within arrays, Maps and Sets', async () => {
  const [a, b, c] = [new Account('a'), new Account('b'), new Account('c')];
  const map = new Map([['second', b]]);
  const told = await inThread(import.meta, depositInto, [a], map, new Set([c]));
  assert.equal(told, [true, true, true]);
  assert.equal(
    [a, b, c].map(({ balance }) => balance.value),
    [1, 1, 1],
  );
});

test('Shareable: a subclass of a primitive arrives as itself, and is the same lock', async () => {
  const lock = new NamedLock('Nemo');
  lock.acquire();
  assert.equal(await inThread(import.meta, greetHere, lock), ['I am Nemo', false]);
  assert.match(String(lock), /<locked NamedLock 'Nemo'/);
  lock.release();
});

test('Shareable: over a bare port, revive gives the methods back; to a Piscina worker, too', async () => {
  const account = new Account('Ada');
  const { port1, port2 } = new MessageChannel();
  const received = new Promise<{ account: Account }>((resolve) => {
    port2.once('message', resolve);
  });
  port1.postMessage({ account });
  revive(await received).account.deposit(2);
  port1.close();

  const filename = import.meta.url;
  const pool = new Piscina({ filename, maxThreads: 1, ...workerOptions });
  assert.is(await pool.run({ account }), 'Account');
  await pool.destroy();
  assert.is(account.balance.value, 7);
});

test('Shareable: shared memory does not go through a queue, which says so', () => {
  const error = thrown(() => new Queue().put(new Account('Ada')));
  assert.instance(error, TypeError);
  assert.match(error.message, /shared memory/);
});

test('Shareable: a class without shareable() is refused, when it is made or handed over', () => {
  assert.is(
    thrown(() => new Forgotten()).message,
    'Cannot create Forgotten: call shareable(import.meta, Forgotten) beside the class',
  );
  // Of a primitive, it is of use here, but would lose its methods on the way.
  const lock = new ForgottenLock();
  assert.is(lock.greet(), 'nobody hears this');
  const options = { name: 'args[0]', shared: true, methods: true };
  const error = thrown(() => demandCopyable(lock, 'Cannot start', options));
  assert.match(error.message, /args\[0\] is a ForgottenLock, which loses its methods/);
  demandCopyable(new NamedLock(), 'Cannot start', options);
});

test('Shareable: data that looks like a primitive stays data', async () => {
  const module = new URL('../../modules/core/lock.ts', import.meta.url).href;
  const alike = [
    { kind: 'lock.ts#Lock', name: 'mine' },
    { kind: `${module}#Lock` },
    { 'concurrency:class': 'lock.ts#Lock' },
    { 'concurrency:class': `${module}#Unlock` },
    { 'concurrency:class': `${module}.nowhere#Lock` },
    { 'concurrency:class': '#' },
    { 'concurrency:class': 5 },
    Object.create({ 'concurrency:class': `${module}#Lock` }),
  ];
  const copies = [
    revive(structuredClone(alike)),
    await reviveAll(structuredClone(alike)),
    (await inThread(import.meta, echo, alike)) as object[],
    (await inCrew(import.meta, echo, alike)) as object[],
  ];
  for (const copy of copies) {
    assert.equal(copy, structuredClone(alike));
    for (const each of copy) assert.is(Object.getPrototypeOf(each), Object.prototype);
  }
});

test('Shareable: an object that holds itself, and a deep one, are searched to the end', () => {
  const message: { self?: unknown; deep?: unknown } = {};
  message.self = message;
  const account = new Account('Ada');
  let deep: unknown = account;
  for (let i = 0; i < 900; i++) deep = [deep];
  message.deep = deep;
  const copy = revive(structuredClone(message));
  assert.is(copy.self, copy);
  let inner = copy.deep;
  while (Array.isArray(inner)) inner = inner[0];
  assert.instance(inner, Account);
});

test('Shareable: revive loads no primitive that a message does not hold', () => {
  const file = new URL('../../modules/core/revive.ts', import.meta.url);
  assert.not.match(readFileSync(file, 'utf8'), /^import /m);
});

export function evilHasRun(_data: unknown): boolean {
  return Reflect.has(globalThis, 'evilHasRun');
}

test('Shareable: data that names a module as a class would is not what makes a thread load it', async () => {
  const evil = 'data:text/javascript,globalThis.evilHasRun = true';
  const data = JSON.parse(`{"list": [{"concurrency:class": "${evil}#Lock"}]}`);
  assert.not(await inThread(import.meta, evilHasRun, data));
  await reviveAll(data);
  assert.not(evilHasRun(data));
});

if (isMain(import.meta)) test.run();

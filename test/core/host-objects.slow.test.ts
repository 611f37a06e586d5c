/** What memory of the system's holds, such as compiled code and keys: threads alone can have it. */
import { createSecretKey, webcrypto } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { Manager } from '../../modules/core/manager.ts';
import { Pipe } from '../../modules/core/pipe.ts';
import { Process } from '../../modules/core/process.ts';
import { Queue } from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { rejection, thrown } from './helpers.ts';
import { places, run } from './processes.ts';

const EMPTY_MODULE = [0, 97, 115, 109, 1, 0, 0, 0];
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

export function compile(): object {
  return Reflect.construct(Reflect.get(globalThis, 'WebAssembly').Module, [
    new Uint8Array(EMPTY_MODULE),
  ]);
}

export function makeKey(): object {
  return createSecretKey(Buffer.from('secret'));
}

export function makeCryptoKey(): Promise<object> {
  return webcrypto.subtle.generateKey(HMAC, true, ['sign']);
}

export function nameOf(value: object): string {
  return value.constructor.name;
}

// Bun copies keys, wherever they go.
const makers = process.versions.bun ? [compile] : [compile, makeKey, makeCryptoKey];
const ONLY = /: \S+ is a \w+, which can only be handed to a Thread$/;

async function refused(what: string, promise: Promise<unknown>): Promise<void> {
  const error = await rejection(promise);
  assert.instance(error, TypeError, what);
  assert.match(error.message, ONLY, what);
}

for (const make of makers) {
  test(`${make.name}: to a process and from it`, async () => {
    const child = new Process(import.meta, { target: nameOf, args: [await make()] });
    await refused(
      'start',
      Promise.resolve().then(() => child.start()),
    );
    assert.not(child.isAlive());
    await refused('result', run(import.meta, Process, make).join());
  });

  test(`${make.name}: through a queue, a pipe, a manager`, async () => {
    const value = await make();
    const queue = new Queue<unknown>();
    assert.match(thrown(() => queue.put(value)).message, ONLY);
    assert.match(thrown(() => queue.put({ deep: [value] })).message, ONLY);
    assert.is(queue.qsize(), 0);
    const { left, right } = new Pipe<unknown>();
    await refused('pipe', left.send(value));
    const received = right.receive();
    await left.send(1);
    assert.is(await received, 1);
    left.close();
    await using manager = await Manager.start();
    const kept = manager.value<unknown>(0);
    await refused('manager', kept.set(value));
    assert.is(await kept.get(), 0);
  });

  test(`${make.name}: to a thread and from it`, async () => {
    const value = await make();
    const thread = new Thread(import.meta, { target: nameOf, args: [value] });
    thread.start();
    assert.is(await thread.join(), nameOf(value));
    const made = (await run(import.meta, Thread as never, make).join()) as object;
    assert.is(nameOf(made), nameOf(value));
  });
}

test('a key with a field of its own: a queue says what it cannot do', () => {
  // Elsewhere the key, or its field, goes through.
  if (process.versions.bun || process.versions.deno) return;
  const queue = new Queue<unknown>();
  const error = thrown(() => queue.put(Object.assign(makeKey(), { label: 'x' })));
  assert.match(error.message, /^Cannot put this into a queue: it cannot be copied: /);
});

class Empty {}
class Point {
  x = 1;
}

test('classes without methods go anywhere, with fields and without', async () => {
  for (const Place of places) {
    for (const value of [new Empty(), new Point()]) {
      const child = run(import.meta, Place, nameOf, value);
      assert.is(await child.join(), 'Object');
    }
  }
});

test('a field of such a class that cannot be copied is named', () => {
  const value = Object.assign(new Point(), { run() {} });
  const child = new Process(import.meta, { target: nameOf, args: [value] });
  assert.match(thrown(() => child.start()).message, /: args\[0\]\.run is a function$/);
});

if (isMain(import.meta)) test.run();

/** Errors that are among their own causes: Node 20 writes them, and cannot read them. */
import { parentPort } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demandCopyable } from '../../modules/core/internal/message/copyable.ts';
import { isMain } from '../../modules/core/main.ts';
import { Manager } from '../../modules/core/manager.ts';
import { Pipe } from '../../modules/core/pipe.ts';
import { Queue } from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { rejection, thrown } from './helpers.ts';
import { places, run } from './processes.ts';

const isOld = Number.parseInt(process.versions.v8, 10) < 12;
const WHY = /: (\S+) is an error that is among its own causes$/;

export function itself(): Error {
  const error = new Error('a');
  error.cause = error;
  return error;
}

function eachOther(): Error {
  const error = new Error('a');
  error.cause = new Error('b', { cause: error });
  return error;
}

function throughData(): Error {
  const error = new Error('a');
  error.cause = { list: [new Map([['key', new Set([error])]])] };
  return error;
}

export function isError(value: unknown): boolean {
  return value instanceof Error;
}

export function throwItself(): never {
  throw itself();
}

export function postItself(): void {
  parentPort?.postMessage(itself());
  process.exit(0);
}

const refusal = (value: unknown) =>
  thrown(() => demandCopyable(value, 'Cannot send this')).message;

for (const make of [itself, eachOther, throughData]) {
  test(`${make.name}: said before it is sent, and where it lies`, () => {
    if (!isOld) return demandCopyable(make(), 'Cannot send this');
    assert.is(WHY.exec(refusal(make()))?.[1], 'it');
    assert.is(WHY.exec(refusal({ at: [1, make()] }))?.[1], 'it.at[1]');
    assert.is(WHY.exec(refusal(new Error('above', { cause: make() })))?.[1], 'it.cause');
  });

  for (const Place of places) {
    test(`${make.name}: to a ${Place.name}`, async () => {
      const options = { target: isError, args: [make()] } as never;
      const other = new (Place as typeof Thread<boolean>)(import.meta, options);
      if (!isOld) {
        other.start();
        assert.ok(await other.join());
        return;
      }
      const error = thrown(() => other.start());
      assert.instance(error, TypeError);
      assert.match(error.message, WHY);
      assert.not(other.isAlive());
    });
  }
}

for (const Place of places) {
  test(`itself: from a ${Place.name}, returned and thrown`, async () => {
    const returns = run(import.meta, Place, itself);
    if (isOld) assert.match((await rejection(returns.join())).message, WHY);
    else assert.ok(isError(await returns.join()));
    const error = await rejection(run(import.meta, Place, throwItself).join());
    assert.is(error.message, 'a');
    assert.is(error.cause, error);
  });
}

test('itself: through a queue, a pipe, a manager, which serve the others', async () => {
  if (!isOld) return;
  const queue = new Queue<unknown>();
  assert.match(thrown(() => queue.put(itself())).message, WHY);
  assert.is(queue.qsize(), 0);
  const { left, right } = new Pipe<unknown>();
  assert.match((await rejection(left.send(itself()))).message, WHY);
  const received = right.receive();
  await left.send(1);
  assert.is(await received, 1);
  left.close();
  await using manager = await Manager.start();
  const kept = manager.value<unknown>(7);
  assert.match((await rejection(kept.set(itself()))).message, WHY);
  assert.is(await kept.get(), 7);
});

test('what only looks like it goes through', () => {
  const shared = new Error('shared');
  const first = new Error('first', { cause: shared });
  const data: unknown[] = [shared, first, new Error('second', { cause: first })];
  data.push(data);
  demandCopyable(data, 'Cannot send this');
  // Fields of an error, besides its cause, stay where they are.
  const owner = Object.assign(new Error('owner'), { again: {} });
  owner.again = { owner, first: new Error('deep', { cause: owner }) };
  demandCopyable(owner, 'Cannot send this');
});

test('a message of a thread that cannot be read rejects its join', async () => {
  if (!isOld) return;
  const error = await rejection(run(import.meta, Thread as never, postItself).join());
  assert.match(error.message, /deserialize/);
});

if (isMain(import.meta)) test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Event } from '../../modules/core/event.ts';
import { ThreadLocal } from '../../modules/core/local.ts';
import { isMain } from '../../modules/core/main.ts';
import { revive } from '../../modules/core/revive.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';
import { inCrew } from './crew.ts';
import { reaches, sharedCells, thrown } from './helpers.ts';
import { inThread } from './waiting.ts';

interface Request {
  user?: string;
  path?: string;
}

test('ThreadLocal: an empty object at first, and the same one from then on', () => {
  const request = new ThreadLocal<Request>();
  assert.equal(request.own, {});
  request.own.user = 'Ada';
  assert.equal(request.own, { user: 'Ada' });
  assert.is(request.own, request.own);
});

test('ThreadLocal: each one is apart from all others', () => {
  const [first, second] = [new ThreadLocal<Request>(), new ThreadLocal<Request>()];
  first.own.user = 'Ada';
  assert.equal(second.own, {});
  second.own.user = 'Grace';
  assert.is(first.own.user, 'Ada');
});

/** What this thread finds, then after it has set, and after it has deleted something. */
export function useHere(
  request: ThreadLocal<Request>,
  user: string,
  met: Int32Array,
  go: Event,
): unknown[] {
  const found = { ...request.own };
  request.own.user = user;
  request.own.path = '/';
  // All threads have set theirs before any looks again.
  Atomics.add(met, 0, 1);
  go.wait();
  const set = { ...request.own };
  delete request.own.user;
  return [found, set, request.own, Object.keys(request.own), 'user' in request.own];
}

test('ThreadLocal: each of ten threads, and the main one, sees its own', async () => {
  const [request, met, go] = [new ThreadLocal<Request>(), sharedCells(), new Event()];
  request.own.user = 'Main';
  const threads = Array.from({ length: 10 }, (_, i) =>
    inCrew(import.meta, useHere, request, `user ${i}`, met, go),
  );
  await reaches(met, 10);
  assert.equal(request.own, { user: 'Main' });
  go.set();
  for (const [i, seen] of (await Promise.all(threads)).entries()) {
    assert.equal(seen, [
      {},
      { user: `user ${i}`, path: '/' },
      { path: '/' },
      ['path'],
      false,
    ]);
  }
  assert.equal(request.own, { user: 'Main' });
});

export async function useTwice(
  first: ThreadLocal<Request>,
  [again]: [ThreadLocal<Request>],
): Promise<boolean[]> {
  first.own.user = 'Ada';
  const later = revive(structuredClone(first));
  const seen = [first, again, later].map((local) => local.own.user === 'Ada');
  // Tasks of one thread share what it has.
  await Promise.all(
    [1, 2].map(async (i) => {
      await sleep(5 * i);
      seen.push(later.own.user === 'Ada');
    }),
  );
  return seen;
}

test('ThreadLocal: however often it has come to a thread, it is one and the same there', async () => {
  const local = new ThreadLocal<Request>();
  const seen = await inThread(import.meta, useTwice, local, [local]);
  assert.equal(seen, Array(5).fill(true));
  assert.equal(local.own, {});
});

test('ThreadLocal: revive gives a copy its methods back: here it is the same one', () => {
  const local = new ThreadLocal<Request>();
  local.own.user = 'Ada';
  const copy = structuredClone({ deep: [local] });
  assert.is(copy.deep[0]?.own, undefined);
  assert.is(revive(copy).deep[0]?.own, local.own);
  assert.instance(copy.deep[0], ThreadLocal);
});

test('ThreadLocal: own itself cannot be replaced, only what is in it', () => {
  const local = new ThreadLocal<Request>();
  local.own.user = 'Ada';
  const error = thrown(() => {
    (local as { own: Request }).own = { user: 'Eve' };
  });
  assert.instance(error, TypeError);
  assert.is(local.own.user, 'Ada');
});

let made = 0;
/** In a variable of the module: each thread has its own, and makes its own object. */
const counted = new ThreadLocal(() => {
  // Longer than the others take to come here.
  sleepSync(20);
  return { number: ++made, list: [] as number[] };
});

class Counter extends ThreadLocal<{ count: number }> {
  constructor(start: number) {
    super(() => ({ count: start }));
  }

  next(): number {
    this.own.count++;
    return this.own.count;
  }
}
const counter = new Counter(10);

export function countHere(i: number): unknown[] {
  counted.own.list.push(i);
  counted.own.list.push(counter.next(), counter.next());
  return [counted.own.number, counted.own.list, made];
}

test('ThreadLocal: what makes its object is called once in each thread that asks', async () => {
  assert.is(made, 0);
  const threads = Array.from({ length: 10 }, (_, i) => inCrew(import.meta, countHere, i));
  for (const [i, seen] of (await Promise.all(threads)).entries()) {
    assert.equal(seen, [1, [i, 11, 12], 1]);
  }
  assert.is(made, 0);
  assert.equal(countHere(99), [1, [99, 11, 12], 1]);
});

test('ThreadLocal: objects are made for each one anew', () => {
  const make = () => ({ list: [1] });
  const [first, second] = [new ThreadLocal(make), new ThreadLocal(make)];
  first.own.list.push(2);
  assert.equal(second.own, { list: [1] });
});

test('ThreadLocal: when it cannot be made, the error comes through, and the next try may do', () => {
  let tries = 0;
  const local = new ThreadLocal(() => {
    if (++tries === 1) throw new RangeError('not yet');
    return { tries };
  });
  assert.throws(() => local.own, /not yet/);
  assert.equal(local.own, { tries: 2 });
  assert.equal(local.own, { tries: 2 });
});

export function readHere(local: ThreadLocal<{ n: number }>): number {
  return local.own.n;
}

test('ThreadLocal: with a function it cannot be handed to a thread, which start says', () => {
  const local = new ThreadLocal(() => ({ n: 1 }));
  const thread = new Thread(import.meta, { target: readHere, args: [local] });
  const error = thrown(() => thread.start());
  assert.instance(error, TypeError);
  assert.match(error.message, /^Cannot start .*: args\[0\]\.initial is a function$/);
  assert.not(thread.isAlive());
});

if (isMain(import.meta)) test.run();

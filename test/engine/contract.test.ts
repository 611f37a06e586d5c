import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type {
  Engine,
  EngineName,
  EngineOptions,
} from '../../modules/06/engine/contract.ts';
import { openEngine } from '../../modules/06/engine/engine.ts';
import { connectionTo } from '../../modules/06/engine/redis.ts';
import { Runner } from '../../modules/06/engine/runner.ts';
import { JobError, moduleName } from '../../modules/06/engine/task.ts';
import { sleep, stopwatch } from '../../modules/core/time.ts';
import { rejection } from '../core/helpers.ts';
import * as tasks from './tasks.ts';

/** The module whose exports are the jobs. */
const meta = { ...import.meta, url: new URL('./tasks.ts', import.meta.url).href };
const names: EngineName[] = process.env.REDIS_URL ? ['pool', 'bullmq'] : ['pool'];

for (const name of names) {
  const open = (options: EngineOptions = {}) =>
    openEngine(meta, { engine: name, lease: 2_000, ...options });
  let engine: Engine;
  let folder = '';
  let files = 0;

  /** A file of its own for each test, and the lines that jobs have left in it. */
  const freshFile = () => path(folder, `${++files}`);
  const linesOf = (file: string) =>
    existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

  const contract = (claim: string, check: () => Promise<void>) =>
    test(`${name}: ${claim}`, check);

  contract('opens, and says what it is', async () => {
    folder = await mkdtemp(path(tmpdir(), 'engine-'));
    engine = await open();
    assert.is(engine.name, name);
    assert.match(`${engine}`, `${name} (pool without REDIS_URL, bullmq with it`);
  });

  contract('map gives the results in the order of the items', async () => {
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    const squares = numbers.map((n) => n * n);
    assert.equal(await engine.map(tasks.square, numbers), squares);
    assert.equal(await engine.map(tasks.square, new Set([3, 2])), [9, 4]);
    assert.equal(await engine.map(tasks.square, []), []);
  });

  contract('jobs run elsewhere', async () => {
    const places = await engine.map(tasks.place, [1, 2, 3]);
    assert.not(places.includes(tasks.place(0)));
  });

  contract('what JSON can carry comes back as it was', async () => {
    const item = { a: [1, -0.5, 'ü😀', null, true], b: { c: {} }, d: '' };
    assert.equal(await engine.submit(tasks.echo, item), item);
    assert.is(await engine.submit(tasks.echo, null), null);
    assert.is(await engine.submit(tasks.nothing, null), undefined);
  });

  contract('what JSON cannot carry is a TypeError, on both ways', async () => {
    class Point {
      x = 1;
    }
    const items = [new Map(), new Date(), NaN, 1n, -0, { a: undefined }, new Point()];
    for (const item of [...items, () => {}, Symbol('s')]) {
      assert.instance(await rejection(engine.submit(tasks.echo, item)), TypeError);
      assert.instance(await rejection(engine.map(tasks.echo, [1, item])), TypeError);
    }
    const error = await rejection(engine.submit(tasks.makeMap, null));
    assert.instance(error, JobError);
    assert.match(
      error.message,
      'makeMap: TypeError: The result of makeMap cannot travel',
    );
  });

  contract('a job knows its id, and which attempt it is', async () => {
    const given = await engine.submit(tasks.delivery, null, { id: 'http://a/?b=ü:1' });
    assert.equal(given, { id: 'http://a/?b=ü:1', attempt: 1 });
    const [one, two] = await engine.map(tasks.delivery, [null, null]);
    assert.is.not(one?.id, two?.id);
    assert.equal([one?.attempt, two?.attempt], [1, 1]);
  });

  contract('an error is a JobError with its class and words', async () => {
    const error = await rejection(engine.submit(tasks.failUntil, 2));
    assert.instance(error, JobError);
    assert.is(error.message, 'failUntil: RangeError: not at attempt 1');
    assert.is((error as JobError).reason, 'RangeError: not at attempt 1');
  });

  contract('it is tried again as often as it was said, and no more', async () => {
    const patient = { attempts: 3, backoff: 10 };
    assert.is(await engine.submit(tasks.failUntil, 3, patient), 3);
    assert.equal(await engine.map(tasks.failUntil, [1, 2, 3], patient), [1, 2, 3]);
    const error = await rejection(engine.submit(tasks.failUntil, 9, patient));
    assert.is((error as JobError).reason, 'RangeError: not at attempt 3');
  });

  contract('the wait before the next attempt doubles', async () => {
    const watch = stopwatch();
    await engine.submit(tasks.failUntil, 3, { attempts: 3, backoff: 100 });
    assert.ok(watch.ms() >= 295, `${watch}`);
  });

  contract('one failure of a map does not keep the others from running', async () => {
    const file = freshFile();
    const other = await open({ workers: 1 });
    const items = ['1', 'bad 1', '2', 'bad 2', '3'].map((text) => ({ file, text }));
    const error = await rejection(other.map(tasks.noteOrFail, items));
    assert.match(error.message, 'bad 1');
    await other.close();
    assert.equal(linesOf(file), ['1', 'bad 1', '2', 'bad 2', '3']);
  });

  contract('two jobs of one id are one job', async () => {
    const item = { file: freshFile(), text: 'x' };
    const twice = [1, 2].map(() => engine.submit(tasks.note, item, { id: 'same' }));
    assert.equal(await Promise.all(twice), ['x', 'x']);
    assert.is(await engine.submit(tasks.note, item, { id: 'same' }), 'x');
    assert.equal(linesOf(item.file), ['x']);
    const fails = () => engine.submit(tasks.failUntil, 2, { id: '7' });
    const errors = [await rejection(fails()), await rejection(fails())];
    assert.equal(
      errors.map(({ message }) => message.slice(-1)),
      ['1', '1'],
    );
  });

  contract('jobs with ids have their results, however soon they are done', async () => {
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    const jobs = numbers.map((n) =>
      engine.submit(tasks.square, n, { id: `number ${n}` }),
    );
    assert.equal(
      await Promise.all(jobs),
      numbers.map((n) => n * n),
    );
  });

  contract('a job whose worker dies is delivered again', async () => {
    assert.is(await engine.submit(tasks.dieUntil, 3), 3);
    assert.equal(await engine.map(tasks.dieUntil, [1, 2, 1]), [1, 2, 1]);
  });

  contract('one that kills every worker has failed, and the engine goes on', async () => {
    const error = await rejection(engine.submit(tasks.dieUntil, 99));
    assert.is(error.message, 'dieUntil: its worker died 5 times');
    assert.is(await engine.submit(tasks.square, 5), 25);
  });

  contract('a flow hands over all parts, in order, even none', async () => {
    assert.is(await engine.flow(tasks.square, [3, 1, 2], tasks.join), '9+1+4');
    assert.is(await engine.flow(tasks.square, [], tasks.join), '');
    const patient = { attempts: 2, backoff: 10 };
    assert.is(await engine.flow(tasks.failUntil, [2, 1], tasks.join, patient), '2+1');
  });

  contract(
    'a flow with a part that fails fails like it, and sums up nothing',
    async () => {
      const file = freshFile();
      const items = [file, 'bad'].map((text) => ({ file: freshFile(), text }));
      const flow = engine.flow(tasks.noteOrFail, items, tasks.joinIntoFile);
      assert.is((await rejection(flow)).message, 'noteOrFail: Error: bad');
      assert.equal(linesOf(file), []);
    },
  );

  contract('as many at once as there are workers', async () => {
    const file = freshFile();
    await engine.map(
      tasks.noteTwice,
      Array.from({ length: 8 }, () => ({ file, ms: 50 })),
    );
    let [now, most] = [0, 0];
    for (const line of linesOf(file)) most = Math.max(most, line === '+' ? ++now : --now);
    assert.is(now, 0);
    assert.is(most, 2);
  });

  contract('no faster than the rate', async () => {
    await using slow = await open({ rate: { max: 2, per: 250 } });
    const watch = stopwatch();
    await slow.map(tasks.square, [1, 2, 3, 4, 5, 6]);
    assert.ok(watch.ms() >= 500, `${watch}`);
  });

  contract('only functions that their module exports by their name', async () => {
    const { private: hidden } = { private: () => 1 };
    const missing = await rejection(engine.submit(hidden, null));
    assert.match(missing.message, "exports no function 'private'");
    Object.defineProperty(hidden, 'name', { value: 'notAFunction' });
    const wrong = await rejection(engine.submit(hidden, null));
    assert.match(wrong.message, "exports no function 'notAFunction'");
    assert.instance(
      await rejection(
        engine.submit(
          (
            () => () =>
              1
          )(),
          null,
        ),
      ),
      TypeError,
    );
  });

  contract('close waits for what was submitted, and takes no more', async () => {
    const file = freshFile();
    const jobs = engine.map(
      tasks.noteTwice,
      [1, 2, 3].map(() => ({ file, ms: 20 })),
    );
    const flow = engine.flow(tasks.square, [2], tasks.join);
    const closing = engine.close();
    const late = rejection(engine.submit(tasks.square, 1));
    await Promise.all([closing, engine.close()]);
    assert.is(linesOf(file).length, 6);
    await jobs;
    assert.is(await flow, '4');
    assert.is((await late).message, 'The engine is closed');
    await rm(folder, { recursive: true });
  });
}

test('a worker calls nothing in a module that it was not started for', async () => {
  const runner = new Runner(1, [fileURLToPath(meta.url)]);
  const run = (module: string) =>
    runner.run({ module, task: 'square', item: 3, delivery: { id: '1', attempt: 1 } });
  const served = moduleName(fileURLToPath(meta.url));
  const unserved = moduleName(fileURLToPath(new URL('./unserved.ts', import.meta.url)));
  assert.equal(await run(served), { result: 9 });
  const refusal = `TypeError: this worker was started for ${served}, and not for `;
  const others = [unserved, `./${served}`, '../flow.ts', meta.url, 'node:fs', '', '..'];
  for (const module of [
    ...others,
    'data:text/javascript,export const square = () => 1',
  ]) {
    assert.equal(await run(module), { error: `${refusal}${module}` });
  }
  await runner.destroy();
});

if (names.includes('bullmq')) {
  test('bullmq: a job that somebody else has written names no other module', async () => {
    const name = `forged-${process.pid}`;
    await using engine = await openEngine(meta, { engine: 'bullmq', queue: name });
    const queue = new Queue(name, {
      connection: connectionTo(process.env.REDIS_URL ?? ''),
    });
    const module = moduleName(fileURLToPath(new URL('./unserved.ts', import.meta.url)));
    const forged = await queue.add(
      'x',
      { module, task: 'square', item: 3 },
      { jobId: 'job-x' },
    );
    while (!(await forged.isFailed())) await sleep(5);
    const { failedReason } = (await queue.getJob('job-x')) ?? {};
    assert.match(failedReason ?? '', `and not for ${module}`);
    assert.is(await engine.submit(tasks.square, 3), 9);
    await queue.obliterate({ force: true });
    await queue.close();
  });
}

test('a name that there is none of, and numbers that are too small', async () => {
  const wrong: [EngineOptions, string][] = [
    [
      { engine: 'celery' as never },
      "There is no engine 'celery'. There are: pool, bullmq",
    ],
    [{ workers: 0 }, "'workers' must be an integer of at least 1, received 0"],
    [{ workers: 1.5 }, "'workers' must be an integer of at least 1, received 1.5"],
    [{ lease: 99 }, "'lease' must be an integer of at least 100, received 99"],
    [{ rate: { max: 0, per: 1 } }, "'rate.max' must be an integer of at least 1"],
  ];
  for (const [options, words] of wrong) {
    const error = await rejection(openEngine(meta, { engine: 'pool', ...options }));
    assert.instance(error, RangeError);
    assert.match(error.message, words);
  }
});

test.run();

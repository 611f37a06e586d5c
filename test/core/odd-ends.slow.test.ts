/** Ends that few think of: who joins is told the same of a thread and of a process. */
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { Thread } from '../../modules/core/thread.ts';
import { rejection } from './helpers.ts';
import { type Place, places } from './processes.ts';

export function throwUndefined(): never {
  throw undefined;
}

export function neverReturns(): Promise<void> {
  return new Promise(() => {});
}

export function rejectsLater(): string {
  setTimeout(() => void Promise.reject(new RangeError('late')), 10);
  return 'returned';
}

export function returnsEnvironment(): unknown {
  return { env: process.env };
}

export function double(n: number): number {
  return 2 * n;
}

async function joined(
  Place: Place,
  target: () => unknown,
  daemon: boolean,
): Promise<unknown> {
  const options = { target, daemon, name: 'W' };
  const other = new (Place as typeof Thread)(import.meta, options);
  other.start();
  return other.join();
}

for (const Place of places) {
  for (const daemon of [false, true]) {
    const what = `${Place.name}${daemon ? ', daemon' : ''}`;

    test(`${what}: undefined, thrown, is what join throws`, async () => {
      let caught: unknown = 'nothing';
      await joined(Place, throwUndefined, daemon).catch((error) => {
        caught = error;
      });
      assert.is(caught, undefined);
    });

    test(`${what}: a target that can never return is an error, and no result`, async () => {
      const error = await rejection(joined(Place, neverReturns, daemon));
      assert.match(
        error.message,
        `${Place.name} 'W' never returns: nothing is left to do`,
      );
    });

    test(`${what}: an error after the result is not lost`, async () => {
      const error = await rejection(joined(Place, rejectsLater, daemon));
      assert.instance(error, RangeError);
      assert.is(error.message, 'late');
    });
  }

  test(`${Place.name}: in a folder that is gone it does not start, and says why`, async () => {
    const folder = process.cwd();
    const gone = mkdtempSync(join(tmpdir(), 'gone-'));
    process.chdir(gone);
    rmdirSync(gone);
    try {
      const error = await rejection(joined(Place, throwUndefined, false));
      assert.match(error.message, `Cannot start <${Place.name} 'W'`);
      assert.match(error.message, 'the working directory is gone');
    } finally {
      process.chdir(folder);
    }
  });

  test(`${Place.name}: a result that cannot be copied says which part, and why`, async () => {
    if (process.versions.deno || process.versions.bun) return;
    const error = await rejection(joined(Place, returnsEnvironment, false));
    assert.instance(error, TypeError);
    const what =
      "Cannot return the result of 'returnsEnvironment': it.env is process.env";
    assert.match(error.message, what);
  });
}

test('threads one after the other leave no handle and no listener', async () => {
  const left = () => {
    const names = process.eventNames();
    const listeners = names.map((name) => [name, process.listenerCount(name)]);
    return { listeners, resources: process.getActiveResourcesInfo?.() };
  };
  const run = async (n: number) => {
    const thread = new Thread(import.meta, { target: double, args: [n] });
    thread.start();
    assert.is(await thread.join(), 2 * n);
  };
  await run(0);
  const before = left();
  for (let n = 1; n <= 10; n++) await run(n);
  assert.equal(left(), before);
});

if (isMain(import.meta)) test.run();

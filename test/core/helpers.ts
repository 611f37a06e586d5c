import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How a program in test/fixtures/programs ended. */
export interface Ended {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs a program of test/fixtures/programs on the runtime that runs this test. */
export async function runFixture(name: string, ...args: string[]): Promise<Ended> {
  const file = fileURLToPath(new URL(`../fixtures/programs/${name}.ts`, import.meta.url));
  const deno = process.versions.deno ? ['run', '--allow-all', '--quiet'] : [];
  const child = spawn(process.execPath, [...deno, ...process.execArgv, file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 90_000);
  const ended: Ended = { stdout: '', stderr: '', code: null };
  child.stdout.on('data', (text) => {
    ended.stdout += text;
  });
  child.stderr.on('data', (text) => {
    ended.stderr += text;
  });
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return { ...ended, code };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('should have been rejected');
}

/** What a function throws. */
export function thrown(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('should have thrown');
}

/** Waits until a word of shared memory has reached a value, at most thirty seconds. */
export async function reaches(
  cells: Int32Array,
  value: number,
  index = 0,
): Promise<void> {
  const end = performance.now() + 30_000;
  while (Atomics.load(cells, index) < value) {
    if (performance.now() > end) {
      throw new Error(`stayed at ${cells[index]} of ${value}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export function sharedCells(length = 1): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** The two faces of a primitive: threads that block, and async functions on one loop. */
export const faces = ['blocking', 'async'] as const;
export type Face = (typeof faces)[number];

/** A limit of `ms` may take 0.6 to 10 times as long. */
export async function takesAbout(ms: number, action: () => unknown): Promise<void> {
  const start = performance.now();
  await action();
  const took = performance.now() - start;
  if (took < 0.6 * ms || took > 10 * ms) {
    throw new Error(`took ${took.toFixed(0)} ms instead of about ${ms}`);
  }
}

/** Long enough for a thread that is not held back to get on. */
export function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}

/**
 * What the compiler says of targets and their arguments: this file is checked by it, so each
 * line below a `@ts-expect-error` is refused, and no other is.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';

export function none(): string {
  return 'none';
}

export function two(a: number, b: string): string {
  return `${a} ${b}`;
}

export function optional(a?: number): string {
  return `${a}`;
}

export function half(a: number, b?: string): string {
  return `${a} ${b}`;
}

export function rest(a: number, ...more: string[]): string {
  return [a, ...more].join();
}

export function many(...numbers: number[]): string {
  return numbers.join();
}

export function identity<T>(value: T): T {
  return value;
}

export async function later(a: number): Promise<number> {
  return a;
}

/** Helpers of one's own, which hand over whatever fits together. */
function begin<A extends unknown[], R>(
  target: (...args: A) => R,
  ...args: A
): Thread<R, A> {
  const thread = new Thread(import.meta, { target, args, name: 'mine' });
  thread.start();
  return thread;
}

function prepare<A extends unknown[], R>(
  target: (...args: A) => R,
  args: Readonly<A>,
): Process<R, A> {
  return new Process(import.meta, { target, args, daemon: true });
}

test('a helper of one’s own may hand over any target with its arguments', async () => {
  const thread: Thread<string, [a: number, b: string]> = begin(two, 1, 'x');
  const text: string = await thread.join();
  assert.is(text, '1 x');
  assert.is(await begin(none).join(), 'none');
  assert.is(String(prepare(two, [1, 'x'])).includes('initial daemon'), true);
});

test('arguments that nobody may change are handed over as well', async () => {
  const args = [1, 'x'] as const;
  const thread = new Thread(import.meta, { target: two, args });
  thread.start();
  assert.is(await thread.join(), '1 x');
});

/** Never called: what is right, and then what is wrong, for threads and processes alike. */
export function calls(meta: ImportMeta, Kind: typeof Thread | typeof Process): unknown[] {
  const numbers: number[] = [1, 2];
  const fixed: readonly number[] = numbers;
  const right = [
    new Thread(meta),
    new Thread(meta, {}),
    new Thread(meta, { name: 'own run' }),
    new Thread(meta, { target: none }),
    new Thread(meta, { target: none, args: [] }),
    new Thread(meta, { target: two, args: [1, 'x'], resourceLimits: {} }),
    new Thread(meta, { target: optional }),
    new Thread(meta, { target: optional, args: [1] }),
    new Thread(meta, { target: half, args: [1] }),
    new Thread(meta, { target: half, args: [1, 'x'] }),
    new Thread(meta, { target: rest, args: [1] }),
    new Thread(meta, { target: rest, args: [1, 'x', 'y'] }),
    new Thread(meta, { target: many }),
    new Thread(meta, { target: many, args: numbers }),
    new Thread(meta, { target: many, args: fixed }),
    new Thread(meta, { target: identity, args: ['x'] }),
    new Process(meta, { target: none }),
    new Process(meta, { target: two, args: [1, 'x'] as const }),
    new Kind(meta, { target: two, args: [1, 'x'] }),
  ];
  const results: [Promise<string>, Promise<number>] = [
    new Thread(meta, { target: two, args: [1, 'x'] }).join(),
    new Process(meta, { target: later, args: [1] }).join(),
  ];

  const wrong = [
    // @ts-expect-error: none given
    new Thread(meta, { target: two }),
    // @ts-expect-error: not even undefined
    new Thread(meta, { target: two, args: undefined }),
    // @ts-expect-error: no argument in the list
    new Thread(meta, { target: two, args: [] }),
    // @ts-expect-error: one is missing
    new Thread(meta, { target: two, args: [1] }),
    // @ts-expect-error: one too many
    new Thread(meta, { target: two, args: [1, 'x', 2] }),
    // @ts-expect-error: the wrong types
    new Thread(meta, { target: two, args: ['x', 1] }),
    // @ts-expect-error: the second one's
    new Thread(meta, { target: two, args: [1, 2] }),
    // @ts-expect-error: it may be missing
    new Thread(meta, { target: two, args: [1, undefined] }),
    // @ts-expect-error: no list of two
    new Thread(meta, { target: two, args: numbers }),
    // @ts-expect-error: no list at all
    new Thread(meta, { target: two, args: 1 }),
    // @ts-expect-error: it takes none
    new Thread(meta, { target: none, args: [1] }),
    // @ts-expect-error: the wrong type of an optional one
    new Thread(meta, { target: optional, args: ['x'] }),
    // @ts-expect-error: too many
    new Thread(meta, { target: optional, args: [1, 2] }),
    // @ts-expect-error: the first one is required
    new Thread(meta, { target: half }),
    // @ts-expect-error: the wrong type of the second
    new Thread(meta, { target: half, args: [1, 2] }),
    // @ts-expect-error: the first one is required
    new Thread(meta, { target: rest }),
    // @ts-expect-error: the wrong type in the rest
    new Thread(meta, { target: rest, args: [1, 'x', 2] }),
    // @ts-expect-error: the wrong type in the list
    new Thread(meta, { target: many, args: [1, 'x'] }),
    // @ts-expect-error: nothing to give them to
    new Thread(meta, { args: [1] }),
    // @ts-expect-error: no function
    new Thread(meta, { target: 'two', args: [1, 'x'] }),
    // @ts-expect-error: no such option
    new Thread(meta, { target: none, nmae: 'typo' }),
    // @ts-expect-error: no such option
    new Thread(meta, { target: two, args: [1, 'x'], arg: 1 }),
    // @ts-expect-error: the option has another type
    new Thread(meta, { target: none, daemon: 'yes' }),
    // @ts-expect-error: a process has no such option
    new Process(meta, { target: none, resourceLimits: {} }),
    // @ts-expect-error: none given
    new Process(meta, { target: two }),
    // @ts-expect-error: the wrong types, and not to be changed
    new Process(meta, { target: two, args: ['x', 1] as const }),
    // @ts-expect-error: the helper checks, too
    begin(two, 1),
    // @ts-expect-error: the helper checks, too
    prepare(two, [1, 2]),
    // @ts-expect-error: the result is no number
    new Thread(meta, { target: none }).join() satisfies Promise<number>,
  ];
  return [right, results, wrong];
}

if (isMain(import.meta)) test.run();

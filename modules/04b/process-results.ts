/**
 * Results of processes — join() brings what the function returned, or throws what it threw.
 *
 * In Python: a Process returns nothing, so each child puts its result into a Queue, from
 * which they come in the order in which the children are done. (And whoever joins a child
 * before reading its results may wait for ever: the child cannot end while its pipe is
 * full.)
 * Here: join() delivers the result or the error, in the order of the joins, whoever is
 * done first, and reads on its own. The error keeps its class, message, cause and own
 * fields.
 */
import { isMain } from '../core/main.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';

// Two of these begin together; then the one that was started last is done first.
export async function sumTo(
  limit: number,
  other: PipeEnd<string>,
  isLast: boolean,
): Promise<number> {
  await other.send('begun');
  print(`${isLast ? 'Last' : 'First'}: the other has ${await other.receive()}`);
  let sum = 0;
  for (let n = 0; n < limit; n++) sum += n;
  if (!isLast) await other.receive();
  print(`${isLast ? 'Last' : 'First'}: done`);
  if (isLast) await other.send('done');
  return sum;
}

export function square(n: number): number {
  return n * n;
}

export function fail(): never {
  const cause = new TypeError('the third column is no number');
  throw new RangeError('Cannot sum', { cause });
}

async function main(): Promise<void> {
  // Both are started before the first join: they compute at the same time.
  const { left, right } = new Pipe<string>();
  const first = new Process(import.meta, {
    target: sumTo,
    args: [50_000_000, left, false],
  });
  const last = new Process(import.meta, {
    target: sumTo,
    args: [50_000_000, right, true],
  });
  for (const child of [first, last]) child.start();
  for (const child of [first, last]) print(`Sum: ${await child.join()}`);

  const squares = [0, 1, 2, 3, 4].map(
    (n) => new Process(import.meta, { target: square, args: [n] }),
  );
  for (const child of squares) child.start();
  const results = await Promise.all(squares.map((child) => child.join()));
  print('Squares:', results);

  const failing = new Process(import.meta, { target: fail });
  failing.start();
  try {
    await failing.join();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    print(`Thrown in the child, caught here: ${error}, exit code ${failing.exitCode}`);
    print(`Its cause: ${error.cause}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// --- interleaved ---
// First: the other has begun
// --- with ---
// Last: the other has begun
// Last: done
// --- end ---
// First: done
// Sum: 1249999975000000
// Sum: 1249999975000000
// Squares: [0, 1, 4, 9, 16]
// Thrown in the child, caught here: RangeError: Cannot sum, exit code 1
// Its cause: TypeError: the third column is no number

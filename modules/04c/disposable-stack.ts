/**
 * A stack of resources — opened in a loop, handed on when all are open, closed in any case.
 *
 * In Python: contextlib.AsyncExitStack, with enter_async_context(), callback(), pop_all().
 * Here: AsyncDisposableStack, with use(), defer(), move(). `await using` needs a name for
 * each resource; a stack closes as many as there happen to be. It is closed at the end
 * of the block, also when the third of five does not open. Whoever has opened all of them
 * moves them into another stack, for the caller to close. DisposableStack is the same
 * for what closes without waiting.
 *
 * When closing fails as well, neither error may hide the other: they come as one, a
 * SuppressedError, with the later one in `error` and the earlier one in `suppressed`.
 * (Python keeps the earlier one in `__context__`.) All closers run, whatever fails.
 */
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';
// Node 20 and 22 have no such class yet; there a small one of ours plays its part.
import { AsyncDisposableStack } from './disposable/stack.ts';

const isOurs = AsyncDisposableStack !== globalThis.AsyncDisposableStack;
print(`AsyncDisposableStack: ${isOurs ? 'a stand-in' : "the runtime's"}`);

const openNow = new Set<string>();

async function connect(name: string) {
  await sleep(1);
  if (name === 'broken') throw new Error('broken does not open');
  openNow.add(name);
  return {
    name,
    async [Symbol.asyncDispose](): Promise<void> {
      await sleep(1); // saying goodbye takes time too
      openNow.delete(name);
      print(`  ${name}: closed`);
      if (name === 'sulky') throw new Error('sulky does not like to go');
    },
  };
}

async function connectAll(names: string[]) {
  await using opening = new AsyncDisposableStack();
  for (const name of names) opening.use(await connect(name));
  // All are open: they move out of this stack, so that the end of the block leaves them so.
  const all = opening.move();
  return { [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() };
}

// As many as there are: closed at the end of the block, the last one first.
{
  await using _all = await connectAll(['a', 'b', 'c']);
  print('In the block, open:', openNow);
}
print('After it, open:', openNow);

// The third does not open: those before it are closed, and the fourth is not tried.
await connectAll(['a', 'b', 'broken', 'd']).catch((error) => print(error.message));
print('After the failure, open:', openNow);

// An error in the middle, and two more while everything is closed. None is lost.
async function unlucky(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  stack.use(await connect('a'));
  stack.defer(() => Promise.reject(new Error('the log is full')));
  stack.use(await connect('sulky'));
  throw new Error('the work went wrong');
}
interface Suppressed extends Error {
  error: Error;
  suppressed: Error;
}
function tell(error: Error | Suppressed, depth = 1): void {
  const indent = '  '.repeat(depth);
  if ('suppressed' in error) {
    print(`${indent}${error.name}, later and earlier:`);
    tell(error.error, depth + 1);
    tell(error.suppressed, depth + 1);
  } else print(`${indent}${error.message}`);
}
await unlucky().catch((error) => tell(error));
print('After the three, open:', openNow);

// Output:
// --- on node 20, node 22 ---
// AsyncDisposableStack: a stand-in
// --- end ---
// --- on node 24, node 26, deno, bun ---
// AsyncDisposableStack: the runtime's
// --- end ---
// In the block, open: Set {'a', 'b', 'c'}
//   c: closed
//   b: closed
//   a: closed
// After it, open: Set {}
//   b: closed
//   a: closed
// broken does not open
// After the failure, open: Set {}
//   sulky: closed
//   a: closed
//   SuppressedError, later and earlier:
//     SuppressedError, later and earlier:
//       the log is full
//       sulky does not like to go
//     the work went wrong
// After the three, open: Set {}

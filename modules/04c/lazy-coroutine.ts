/**
 * Calling an async function — it runs at once, up to its first await.
 *
 * In Python: hello() makes a coroutine object and runs nothing; whoever forgets to await
 * it gets a RuntimeWarning. await or create_task start it.
 * Here: hello() runs until its first await before the call returns, and goes on by itself
 * whether anybody awaits it or not. So a promise is a task that has begun, never a plan:
 * `await` waits, it starts nothing. This is the first of the two great differences; the
 * other is that nobody can cancel it from outside (shield).
 */
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

async function hello(name: string): Promise<string> {
  print(`  ${name}: started`);
  await sleep(50);
  print(`  ${name}: went on after the await`);
  return `Hello, ${name}`;
}

print('Calling hello:');
const promise = hello('Ada');
print('The call has returned a promise:', promise instanceof Promise);
print('The result:', await promise);

// A second await asks for the same result again; in Python a coroutine runs only once
// and a second await is an error.
print('Awaited again:', await promise);

// What Python's coroutine is, a plan that can be handed around and started later, is here
// a function.
const plan = () => hello('Grace');
print('A function has run nothing yet');
const started = plan();
print('The call has started it');
print('The result:', await started);

// Generators, async ones too, are lazy in both languages: the body begins with next().
async function* countdown() {
  print('  countdown: started');
  yield 2;
  yield 1;
}
const numbers = countdown();
print('A generator has run nothing yet');
for await (const n of numbers) print(`  countdown: ${n}`);

// Output:
// Calling hello:
//   Ada: started
// The call has returned a promise: true
//   Ada: went on after the await
// The result: Hello, Ada
// Awaited again: Hello, Ada
// A function has run nothing yet
//   Grace: started
// The call has started it
//   Grace: went on after the await
// The result: Hello, Grace
// A generator has run nothing yet
//   countdown: started
//   countdown: 2
//   countdown: 1

/**
 * Shielded — what has begun to be saved gets saved.
 *
 * In Python: cancel() throws into a task at its await, wherever that is; asyncio.shield
 * keeps it away from what is inside. (A common mistake: to cancel the shield and
 * then end the loop, so that the inner task is never finished.)
 * Here: nobody can cancel a promise from outside: that is the second great difference
 * (lazy-coroutine is the first). Every promise is shielded. A task stops only where it
 * looks at a signal that it was given; so to shield the part that has to be finished,
 * give it none.
 */
import { wait } from '../core/futures.ts';
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

const saved: string[] = [];

async function fetchAndSave(name: string, signal: AbortSignal, onSaving = () => {}) {
  await sleep(50, { signal });
  // From here on it must not be left half done: no signal goes in.
  onSaving();
  await sleep(50);
  saved.push(name);
  // And here it may stop again.
  await sleep(5_000, { signal });
}

const nameOf = (error: Error) => error.name;

// Cancelled while it fetches: nothing is saved.
const early = new AbortController();
const fetching = fetchAndSave('early', early.signal);
early.abort();
print(`While fetching: ${await fetching.catch(nameOf)}`);
print('  Saved:', saved);

// Cancelled in the middle of saving: it saves to the end, and stops after that.
const late = new AbortController();
const saving = fetchAndSave('late', late.signal, () => late.abort());
print(`While saving: ${await saving.catch(nameOf)}`);
print('  Saved:', saved);

// What asyncio.shield does is to give up the wait and not the work. Here that needs no
// shield: the wait is one thing, with its own signal, and the promise another.
let finished = false;
const inner = sleep(200).then(() => {
  finished = true;
  return 'the inner task has finished';
});
const impatient = new AbortController();
const waiting = wait([inner], { signal: impatient.signal });
impatient.abort();
print(`Waiting for it: ${await waiting.catch(nameOf)}, finished: ${finished}`);
print(`Later: ${await inner}`);

// Output:
// While fetching: AbortError
//   Saved: []
// While saving: AbortError
//   Saved: ['late']
// Waiting for it: AbortError, finished: false
// Later: the inner task has finished

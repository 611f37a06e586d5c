/**
 * A value of each task's own — it follows the task through all its awaits.
 *
 * In Python: contextvars.ContextVar; every asyncio task has its own context.
 * Here: AsyncLocalStorage. What runs inside storage.run(value, …) sees that value, with
 * everything it calls, awaits or sets a timer for; others see theirs. A module variable
 * cannot do that: all tasks of the thread share it, and at every await another one may
 * change it. Logs use it for request numbers, so that they need not be handed through
 * every call. Other threads do not inherit it: pass the value along there.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Barrier } from '../core/barrier.ts';
import { print } from '../core/print.ts';

const lines = new Map<string, string[]>();
const log = (by: string, text: string) => lines.set(by, [...(lines.get(by) ?? []), text]);

// With a module variable: both requests write it, both then read it.
let current = '';
async function handleBadly(request: string, meet: Barrier): Promise<void> {
  current = request;
  await meet.waitAsync(); // both have started
  log(request, `variable: ${current}`);
}

// With a storage: no function has to hand the request to the next one.
const storage = new AsyncLocalStorage<string>();
function handle(request: string, meet: Barrier): Promise<void> {
  return storage.run(request, async () => {
    await meet.waitAsync();
    await saveOrder();
  });
}
async function saveOrder(): Promise<void> {
  const request = storage.getStore() ?? 'nobody';
  log(request, `storage: ${request}`);
  await new Promise<void>((done) => {
    setTimeout(() => {
      log(request, `storage, in a timer: ${storage.getStore()}`);
      done();
    }, 10);
  });
}

const requests = ['request 1', 'request 2'];
for (const handler of [handleBadly, handle]) {
  const meet = new Barrier(requests.length);
  await Promise.all(requests.map((request) => handler(request, meet)));
}
for (const request of requests) print(`${request} saw`, lines.get(request));
print(`Both saw the same in the variable: ${sameVariable()}`);
print(`Outside of run there is none: ${storage.getStore()}`);

function sameVariable(): boolean {
  const [one, two] = requests.map((request) => lines.get(request)?.[0]);
  return one === two;
}

// Output:
// request 1 saw ['variable: request 2', 'storage: request 1', 'storage, in a timer: request 1']
// request 2 saw ['variable: request 2', 'storage: request 2', 'storage, in a timer: request 2']
// Both saw the same in the variable: true
// Outside of run there is none: undefined

/**
 * race and any — the first that settles, and the first that succeeds.
 *
 * In Python: asyncio.wait with FIRST_COMPLETED, and a loop of one's own for the rest.
 * Here: Promise.race takes the first end, good or bad; Promise.any the first success, and
 * rejects only when all have failed, with an AggregateError. Neither stops the losers:
 * they run on, so give them a signal and abort it.
 */
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

const ended: string[] = [];

async function ask(server: string, ms: number, signal?: AbortSignal): Promise<string> {
  try {
    await sleep(ms, { signal });
    if (server.startsWith('broken')) throw new Error(`${server}: no answer`);
    return `answer of ${server}`;
  } finally {
    ended.push(server);
  }
}

const message = (error: Error) => error.message;

// The first one to end fails. race passes its failure on, any waits for a better one.
const servers = () => [ask('broken', 20), ask('slow', 600), ask('fast', 80)];
print('race:', await Promise.race(servers()).catch(message));
print('any: ', await Promise.any(servers()));

// Nobody succeeds: any has as many errors to tell as there were attempts.
const hopeless = Promise.any([ask('broken-1', 20), ask('broken-2', 10)]);
const failure: AggregateError = await hopeless.catch((error) => error);
print(`${failure.constructor.name}:`, failure.errors.map(message));

// The losers of the first two rounds are still on their way: nobody told them to stop.
print(`Has a slow one ended yet? ${ended.includes('slow')}`);
while (ended.filter((server) => server === 'slow').length < 2) await sleep(10);
print('Now both slow ones have, for nothing');

// With a signal they stop when the winner is known.
const controller = new AbortController();
const { signal } = controller;
const patient = ask('patient', 5_000, signal);
print('any: ', await Promise.any([patient, ask('quick', 20, signal)]));
controller.abort();
print('The patient one:', await patient.catch((error: Error) => error.name));

// Output:
// race: broken: no answer
// any:  answer of fast
// AggregateError: ['broken-1: no answer', 'broken-2: no answer']
// Has a slow one ended yet? false
// Now both slow ones have, for nothing
// any:  answer of quick
// The patient one: AbortError

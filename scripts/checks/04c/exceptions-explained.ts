/**
 * What is asked of modules/04c/exercises/exceptions-explained.ts.
 *
 * Solved: solutions/04c/exceptions-explained.ts
 * Solved wrongly: test/fixtures/wrong/04c/exceptions-explained/
 * Solved, and then spoilt: test/fixtures/mutants/04c/exceptions-explained.*.diff
 * The starter as it was: scripts/starters/04c/exceptions-explained.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { ThreadTrace, Trace } from '../../lib/trace.ts';

const ORDERS = 3;
/** How long main waits for what hangs, in milliseconds. */
const LIMIT = 200;

export default {
  hints: [
    'thread.join() throws what the thread threw: await it in a try, and print the error in the catch.',
    'Only the clerk knows what it had begun. Where book fails, put the money back into account 0; then the order has failed as a whole, and the clerk can put its receipt.',
    'The try stands inside the loop: then an error ends one order, not the loop.',
    'await thread.join({ timeout: 200 }) comes back after 200 ms at the latest, and thread.isAlive() tells whether the thread has ended. A limit ends only the wait: stop.set() asks the thread to end, and a second join() waits for it.',
  ],
  requirements: [
    {
      says: 'Main hears of the error of the careless clerk, and goes on',
      holds: ({ trace, run }) => {
        const receipts = putsOf(trace, 'careless');
        if (receipts === undefined) return 'there was no such clerk';
        if (receipts !== 1) return `the careless clerk put ${receipts} receipts, not 1`;
        if (!/careless: ended by RangeError/.test(run.stdout))
          return 'main did not say so';
        return threadOf(trace, 'careful') ? true : 'no other clerk came after it';
      },
      next: 'Write: try { await thread.join(); … } catch (error) { … } in run.',
    },
    {
      says: 'The careful clerk comes to its end',
      holds: ({ run }) =>
        /careful: came to its end/.test(run.stdout) ? true : 'it ended by an error',
      next: 'Put a try around what may fail, inside the loop.',
    },
    {
      says: 'It leaves no order half done',
      holds: ({ trace, run }) => {
        const [, money] = /careful: .*\n {2}money: (\d+) of 100/.exec(run.stdout) ?? [];
        if (money !== '100')
          return `there were ${money ?? 'none'} of 100 in the accounts`;
        const writes = threadOf(trace, 'careful')?.events.filter(
          ({ event, kind }) => kind === 'SharedArray' && event === 'write',
        );
        return (writes?.length ?? 0) >= 4 ? true : 'it did none of them';
      },
      next: 'When book throws, put the amount back before you do anything else.',
    },
    {
      says: 'It puts a receipt for each order',
      holds: ({ trace }) => {
        const receipts = putsOf(trace, 'careful') ?? 0;
        return receipts === ORDERS ? true : `${receipts} of ${ORDERS} orders have one`;
      },
      next: 'In the catch, put a receipt, too: { amount, how: String(error) }.',
    },
    {
      says: `Main waits ${LIMIT} ms for the slow thread, and then asks it to stop`,
      holds: ({ trace }) => {
        const start = trace.of('', 'start').find(({ name }) => name === 'slow');
        if (!start) return 'it was not started';
        const [set] = trace.of('Event', 'set');
        if (!set) return 'nobody asked it to stop';
        const waited = Math.round(set.at - start.at);
        // The clock of a timer may be a little fast.
        return waited >= 0.95 * LIMIT ? true : `it was asked after ${waited} ms`;
      },
      next: 'await thread.join({ timeout: 200 }), and if it is alive then, stop.set().',
    },
    {
      says: 'No thread is left behind',
      holds: ({ trace }) => {
        const left = trace
          .of('', 'start')
          .filter(({ name }) => threadOf(trace, name)?.events.at(-1)?.event !== 'end');
        return left.length === 0 ? true : `${left[0]?.name} did not come to its end`;
      },
      next: 'Wait for the slow thread once more, after you have asked it to stop.',
    },
  ],
} satisfies Checks;

function threadOf(trace: Trace, name: string): ThreadTrace | undefined {
  return trace.threads.find((thread) => thread.thread !== 0 && thread.name === name);
}

/** How many receipts a clerk has put; undefined when there was no such clerk. */
function putsOf(trace: Trace, name: string): number | undefined {
  return threadOf(trace, name)?.events.filter(
    ({ event, kind }) => kind === 'Queue' && event === 'put',
  ).length;
}

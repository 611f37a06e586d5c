/**
 * Exercise — why errors of concurrent work have to be handled, and how.
 *
 * A clerk, in a thread, moves money from one account to another for three orders, and puts
 * a receipt for each into a queue. The second order cannot be booked, which one learns in
 * the middle: the money is taken and not yet given. Run the program: it fails there and
 * then. The careless clerk is to stay as it is, so that you can see what an error leaves
 * behind. Make the rest so that
 *
 * 1. main hears of a clerk's error where it waits for it, and goes on: it prints 'careless:
 *    ended by RangeError: cannot book 20', or, where there was none, 'careful: came to its
 *    end';
 * 2. the careful clerk leaves no order half done: neither main nor anybody else has to put
 *    the accounts right;
 * 3. the careful clerk goes on after an error, and puts a receipt for each order: in it,
 *    `how` is 'done', or the error as a string;
 * 4. main waits WAIT ms for the thread 'slow', which hangs, and then asks it to stop: it
 *    prints 'slow: nothing within 200 ms, asked to stop', and, when the thread has ended,
 *    'slow: came to its end';
 * 5. when 'slow' ends in time, main goes on at once, and asks nobody: it only prints 'slow:
 *    came to its end'.
 *
 * What would become of somebody who waits for three receipts of the careless clerk?
 *
 * How hard: medium, about 30 minutes.
 * Prepared by: 04c/task-timeout, 04c/worker-try-catch, 04c/error-queue.
 * Check it: npx tsx scripts/check.ts 04c/exceptions-explained   (and with --hint)
 */
import { Event } from '../../core/event.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Queue } from '../../core/queue.ts';
import { SharedArray } from '../../core/shared.ts';
import { Thread } from '../../core/thread.ts';

// The checker also tries others: leave these four lines as they are.
const ORDERS = [30, 20, 10];
const UNBOOKABLE = 20;
const WAIT = 200;
const HANGS = true;

/** What has become of an order. */
type Receipt = { amount: number; how: string };

// Leave this function as it is.
export function careless(money: SharedArray, receipts: Queue<Receipt>): void {
  for (const amount of ORDERS) {
    add(money, 0, -amount);
    book(amount);
    add(money, 1, amount);
    receipts.put({ amount, how: 'done' });
  }
}

// TODO: what the careless one does, and what is to be done when an order fails.
export function careful(money: SharedArray, receipts: Queue<Receipt>): void {
  careless(money, receipts);
}

// What fails in the middle, and what changes an account. Leave them as they are.
function book(amount: number): void {
  if (amount === UNBOOKABLE) throw new RangeError(`cannot book ${amount}`);
}

function add(money: SharedArray, account: number, amount: number): void {
  using _held = money.lock.hold();
  money.set(account, money.get(account) + amount);
}

// Hangs until it is asked to stop. Leave it as it is.
export function slow(stop: Event): void {
  if (HANGS) stop.wait();
}

async function run(clerk: typeof careless): Promise<void> {
  const money = new SharedArray(Int32Array, [100, 0]);
  const receipts = new Queue<Receipt>();
  const { name } = clerk;
  const args: Parameters<typeof careless> = [money, receipts];
  const thread = new Thread(import.meta, { target: clerk, args, name });
  thread.start();
  // TODO: it may end well, or by an error.
  await thread.join();
  print(`${name}: came to its end`);
  print(`  money: ${money.get(0)} + ${money.get(1)} of 100`);
  print(`  receipts: ${receipts.qsize()} of ${ORDERS.length}`);
  while (!receipts.empty()) {
    const { amount, how } = receipts.get();
    print(`  ${amount}: ${how}`);
  }
}

async function runSlow(): Promise<void> {
  const stop = new Event();
  const thread = new Thread(import.meta, { target: slow, args: [stop], name: 'slow' });
  thread.start();
  // TODO: wait for it, WAIT ms at most; only if it is still alive then, say so, and ask it.
  print(`slow: nothing within ${WAIT} ms, asked to stop`);
  stop.set();
  await thread.join();
  print('slow: came to its end');
}

async function main(): Promise<void> {
  await run(careless);
  await run(careful);
  await runSlow();
}

if (isMain(import.meta)) await main();

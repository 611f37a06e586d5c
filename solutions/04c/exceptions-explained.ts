/**
 * Why errors of concurrent work have to be handled, and four ways to do it — tried out.
 *
 * Why: an error leaves things as they are at that moment. The careless clerk has taken the
 * money and not yet given it, and others would count with what they find; its two other
 * receipts never come, and whoever waits for three waits for ever. In Python the rest
 * of the program goes on as if nothing had happened: a thread's error is printed, a pooled
 * task's is not even that, until somebody asks for the result. Here join() throws it, and
 * where nobody takes it, the program fails.
 *
 * How:
 * 1. try and catch in the worker, which alone knows what it had begun: it undoes that.
 * 2. The result is awaited, and its error caught: so main hears how a thread has ended.
 * 3. Errors go into the queue of the results: one bad order costs one result, not all that
 *    come after it.
 * 4. A limit for each wait. What hangs throws nothing; and as a limit ends only the wait,
 *    what hangs has to be asked to stop, too.
 */
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Queue } from '../../modules/core/queue.ts';
import { SharedArray } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';

const ORDERS = [30, 20, 10];
const UNBOOKABLE = 20;
const WAIT = 200;
const HANGS = true;

/** What has become of an order. */
type Receipt = { amount: number; how: string };

export function careless(money: SharedArray, receipts: Queue<Receipt>): void {
  for (const amount of ORDERS) {
    add(money, 0, -amount);
    book(amount);
    add(money, 1, amount);
    receipts.put({ amount, how: 'done' });
  }
}

export function careful(money: SharedArray, receipts: Queue<Receipt>): void {
  for (const amount of ORDERS) {
    let how = 'done';
    add(money, 0, -amount);
    try {
      book(amount);
      add(money, 1, amount);
    } catch (error) {
      add(money, 0, amount);
      how = String(error);
    }
    receipts.put({ amount, how });
  }
}

function book(amount: number): void {
  if (amount === UNBOOKABLE) throw new RangeError(`cannot book ${amount}`);
}

function add(money: SharedArray, account: number, amount: number): void {
  using _held = money.lock.hold();
  money.set(account, money.get(account) + amount);
}

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
  try {
    await thread.join();
    print(`${name}: came to its end`);
  } catch (error) {
    print(`${name}: ended by ${error}`);
  }
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
  await thread.join({ timeout: WAIT });
  if (thread.isAlive()) {
    print(`slow: nothing within ${WAIT} ms, asked to stop`);
    stop.set();
  }
  await thread.join();
  print('slow: came to its end');
}

async function main(): Promise<void> {
  await run(careless);
  await run(careful);
  await runSlow();
}

if (isMain(import.meta)) await main();

// Output:
// careless: ended by RangeError: cannot book 20
//   money: 50 + 30 of 100
//   receipts: 1 of 3
//   30: done
// careful: came to its end
//   money: 60 + 40 of 100
//   receipts: 3 of 3
//   30: done
//   20: RangeError: cannot book 20
//   10: done
// slow: nothing within 200 ms, asked to stop
// slow: came to its end

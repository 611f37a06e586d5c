/**
 * Retry and idempotence — a job may run twice; its effect must not.
 *
 * In Python: a Celery task with acks_late=True, autoretry_for and max_retries, which is
 * idempotent, as Celery's manual asks for.
 * Here: the engine delivers each job at least once. It cannot promise "exactly once", and
 * neither can any other: when a worker dies, nobody knows whether it was before or after
 * the job had its effect. So the effect gets a key, the job's id, which is the same in
 * every attempt, and whoever keeps the effects takes each key once.
 */
import { randomUUID } from 'node:crypto';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import type { Delivery } from './engine/contract.ts';
import { openEngine } from './engine/engine.ts';
import { type Ledger, startLedger } from './ledger/ledger.ts';

interface Order {
  number: number;
  ledger: string;
  /** The process that ordered: it must survive. */
  program: number;
}

/** The wrong way: each attempt pays with a key of its own. */
export async function payWithNewKey(order: Order, delivery: Delivery): Promise<number> {
  await pay(order, delivery, randomUUID());
  if (isBad(order, delivery)) throw new Error('The answer got lost');
  return delivery.attempt;
}

/** The right way: all attempts of a job pay with its id. */
export async function payWithJobId(order: Order, delivery: Delivery): Promise<number> {
  await pay(order, delivery, delivery.id);
  if (isBad(order, delivery)) die(order);
  return delivery.attempt;
}

async function pay(order: Order, { attempt }: Delivery, key: string): Promise<void> {
  if (order.number === 3 && attempt <= 2) throw new Error('The bank is closed');
  const body = JSON.stringify({ order: order.number, amount: 10 });
  const headers = { 'idempotency-key': key };
  await fetch(order.ledger, { method: 'POST', headers, body });
}

/** The worst moment for trouble: it is paid, and nobody knows yet. */
function isBad({ number }: Order, { attempt }: Delivery): boolean {
  return number === 5 && attempt === 1;
}

/** The end of whoever runs this: of one thread here, elsewhere of the process (kill -9). */
function die({ program }: Order): void {
  if (process.pid === program) process.exit(1);
  process.kill(process.pid, 'SIGKILL');
}

async function main(): Promise<void> {
  await using careless = await startLedger();
  await using careful = await startLedger();
  await using engine = await openEngine(import.meta, { workers: 2, lease: 1_500 });
  print(`Engine: ${engine}`);
  const ordersFor = ({ url }: Ledger): Order[] =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((number) => {
      return { number, ledger: url, program: process.pid };
    });

  // Order 3 fails twice and is tried again. Order 5 is paid, and then the answer gets lost,
  // or the whole worker does; another one gets the job.
  const patient = { attempts: 3, backoff: 50 };
  const [, attempts] = await Promise.all([
    engine.map(payWithNewKey, ordersFor(careless), patient),
    engine.map(payWithJobId, ordersFor(careful), patient),
  ]);

  // Everything was delivered, and too much paid.
  const wrong = careless.totals();
  print(`A new key each time: ${wrong.orders} orders, ${wrong.payments} payments`);

  // As many requests reached this ledger, but it knew the key.
  const right = careful.totals();
  print(`The job's id as key: ${right.orders} orders, ${right.payments} payments`);
  print(`Requests: ${careful.requests}, paid: ${right.sum} of 80`);
  print(`Done at attempt: order 3 at ${attempts[2]}, order 5 at ${attempts[4]}`);
}

if (isMain(import.meta)) await main();

// Output:
// Engine: <text> (pool without REDIS_URL, bullmq with it: apt-get install redis-server && redis-server --port 6390)
// A new key each time: 8 orders, <int >= 9> payments
// The job's id as key: 8 orders, 8 payments
// Requests: <int >= 9>, paid: 80 of 80
// Done at attempt: order 3 at <int >= 3>, order 5 at <int >= 2>

/**
 * A ticket office — a lock for each show that is held across the awaits, and a single flight
 * for each price.
 *
 * In Python: an asyncio.Lock for each show, and a dictionary of tasks for the prices.
 * Here: the lock is taken before the free seats are read, and given back when one is marked
 * as sold; `using` gives it back also where the card is refused. A lock for all shows would
 * sell each seat once, too, but make the shows wait for each other. The price needs no lock:
 * what is kept is the promise, which all who ask await, before anybody can come in between.
 * If it fails, it is taken out again, or nobody would ever get the price.
 */

import { serve } from '../../modules/04c/api/serve.ts';
import { ask } from '../../modules/04c/api/slow-server.ts';
import { Lock } from '../../modules/core/lock.ts';
import { print } from '../../modules/core/print.ts';
import { sleep } from '../../modules/core/time.ts';

const SHOWS: Record<string, { seats: number; price: number }> = {
  opera: { seats: 3, price: 90 },
  circus: { seats: 2, price: 20 },
};
const BUYERS = 6;

let loads = 0;

/** Knows how many seats are free, and the prices: but whoever asks first for one fails. */
function startServer() {
  const shows = structuredClone(SHOWS);
  const failing = new Set(Object.keys(shows));
  return serve(async ({ url = '' }, response) => {
    const [, what, name = '', seat] = url.split('/');
    const show = shows[name] ?? { seats: 0, price: 0 };
    if (what === 'price') loads++;
    await sleep(50);
    if (what === 'price' && failing.delete(name)) throw new Error('ask again');
    if (what === 'sold') show.seats = Number(seat) - 1;
    response.end(`${what === 'price' ? show.price : show.seats}`);
  });
}

await using server = await startServer();
/** How many seats are free: the one to sell next has this number. */
const freeSeats = async (show: string) =>
  Number(await ask(`${server.origin}/free/${show}`));
/** Keeps the numbers below this one free. */
const markSold = (show: string, seat: number) =>
  ask(`${server.origin}/sold/${show}/${seat}`);
const loadPrice = async (show: string) =>
  Number(await ask(`${server.origin}/price/${show}`));

/** @throws {Error} for the first buyer, whose card is refused. */
async function pay(buyer: number): Promise<void> {
  await sleep(20);
  if (buyer === 1) throw new Error('the card is refused');
}

const counters = new Map<string, Lock>();

/** Whoever buys for this show stands at this counter. */
function counterOf(show: string): Lock {
  const counter = counters.get(show) ?? new Lock(show);
  counters.set(show, counter);
  return counter;
}

/** Sells the next seat, and tells its number; undefined when there is none. */
async function sell(show: string, buyer: number): Promise<number | undefined> {
  using _served = await counterOf(show).holdAsync();
  const seat = await freeSeats(show);
  if (seat === 0) return undefined;
  await pay(buyer);
  await markSold(show, seat);
  return seat;
}

const flights = new Map<string, Promise<number>>();

/** Tells the price of a show, which is loaded the first time. */
function priceOf(show: string): Promise<number> {
  const flight = flights.get(show) ?? load(show);
  flights.set(show, flight);
  return flight;
}

async function load(show: string): Promise<number> {
  try {
    return await loadPrice(show);
  } catch (error) {
    flights.delete(show);
    throw error;
  }
}

for (const round of [1, 2, 3]) {
  for (const [show, { price }] of Object.entries(SHOWS)) {
    const calls = Array.from({ length: BUYERS }, () => priceOf(show));
    const told = (await Promise.allSettled(calls)).filter(
      (outcome) => outcome.status === 'fulfilled' && outcome.value === price,
    );
    print(`Round ${round}: ${told.length} of ${BUYERS} know the price of the ${show}`);
  }
}
print(`Loads, failed ones included: ${loads}`);

const sales = Object.keys(SHOWS).map(async (show) => {
  const calls = Array.from({ length: BUYERS }, (_, i) => sell(show, i + 1));
  const outcomes = await Promise.allSettled(calls);
  const refused = outcomes.filter(({ status }) => status === 'rejected').length;
  const seats = outcomes
    .map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined))
    .filter((seat) => seat !== undefined);
  return `${show}: sold ${seats.sort().join(', ')}; cards refused: ${refused}`;
});
for (const line of await Promise.all(sales)) print(line);

// Output:
// Round 1: <int 0..5> of 6 know the price of the opera
// Round 1: <int 0..5> of 6 know the price of the circus
// Round 2: 6 of 6 know the price of the opera
// Round 2: 6 of 6 know the price of the circus
// Round 3: 6 of 6 know the price of the opera
// Round 3: 6 of 6 know the price of the circus
// Loads, failed ones included: 4
// opera: sold 1, 2, 3; cards refused: 1
// circus: sold 1, 2; cards refused: 1

/**
 * Finds deadlocks: threads that each hold a lock which the next one waits for.
 *
 * A thread about to block without a time limit writes into its slot which locks it holds
 * and which one it wants, takes a ticket, and only then follows the chain: the owner of
 * the lock I want waits for a lock, whose owner waits … back to me? As every thread
 * publishes before it looks, the last one to close a cycle sees all of it. It looks
 * twice, and the tickets must agree: a chain that someone left in between is none. The
 * largest ticket of the cycle is the one that throws, so exactly one thread does.
 *
 * Timed and asynchronous waits are no links of a chain: they can end by themselves.
 *
 * Internal to the core.
 */
import { DeadlockError } from '../../errors.ts';
import {
  at,
  counter,
  here,
  isSeated,
  liveSeats,
  MAX_HELD,
  next,
  readText,
  type Seat,
  table,
  word,
  writeText,
} from '../thread/table.ts';

/** What deadlock detection needs to know of a lock. */
export interface Waitable {
  readonly id: number;
  readonly name: string;
}

/** Publishes that this thread is about to block on a lock until it gets it. */
export function publishWait(lock: Waitable, held: readonly Waitable[]): void {
  const count = Math.min(held.length, MAX_HELD);
  for (let i = 0; i < count; i++) table[at(here.slot, word.held + i)] = held[i]?.id ?? 0;
  table[at(here.slot, word.heldCount)] = count;
  writeText(table, at(here.slot, word.waitName), lock.name);
  Atomics.store(table, at(here.slot, word.waitsFor), lock.id);
  Atomics.store(table, at(here.slot, word.ticket), next(counter.ticket));
}

/** Takes back what {@link publishWait} said. */
export function withdrawWait(): void {
  Atomics.store(table, at(here.slot, word.ticket), 0);
  Atomics.store(table, at(here.slot, word.waitsFor), 0);
}

/**
 * Called by a thread that has published its wait, before each time it sleeps.
 *
 * @param ownerOf reads the present owner of the lock waited for.
 * @throws {DeadlockError} when that wait has closed a cycle.
 */
export function refuseDeadlock(ownerOf: () => Seat | undefined): void {
  const first = followChain(ownerOf());
  // The owner is read again between the two: whoever waited all that time still owns it.
  const second = first && followChain(ownerOf());
  if (!first || first.length !== second?.length) return;
  if (!first.every(({ ticket }, i) => ticket === second[i]?.ticket)) return;
  const mine = Atomics.load(table, at(here.slot, word.ticket));
  if (first.some(({ ticket }) => ticket === 0 || ticket > mine)) return;
  throw new DeadlockError(`Deadlock: ${describe(first.map(({ slot }) => slot))}`);
}

/** The waits from this thread on, if they lead back to it. */
function followChain(
  owner: Seat | undefined,
): { slot: number; ticket: number }[] | undefined {
  const chain = [link(here.slot)];
  let seat = owner;
  while (seat && isSeated(seat)) {
    if (seat.slot === here.slot) return chain;
    // Somebody else's cycle, which one of them will report.
    if (chain.some(({ slot }) => slot === seat?.slot)) return undefined;
    chain.push(link(seat.slot));
    const wanted = Atomics.load(table, at(seat.slot, word.waitsFor));
    if (wanted === 0) return undefined;
    seat = holderOf(wanted);
  }
  return undefined;
}

function link(slot: number) {
  return { slot, ticket: Atomics.load(table, at(slot, word.ticket)) };
}

/** Who, of the threads that wait, has said to hold this lock. */
function holderOf(lockId: number): Seat | undefined {
  return liveSeats().find(({ slot }) => {
    if (Atomics.load(table, at(slot, word.waitsFor)) === 0) return false;
    const held = at(slot, word.held);
    const count = table[at(slot, word.heldCount)] ?? 0;
    return table.subarray(held, held + count).includes(lockId);
  });
}

/** From the lowest slot on, so that the message is the same whoever finds the cycle. */
function describe(slots: number[]): string {
  const lowest = slots.indexOf(Math.min(...slots));
  const cycle = [...slots.slice(lowest), ...slots.slice(0, lowest)];
  const hint = slots.length === 1 ? "; a hold() without 'using' is never given back" : '';
  const waits = cycle.map((slot, i) => {
    const previous = cycle.at(i - 1) ?? slot;
    const holds = readText(table, at(previous, word.waitName));
    const wants = readText(table, at(slot, word.waitName));
    return `${readText(table, at(slot, word.name))} holds ${holds}, waits for ${wants}`;
  });
  return waits.join('; ') + hint;
}

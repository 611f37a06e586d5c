/**
 * Finds deadlocks: threads that each hold a lock which the next one waits for.
 *
 * A thread about to block without a time limit writes into its slot which locks it holds
 * and which one it wants, and only then follows the chain: the owner of the lock I want
 * waits for a lock, whose owner waits … back to me? As every thread publishes before it
 * looks, the last one to close a cycle sees all of it, and need not look again. It reads
 * the chain twice, and the numbers of the waits must agree: a chain that someone left in
 * between is none. Several may see the cycle at once; the first to say so throws.
 *
 * Timed and asynchronous waits are no links of a chain: they can end by themselves.
 */
import { DeadlockError } from '../../errors.ts';
import {
  at,
  counter,
  here,
  isSeated,
  liveSeats,
  MAX_HELD,
  nameOf,
  next,
  read,
  readText,
  type Seat,
  table,
  word,
  write,
  writeText,
} from '../thread/table.ts';

/** What deadlock detection needs to know of a lock. */
interface Waitable {
  readonly id: number;
  readonly name: string;
}

/** One wait of a chain: whose it is, and its number, which no other wait has. */
interface Link {
  slot: number;
  ticket: number;
}

/**
 * Publishes that this thread is about to block on a lock until it gets it.
 *
 * @param ownerOf reads who owns that lock now.
 * @throws {DeadlockError} when that has closed a cycle.
 */
export function publishWait(
  lock: Waitable,
  held: readonly Waitable[],
  ownerOf: () => Seat | undefined,
): void {
  const { slot } = here;
  const count = Math.min(held.length, MAX_HELD);
  for (let i = 0; i < count; i++) table[at(slot, word.held + i)] = held[i]?.id ?? 0;
  write(slot, word.heldCount, count);
  writeText(slot, word.waitName, lock.name);
  write(slot, word.ticket, next(counter.ticket));
  for (;;) {
    // From here on the others see all of it.
    write(slot, word.waitsFor, lock.id);
    const cycle = findCycle(ownerOf);
    if (!cycle) return;
    withdrawWait();
    if (isFirst(cycle)) throw new DeadlockError(`Deadlock: ${describe(cycle)}`);
  }
}

/** Takes back what {@link publishWait} said. */
export function withdrawWait(): void {
  write(here.slot, word.waitsFor, 0);
}

/** The waits from this thread on that lead back to it, from the lowest slot on. */
function findCycle(ownerOf: () => Seat | undefined): Link[] | undefined {
  const first = followChain(ownerOf());
  // The owner is read again between the two: whoever waited all that time still owns it.
  const second = first && followChain(ownerOf());
  if (!first || first.length !== second?.length) return undefined;
  if (!first.every(({ ticket }, i) => ticket === second[i]?.ticket)) return undefined;
  const slots = first.map(({ slot }) => slot);
  const lowest = slots.indexOf(Math.min(...slots));
  return [...first.slice(lowest), ...first.slice(0, lowest)];
}

function followChain(owner: Seat | undefined): Link[] | undefined {
  const chain = [linkOf(here.slot)];
  for (let seat = owner; seat && isSeated(seat); ) {
    const { slot } = seat;
    if (slot === here.slot) return chain;
    // Somebody else's cycle, which one of them will report.
    if (chain.some((link) => link.slot === slot)) return undefined;
    chain.push(linkOf(slot));
    const wanted = read(slot, word.waitsFor);
    seat = wanted === 0 ? undefined : holderOf(wanted);
  }
  return undefined;
}

function linkOf(slot: number): Link {
  return { slot, ticket: read(slot, word.ticket) };
}

/** Who, of the threads that wait, has said to hold this lock. */
function holderOf(lockId: number): Seat | undefined {
  return liveSeats().find(({ slot }) => {
    if (read(slot, word.waitsFor) === 0) return false;
    const held = at(slot, word.held);
    return table.subarray(held, held + read(slot, word.heldCount)).includes(lockId);
  });
}

/**
 * Whether no other thread has broken this cycle: all who see it change the same word, once
 * their own wait is withdrawn; whoever comes later finds it changed, or that wait gone.
 */
function isFirst([lowest]: Link[]): boolean {
  const { slot, ticket } = lowest as Link;
  const index = at(slot, word.ticket);
  return Atomics.compareExchange(table, index, ticket, next(counter.ticket)) === ticket;
}

function describe(cycle: Link[]): string {
  const hint = cycle.length === 1 ? "; a hold() without 'using' is never given back" : '';
  const wants = cycle.map(({ slot }) => readText(slot, word.waitName));
  const waits = cycle.map(
    ({ slot }, i) => `${nameOf(slot)} holds ${wants.at(i - 1)}, waits for ${wants[i]}`,
  );
  return waits.join('; ') + hint;
}

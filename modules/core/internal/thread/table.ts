/**
 * The table of all threads of this process, in memory that they share: who lives, under
 * which name and identity, and (deadlock.ts) which lock a blocked thread waits for.
 * Locks read it to tell a live owner from a dead one.
 *
 * Internal to the core: programs ask `currentThread()` and its kin in thread.ts.
 */
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  workerData,
} from 'node:worker_threads';

const SLOT_BITS = 10;
const MAX_THREADS = 2 ** SLOT_BITS;
const LIVES = 2 ** 19;
const NAME_LENGTH = 40;
/** How many held locks a waiting thread can tell the others about. */
export const MAX_HELD = 128;

/** Words that belong to no slot: counters, and whether an error has gone unseen. */
export const counter = {
  lockId: 0,
  threadNumber: 1,
  processNumber: 2,
  ticket: 3,
  failure: 4,
  localId: 5,
  primitiveId: 6,
};
const FIRST_SLOT = 7;

/** The words of a slot. Names hold their length, then a UTF-16 unit a word. */
export const word = {
  /** Odd while a thread lives here, even between two; goes on by one with each change. */
  life: 0,
  listed: 1,
  daemon: 2,
  ticket: 3,
  waitsFor: 4,
  /** Who has started the thread, and takes it along when it ends. */
  parent: 5,
  heldCount: 6,
  held: 7,
  name: 7 + MAX_HELD,
  waitName: 8 + MAX_HELD + NAME_LENGTH,
};
const SLOT_WORDS = word.waitName + 1 + NAME_LENGTH;

/** A thread's place in the table. Slots are used again; a slot with its life is not. */
export interface Seat {
  readonly slot: number;
  readonly life: number;
}

/** Under this key the table travels to every worker, and a Thread's seat to its own. */
export const TABLE_KEY = 'concurrency:threads';

export const table = openTable();

/** This thread's own seat. */
export const here: Seat = takeSeat();

function openTable(): Int32Array {
  const inherited = isMainThread ? undefined : getEnvironmentData(TABLE_KEY);
  if (inherited) return new Int32Array(inherited as unknown as SharedArrayBuffer);

  const words = FIRST_SLOT + MAX_THREADS * SLOT_WORDS;
  const memory = new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT);
  const fresh = new Int32Array(memory);
  fresh[FIRST_SLOT + word.life] = 1;
  fresh[FIRST_SLOT + word.listed] = 1;
  writeText(fresh, FIRST_SLOT + word.name, 'MainThread');
  // From here on every worker, of whatever kind, starts with this table.
  setEnvironmentData(TABLE_KEY, memory as never);
  return fresh;
}

function takeSeat(): Seat {
  if (isMainThread) return { slot: 0, life: 1 };
  const given: Seat | undefined = workerData?.[TABLE_KEY];
  const seat =
    given ?? claimSeat(`Dummy-${next(counter.threadNumber)}`, { listed: false });
  process.on('exit', () => leaveSeat(seat));
  return seat;
}

/** The word of a slot in the table. */
export function at(slot: number, offset: number): number {
  return FIRST_SLOT + slot * SLOT_WORDS + offset;
}

/** Adds one to a counter and returns it: 1, 2, 3, … across all threads. */
export function next(which: number): number {
  return Atomics.add(table, which, 1) + 1;
}

/**
 * Takes the lowest free slot, so that identities are used again like Python's.
 *
 * @throws {Error} when 1024 threads live.
 */
export function claimSeat(
  name: string,
  {
    daemon = false,
    listed = true,
    parent,
  }: { daemon?: boolean; listed?: boolean; parent?: Seat } = {},
): Seat {
  for (let slot = 1; slot < MAX_THREADS; slot++) {
    const life = Atomics.load(table, at(slot, word.life));
    if (life % 2 === 1) continue;
    if (!changeLife({ slot, life })) continue;
    table[at(slot, word.ticket)] = 0;
    table[at(slot, word.waitsFor)] = 0;
    table[at(slot, word.heldCount)] = 0;
    table[at(slot, word.daemon)] = Number(daemon);
    table[at(slot, word.parent)] = parent ? toToken(parent) : 0;
    writeText(table, at(slot, word.name), name);
    Atomics.store(table, at(slot, word.listed), Number(listed));
    return { slot, life: (life + 1) % LIVES };
  }
  throw new Error(
    `Cannot start '${name}': ${MAX_THREADS} threads are alive; join some of them first`,
  );
}

/** Frees the seat; harmless when it is free already. */
export function leaveSeat(seat: Seat): void {
  changeLife(seat);
}

/** Frees the seats of all threads that a dead one had started: they died with it. */
export function leaveDescendants(dead: Seat): void {
  for (const seat of liveSeats()) {
    if (table[at(seat.slot, word.parent)] !== toToken(dead)) continue;
    leaveSeat(seat);
    leaveDescendants(seat);
  }
}

function changeLife({ slot, life }: Seat): boolean {
  const after = (life + 1) % LIVES;
  return Atomics.compareExchange(table, at(slot, word.life), life, after) === life;
}

/** A seat as a number of 29 bits that is never 0, for the words of locks. */
export function toToken({ slot, life }: Seat): number {
  return (life << SLOT_BITS) | slot;
}

export function fromToken(token: number): Seat {
  return { slot: token % MAX_THREADS, life: token >> SLOT_BITS };
}

/** Whether the thread that took this seat still has it. */
export function isSeated({ slot, life }: Seat): boolean {
  return Atomics.load(table, at(slot, word.life)) === life;
}

/** The seats of all threads that are alive, by slot. */
export function liveSeats(): Seat[] {
  const seats: Seat[] = [];
  for (let slot = 0; slot < MAX_THREADS; slot++) {
    const life = Atomics.load(table, at(slot, word.life));
    if (life % 2 === 1) seats.push({ slot, life });
  }
  return seats;
}

/** Writes a name's first 40 units; longer ones are cut. */
export function writeText(words: Int32Array, index: number, text: string): void {
  const length = Math.min(text.length, NAME_LENGTH);
  for (let i = 0; i < length; i++) words[index + 1 + i] = text.charCodeAt(i);
  words[index] = length;
}

export function nameOf(slot: number): string {
  return readText(table, at(slot, word.name));
}

export function readText(words: Int32Array, index: number): string {
  return String.fromCharCode(
    ...words.subarray(index + 1, index + 1 + (words[index] ?? 0)),
  );
}

/**
 * The table of all threads of this process, in memory that they share: who lives, under
 * which name and identity, and (deadlock.ts) which lock a blocked thread waits for.
 * Longer than other files, as all that touches the words of a slot stands together.
 */
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  threadId,
  Worker,
  workerData,
} from 'node:worker_threads';
import { atExit, step } from './exit.ts';

const SLOT_BITS = 10;
const MAX_THREADS = 2 ** SLOT_BITS;
const LIVES = 2 ** 19;
/** The longest name, in UTF-16 units: of a thread or a lock. */
const MAX_NAME = 255;
const NAME_WORDS = 1 + Math.ceil(MAX_NAME / 2);
/** How many held locks a waiting thread can tell the others about. */
export const MAX_HELD = 128;
/** How long a thread may go on after it was told to terminate, in ms: 22 were seen. */
const LAST_STEPS_MS = 50;

/** Words that belong to no slot: counters, and whether an error has gone unseen. */
export const counter = {
  lockId: 0,
  threadNumber: 1,
  processNumber: 2,
  ticket: 3,
  failure: 4,
  primitiveId: 5,
};
const FIRST_SLOT = 6;

/** The words of a slot. Names hold their length, then their units, two in a word. */
export const word = {
  /** Odd while a thread lives here, even between two; goes on by one with each change. */
  life: 0,
  listed: 1,
  daemon: 2,
  ticket: 3,
  waitsFor: 4,
  /** Who has started the thread, and takes it along when it ends. */
  parent: 5,
  /** The number that the runtime knows the worker by. */
  worker: 6,
  /** When it was told to terminate, by {@link clock}; 0 if it was not. */
  dying: 7,
  heldCount: 8,
  held: 9,
  name: 9 + MAX_HELD,
  waitName: 9 + MAX_HELD + NAME_WORDS,
};
const SLOT_WORDS = word.waitName + NAME_WORDS;

/** A thread's place in the table. Slots are used again; a slot with its life is not. */
export interface Seat {
  readonly slot: number;
  readonly life: number;
}

/** Under this key the table travels to every worker, and a Thread's seat to its own. */
export const TABLE_KEY = 'concurrency:threads';
/** Under this one, who has started a worker. */
const PARENT_KEY = 'concurrency:parent';

export const table = openTable();
if (read(0, word.life) === 0) {
  writeText(0, word.name, 'MainThread');
  write(0, word.listed, 1);
  write(0, word.life, 1);
}

/** The workers that this thread has terminated. */
const terminated = new Set<number>();

/** This thread's own seat. */
export const here: Seat = takeSeat();
setEnvironmentData(PARENT_KEY, toToken(here));
watchWorkers();

function openTable(): Int32Array {
  const inherited = isMainThread ? undefined : getEnvironmentData(TABLE_KEY);
  if (inherited) return new Int32Array(inherited as unknown as SharedArrayBuffer);

  const memory = new SharedArrayBuffer(4 * (FIRST_SLOT + MAX_THREADS * SLOT_WORDS));
  // From here on every worker, of whatever kind, starts with this table.
  setEnvironmentData(TABLE_KEY, memory as never);
  return new Int32Array(memory);
}

function takeSeat(): Seat {
  if (isMainThread) return { slot: 0, life: 1 };
  const parent = Number(getEnvironmentData(PARENT_KEY) ?? 0);
  const seat: Seat =
    workerData?.[TABLE_KEY] ??
    claimSeat(`Dummy-${next(counter.threadNumber)}`, { listed: false, parent });
  write(seat.slot, word.worker, threadId);
  atExit(step.leaveSeat, () => leaveSeat(seat));
  return seat;
}

/** The word of a slot in the table. */
export function at(slot: number, offset: number): number {
  return FIRST_SLOT + slot * SLOT_WORDS + offset;
}

export function read(slot: number, offset: number): number {
  return Atomics.load(table, at(slot, offset));
}

export function write(slot: number, offset: number, value: number): void {
  Atomics.store(table, at(slot, offset), value);
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
  { daemon = false, listed = true, parent = toToken(here) } = {},
): Seat {
  clearSeats();
  for (let slot = 1; slot < MAX_THREADS; slot++) {
    const life = read(slot, word.life);
    const isTaken = life % 2 === 1;
    // Of a thread that died without leaving its seat, both changes are left to do.
    if (isTaken && (isSeated({ slot, life }) || !changeLife({ slot, life }))) continue;
    const free = (life + (life % 2)) % LIVES;
    if (!changeLife({ slot, life: free })) continue;
    table.fill(0, at(slot, word.listed), at(slot, word.held));
    write(slot, word.daemon, Number(daemon));
    write(slot, word.parent, parent);
    writeText(slot, word.name, name);
    write(slot, word.listed, Number(listed));
    return { slot, life: (free + 1) % LIVES };
  }
  throw new Error(
    `Cannot start '${name}': ${MAX_THREADS} threads are alive; join some of them first`,
  );
}

/** Frees the seat, and those of all threads started by who had it: they die with it. */
export function leaveSeat(seat: Seat): void {
  if (changeLife(seat)) seatsWhere(word.parent, toToken(seat)).forEach(leaveSeat);
}

/** Tells all that its thread is about to be gone, with all that it has started. */
function markDying(seat: Seat): void {
  write(seat.slot, word.dying, clock());
  seatsWhere(word.parent, toToken(seat)).forEach(markDying);
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

/** Whether the thread that took this seat still has it, and is not about to be gone. */
export function isSeated({ slot, life }: Seat): boolean {
  if (read(slot, word.life) !== life) return false;
  const dying = read(slot, word.dying);
  return dying === 0 || ((clock() - dying) | 0) < LAST_STEPS_MS;
}

/** The seats of all threads that are alive, by slot. */
export function liveSeats(): Seat[] {
  return takenSeats().filter(isSeated);
}

/** Those of threads that are about to be gone, too. */
function takenSeats(): Seat[] {
  const seats: Seat[] = [];
  for (let slot = 0; slot < MAX_THREADS; slot++) {
    const life = read(slot, word.life);
    if (life % 2 === 1) seats.push({ slot, life });
  }
  return seats;
}

function seatsWhere(which: number, value: number): Seat[] {
  return takenSeats().filter(({ slot }) => read(slot, which) === value);
}

/** Milliseconds on an axis that all threads share; never 0. */
function clock(): number {
  return (performance.timeOrigin + performance.now()) | 1;
}

/**
 * Watches over the workers that this thread starts, of whatever kind: one that is
 * terminated, or runs out of memory, cannot leave its seat itself. From the call of
 * `terminate()` on, since the thread that calls it may block before the worker is gone.
 */
function watchWorkers(): void {
  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = async function (this: Worker) {
    const id = this.threadId;
    seatsWhere(word.worker, id).forEach(markDying);
    const code = await terminate.call(this);
    terminated.add(id);
    clearSeats();
    return code;
  };
  // Deno has no such event.
  process.on('worker', (worker) => {
    const id = worker.threadId;
    worker.once('exit', () => seatsWhere(word.worker, id).forEach(leaveSeat));
  });
}

/** Also later: on Deno, a worker that was terminated while it started may take a seat. */
function clearSeats(): void {
  const left = takenSeats().filter(({ slot }) => terminated.has(read(slot, word.worker)));
  left.forEach(leaveSeat);
}

/** @throws {RangeError} when a name is too long to be read by other threads. */
export function demandName(name: string): string {
  if (name.length <= MAX_NAME) return name;
  throw new RangeError(
    `Cannot name it '${name.slice(0, 20)}…': a name has at most ${MAX_NAME} characters, this one has ${name.length}`,
  );
}

export function nameOf(slot: number): string {
  return readText(slot, word.name);
}

export function readText(slot: number, offset: number): string {
  const index = at(slot, offset);
  const units = new Uint16Array(table.buffer, 4 * (index + 1), table[index]);
  return String.fromCharCode(...units);
}

export function writeText(slot: number, offset: number, text: string): void {
  const index = at(slot, offset);
  for (let i = 0; i < text.length; i += 2) {
    table[index + 1 + i / 2] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
  }
  table[index] = text.length;
}

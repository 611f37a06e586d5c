/**
 * A line of those who wait, in the order of coming: each sleeps on a place of its own, so
 * that exactly those wake up who are meant. All but the sleeping is done under the lock of
 * whoever has the line.
 */
import { Shareable, shareable } from '../../revive.ts';
import { fromToken, here, isSeated, toToken } from '../thread/table.ts';

const MAX_PLACES = 1024;

/** How many draw a number before the next one. */
const NEXT_ORDER = 0;
/**
 * No place from this one on was ever taken. It only grows: one whose lock is abandoned
 * leaves its place without the lock, while others come.
 */
const USED = 1;
/** How many have a place, and how many of them were not called yet. */
const TAKEN = 2;
const UNCALLED = 3;
const FIRST_PLACE = 4;
// The words of a place: its state, who waits there, and the number drawn.
const STATE = 0;
const OWNER = 1;
const ORDER = 2;
const PLACE_WORDS = 3;
const WORDS = FIRST_PLACE + MAX_PLACES * PLACE_WORDS;

const FREE = 0;
/** The state of a place in which somebody sleeps. */
export const WAITING = 1;
const CALLED = 2;

export class Places extends Shareable {
  /** @internal */
  readonly cells = new Int32Array(new SharedArrayBuffer(4 * WORDS));

  /** Whoever draws first comes first; without the lock. */
  draw(): number {
    return Atomics.add(this.cells, NEXT_ORDER, 1);
  }

  /** Under the lock: whether nobody waits; the dead count until somebody looks. */
  get isFree(): boolean {
    return this.cells[TAKEN] === 0;
  }

  /** Whether somebody waits who was not called. */
  get hasUncalled(): boolean {
    return Atomics.load(this.cells, UNCALLED) > 0;
  }

  /**
   * Takes a place: there one sleeps while its word is {@link WAITING}.
   *
   * @returns the index of that word.
   * @throws {RangeError} when 1024 wait.
   */
  enter(order: number): number {
    let place = FIRST_PLACE;
    while (place < WORDS && this.isTaken(place)) place += PLACE_WORDS;
    if (place === WORDS) throw new RangeError(`Cannot wait: ${MAX_PLACES} wait already`);
    this.cells[USED] = Math.max(this.cells[USED] as number, place + PLACE_WORDS);
    this.cells[place + OWNER] = toToken(here);
    this.cells[place + ORDER] = order;
    this.waitAgain(place);
    return place;
  }

  /** Sleeps on, after a call that came to nothing. */
  waitAgain(place: number): void {
    Atomics.store(this.cells, place + STATE, WAITING);
    this.count();
  }

  /** Gives the place back; tells whether it was called. */
  leave(place: number): boolean {
    const called = Atomics.exchange(this.cells, place + STATE, FREE) === CALLED;
    this.count();
    return called;
  }

  /** Calls those of the first `n` in line who are not called yet. */
  call(n: number): void {
    this.wake(this.inOrder(this.taken()).slice(0, n));
  }

  /** Calls the first `n` of those who are not called yet. */
  callNext(n: number): void {
    this.wake(this.inOrder(this.uncalled(this.taken())).slice(0, n));
  }

  /** How many wait and were not called. */
  waiting(): number {
    return this.uncalled(this.taken()).length;
  }

  /**
   * How many are before a number.
   *
   * @param others whether only other threads count: the tasks of this one cannot come as
   *   long as it blocks.
   * @param late whoever drew this number is passed over.
   */
  before(order: number, others: boolean, late?: number): number {
    return this.taken().filter(
      (place) =>
        ((this.orderOf(place) - order) | 0) < 0 &&
        this.orderOf(place) !== late &&
        !(others && this.cells[place + OWNER] === toToken(here)),
    ).length;
  }

  /** The number of the first one that was called, and is still there. */
  firstCalled(): number | undefined {
    const place = this.inOrder(this.taken()).find((place) => this.isCalled(place));
    return place && this.orderOf(place);
  }

  /** Whether the one there was called. */
  isCalled(place: number): boolean {
    return Atomics.load(this.cells, place + STATE) === CALLED;
  }

  private wake(places: number[]): void {
    for (const place of places) {
      Atomics.store(this.cells, place + STATE, CALLED);
      Atomics.notify(this.cells, place + STATE);
    }
    this.count();
  }

  private taken(): number[] {
    const places: number[] = [];
    const end = this.cells[USED] as number;
    for (let place = FIRST_PLACE; place < end; place += PLACE_WORDS) {
      if (this.isTaken(place)) places.push(place);
    }
    return places;
  }

  /** A thread that was terminated while it waited has left its place. */
  private isTaken(place: number): boolean {
    const state = Atomics.load(this.cells, place + STATE);
    return state !== FREE && isSeated(fromToken(this.cells[place + OWNER] as number));
  }

  private uncalled(places: number[]): number[] {
    return places.filter((place) => !this.isCalled(place));
  }

  private inOrder(places: number[]): number[] {
    return places.sort((a, b) => (this.orderOf(a) - this.orderOf(b)) | 0);
  }

  private orderOf(place: number): number {
    return this.cells[place + ORDER] as number;
  }

  private count(): void {
    const taken = this.taken();
    Atomics.store(this.cells, TAKEN, taken.length);
    Atomics.store(this.cells, UNCALLED, this.uncalled(taken).length);
  }
}
shareable(import.meta, Places);

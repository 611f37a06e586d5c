import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '../../core/time.ts';

/** How long workers wait for each other, in milliseconds. */
const PATIENCE = 15_000;
/** How often another one has to be seen to get on, within one round. */
const OFTEN = 2;
/** After how many looks in vain it is plain that it will never happen. */
const ENOUGH = 1500;

/** A file with two numbers for each worker: what threads and processes alike can see. */
export interface Board {
  path: string;
  workers: number;
}

/** What the second number says; the first one counts. */
const [WATCHING, HAS_SEEN_ALL, GAVE_UP] = [1, 2, 3];

/** Makes a board; `await using` removes it. */
export async function createBoard(workers: number): Promise<Board & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'board-'));
  const path = join(folder, 'numbers');
  await writeFile(path, new Int32Array(2 * workers));
  return { path, workers, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Waits until all workers have come to a board. */
export async function meet(board: Board, me: number): Promise<void> {
  using lookout = new Lookout(board, me);
  await lookout.meet();
}

/**
 * What one worker sees of the others while it computes. If in one round of computing, in
 * which it gives nothing back, it sees another one get on, then neither holds up the
 * other. The rounds go on until each has seen each: the fewer cores, the longer.
 *
 * @example
 * ```ts
 * import { createBoard, Lookout } from './teams/board.ts';
 *
 * await using board = await createBoard(1);
 * using lookout = new Lookout(board, 0);
 * await lookout.meet();
 * do {
 *   lookout.beginRound();
 *   for (let n = 0; n < 1_000_000; n++) if (n % 1000 === 0) lookout.look();
 * } while (lookout.wantsAnotherRound());
 * lookout.others; // 0: nobody else was there
 * ```
 */
export class Lookout implements Disposable {
  readonly #me: number;
  readonly #file: number;
  readonly #own = new Int32Array([0, WATCHING]);
  readonly #seen: Int32Array;
  readonly #before: Int32Array;
  readonly #moves: number[];
  readonly #others = new Set<number>();

  /** @param me which of the workers this one is, from 0. */
  constructor({ path, workers }: Board, me: number) {
    this.#me = me;
    this.#file = openSync(path, 'r+');
    this.#seen = new Int32Array(2 * workers);
    this.#before = new Int32Array(2 * workers);
    this.#moves = Array(workers).fill(0);
  }

  /** Waits until all are there. Processes share no memory, so each looks again and again. */
  async meet(): Promise<void> {
    const end = performance.now() + PATIENCE;
    for (this.#exchange(); this.#states().includes(0); this.#exchange()) {
      if (performance.now() > end) throw new Error('the other workers did not come');
      await sleep(2);
    }
  }

  beginRound(): void {
    this.#exchange();
    this.#moves.fill(0);
  }

  /** In the middle of computing: says that it has got on, and looks at what others say. */
  look(): void {
    this.#before.set(this.#seen);
    this.#own[0] = (this.#own[0] as number) + 1;
    this.#exchange();
    for (const [i, moves] of this.#moves.entries()) {
      if (i === this.#me || this.#seen[2 * i] === this.#before[2 * i]) continue;
      this.#moves[i] = moves + 1;
      if (moves + 1 === OFTEN) this.#others.add(i);
    }
  }

  /** Whether to compute once more, since somebody has not seen all the others yet. */
  wantsAnotherRound(): boolean {
    if (this.others === this.#moves.length - 1) this.#own[1] = HAS_SEEN_ALL;
    else if ((this.#own[0] as number) >= ENOUGH) this.#own[1] = GAVE_UP;
    this.#exchange();
    const states = this.#states();
    return states.includes(WATCHING) && !states.includes(GAVE_UP);
  }

  /** How many others it has seen get on. */
  get others(): number {
    return this.#others.size;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #exchange(): void {
    const { byteLength } = this.#own;
    writeSync(this.#file, this.#own, 0, byteLength, this.#me * byteLength);
    readSync(this.#file, this.#seen, 0, this.#seen.byteLength, 0);
  }

  #states(): Int32Array {
    return this.#seen.filter((_, i) => i % 2 === 1);
  }
}

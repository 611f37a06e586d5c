import { Failure } from './failure.ts';

/**
 * A body as it comes in, up to a cap. One buffer, not a list of pieces: when they come byte
 * by byte, that is a hundred times as large as they are.
 */
export class Body {
  readonly #room: number;
  readonly #expected: number;
  /** The first piece, and with that many small bodies; then a buffer that grows. */
  #buffer: Buffer = Buffer.alloc(0);
  #length = 0;

  /**
   * @param room the most bytes that there may be.
   * @param expected how many there will be, if that is known.
   * @throws {Failure} of the kind too large.
   */
  constructor(room: number, expected = Math.min(16_384, room)) {
    this.#room = room;
    this.#expected = this.#checked(expected);
  }

  /**
   * @param piece is kept, not copied, if it is the first.
   * @throws {Failure} of the kind too large; as much as there is room for is kept.
   */
  add(piece: Buffer): void {
    const length = Math.min(this.#length + piece.length, this.#room);
    if (this.#length === 0) {
      this.#buffer = piece;
    } else {
      if (length > this.#buffer.length) this.#grow(length);
      piece.copy(this.#buffer, this.#length);
    }
    const wanted = this.#length + piece.length;
    this.#length = length;
    this.#checked(wanted);
  }

  /** What has come in so far. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #checked(length: number): number {
    if (length <= this.#room) return length;
    throw new Failure('too large', `larger than ${this.#room} bytes`);
  }

  #grow(length: number): void {
    const old = this.bytes;
    const wanted = Math.max(length, this.#expected, 2 * this.#buffer.length);
    this.#buffer = Buffer.allocUnsafe(Math.min(this.#room, wanted));
    old.copy(this.#buffer);
  }
}

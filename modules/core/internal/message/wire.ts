/**
 * Values over a socket: each travels as a head, which says how many bytes follow, and then
 * as toBytes() writes it.
 *
 * Internal to the core.
 */
import type { Socket } from 'node:net';
import { fromBytes, toBytes } from './serialize.ts';

/** Begins each head: what does not begin so was not written by a wire. */
const MARK = 0x65726977;
const HEAD = 8;
const MAX_LENGTH = 2 ** 31 - 1;
/** Bun copies all that is not yet written each time the system takes some of it. */
const PART = 2 ** 18;

/**
 * A value as it travels.
 *
 * @param complaint begins the error's message: what cannot be done. Without it, the value
 *   is known to be copyable.
 * @throws {TypeError} when the value cannot be copied to another process.
 * @throws {RangeError} when it takes 2 GiB or more.
 */
export function pack(value: unknown, complaint?: string): Buffer {
  const body = toBytes(value, complaint);
  if (body.length > MAX_LENGTH) {
    throw new RangeError(`${complaint}: it takes ${body.length} bytes, 2 GiB or more`);
  }
  const frame = Buffer.allocUnsafe(HEAD + body.length);
  frame.writeUInt32LE(MARK);
  frame.writeUInt32LE(body.length, 4);
  frame.set(body, HEAD);
  return frame;
}

/** One end of a connection. */
export class Wire {
  readonly #socket: Socket;
  readonly #onMessage: (value: unknown) => void;
  /** What has come and was not yet read, and how many bytes that is. */
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** How long the next value is, once its head was read. */
  #length: number | undefined;
  #unreadable: unknown;
  #written: Promise<boolean> = Promise.resolve(true);

  /**
   * @param onMessage gets each value that comes. If it throws, the value was none that
   *   makes sense: the connection is closed.
   * @param onEnd is called once, when nothing will come any more: the other end has closed
   *   or died, and all that it wrote was read; or this end was closed. If since something
   *   came that cannot be read, it gets the reason.
   */
  constructor(
    socket: Socket,
    onMessage: (value: unknown) => void,
    onEnd: (unreadable?: unknown) => void = () => {},
  ) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    socket.unref();
    socket.on('data', (chunk) => this.#read(chunk));
    // 'close' follows.
    socket.on('error', () => {});
    socket.once('close', () => onEnd(this.#unreadable));
  }

  /**
   * Writes what {@link pack} made, behind all that was to be written before.
   *
   * @returns true when the system has taken all of it, which it does only as fast as the
   *   other end reads; false when the other end is gone.
   */
  write(frame: Buffer): Promise<boolean> {
    this.#written = this.#written.then(() => this.#writeParts(frame));
    return this.#written;
  }

  /** Takes in no more for now: the other end's writes will have to wait. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes this end; what was written still goes out, what comes in is dropped. */
  close(): void {
    void this.#written.then(() => this.#socket.end(() => this.#socket.destroy()));
  }

  async #writeParts(frame: Buffer): Promise<boolean> {
    for (let at = 0; at < frame.length; at += PART) {
      if (!(await this.#writePart(frame.subarray(at, at + PART)))) return false;
    }
    return true;
  }

  #writePart(part: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      // Node 20 and Bun report no error when the socket breaks with the write under way.
      this.#socket.write(part, (error) => resolve(!error && !this.#socket.destroyed));
    });
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    try {
      for (let body = this.#next(); body; body = this.#next()) {
        this.#onMessage(fromBytes(body));
      }
    } catch (error) {
      this.#unreadable = error;
      this.#socket.destroy();
    }
  }

  /** The bytes of the next value, once all of them are there. */
  #next(): Buffer | undefined {
    if (this.#length === undefined) {
      if (this.#size < HEAD) return undefined;
      const head = this.#take(Buffer.allocUnsafe(HEAD));
      const length = head.readUInt32LE(4);
      if (head.readUInt32LE() !== MARK || length === 0 || length > MAX_LENGTH) {
        throw new TypeError('Cannot read what came: it does not begin as a message does');
      }
      this.#length = length;
    }
    if (this.#size < this.#length) return undefined;
    // Memory of its own: the value that comes out may point into it.
    const body = this.#take(Buffer.allocUnsafeSlow(this.#length));
    this.#length = undefined;
    return body;
  }

  /** Fills a buffer with what came first. */
  #take(target: Buffer): Buffer {
    this.#size -= target.length;
    for (let at = 0; at < target.length; ) {
      const chunk = this.#chunks[0] as Buffer;
      const count = chunk.copy(target, at);
      at += count;
      if (count === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(count);
    }
    return target;
  }
}

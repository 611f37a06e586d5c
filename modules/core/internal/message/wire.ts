/**
 * Values over a socket: each travels as a head, which says how many bytes follow, and then
 * as toBytes() writes it.
 */
import type { Socket } from 'node:net';
import { fromBytes, toBytes } from './serialize.ts';

/** Begins each head: what does not begin so was not written by a wire. */
const MARK = 0x65726977;
const HEAD = 8;
/** The most that a socket keeps until it is read. */
const MAX_LENGTH = 2 ** 30 - 1;
/** Bun copies all that is not yet written each time the system takes some of it. */
const PART = 2 ** 18;

/**
 * A value as it travels; refuses what {@link toBytes} refuses.
 *
 * @throws {RangeError} when it takes 1 GiB or more.
 */
export function pack(value: unknown, complaint?: string): Buffer {
  const body = toBytes(value, complaint);
  if (body.length > MAX_LENGTH) {
    throw new RangeError(`${complaint}: it takes ${body.length} bytes, 1 GiB or more`);
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
  /** How long the next value is, once its head was read. */
  #length: number | undefined;
  #paused = false;
  #unreadable: Error | undefined;
  #written: Promise<boolean> = Promise.resolve(true);

  /**
   * @param onMessage gets each value that comes; throws when it makes no sense.
   * @param onEnd is called once, when all that the other end wrote was read and it is gone,
   *   or this end was closed; with the reason, if something could not be read.
   */
  constructor(
    socket: Socket,
    onMessage: (value: unknown) => void,
    onEnd: (unreadable?: Error) => void = () => {},
  ) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    socket.unref();
    socket.on('readable', () => this.#read());
    // 'close' follows.
    socket.on('error', () => {});
    socket.once('close', () => onEnd(this.#unreadable));
  }

  /**
   * Writes what {@link pack} made, behind all that was to be written before.
   *
   * @returns true when the system has taken all of it, false when the other end is gone.
   */
  write(frame: Buffer): Promise<boolean> {
    this.#written = this.#written.then(() => this.#writeParts(frame));
    return this.#written;
  }

  /** Takes in no more for now: the other end's writes will have to wait. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#read();
  }

  /** Closes this end; what was written still goes out, what comes in is dropped. */
  close(): void {
    void this.#written.then(() => this.#socket.end(() => this.#socket.destroy()));
  }

  async #writeParts(frame: Buffer): Promise<boolean> {
    for (let at = 0; at < frame.length; at += PART) {
      const part = frame.subarray(at, at + PART);
      const error = await new Promise((taken) => this.#socket.write(part, taken));
      // Node 20 and Bun report no error when the socket breaks with the write under way.
      if (error || this.#socket.destroyed) return false;
    }
    return true;
  }

  #read(): void {
    try {
      while (!this.#paused) {
        const wanted = this.#length ?? HEAD;
        const bytes: Buffer | null = this.#socket.read(wanted);
        // Shorter at the end only: of a value that was broken off.
        if (bytes === null || bytes.length < wanted) return;
        const isBody = this.#length !== undefined;
        this.#length = isBody ? undefined : lengthIn(bytes);
        if (isBody) this.#onMessage(fromBytes(bytes));
      }
    } catch (error) {
      this.#unreadable = error as Error;
      this.#socket.destroy();
    }
  }
}

function lengthIn(head: Buffer): number {
  const length = head.readUInt32LE(4);
  if (head.readUInt32LE() === MARK && length > 0 && length <= MAX_LENGTH) return length;
  throw new TypeError('Cannot read what came: it does not begin as a message does');
}

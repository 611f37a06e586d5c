/**
 * Values over a socket: each travels as its length, in four bytes, and then as
 * `v8.serialize` writes it.
 *
 * Internal to the core.
 */
import type { Socket } from 'node:net';
import { demandCopyable } from './copyable.ts';
import { fromBytes, toBytes } from './serialize.ts';

const HEAD = 4;

/**
 * A value as it travels.
 *
 * @param complaint begins the error's message: what cannot be done. Without it, the value
 *   is known to be copyable.
 * @throws {TypeError} when the value cannot be copied to another process.
 */
export function pack(value: unknown, complaint?: string): Buffer {
  if (complaint !== undefined) demandCopyable(value, complaint);
  const body = toBytes(value);
  const frame = Buffer.allocUnsafe(HEAD + body.length);
  frame.writeUInt32LE(body.length);
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

  /**
   * @param onMessage gets each value that comes.
   * @param onEnd is called once, when nothing will come any more: the other end has closed
   *   or died, and all that it wrote was read; or this end was closed.
   */
  constructor(
    socket: Socket,
    onMessage: (value: unknown) => void,
    onEnd: () => void = () => {},
  ) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    socket.unref();
    socket.on('data', (chunk) => this.#read(chunk));
    // 'close' follows.
    socket.on('error', () => {});
    socket.once('close', onEnd);
  }

  /**
   * Writes what {@link pack} made.
   *
   * @returns true when the system has taken all of it, which it does only as fast as the
   *   other end reads; false when the other end is gone.
   */
  write(frame: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      // Node 20 and Bun report no error when the socket breaks with the write under way.
      this.#socket.write(frame, (error) => resolve(!error && !this.#socket.destroyed));
    });
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
    this.#socket.end(() => this.#socket.destroy());
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      if (this.#length === undefined) {
        if (this.#size < HEAD) return;
        this.#length = this.#take(Buffer.allocUnsafe(HEAD)).readUInt32LE();
      }
      if (this.#size < this.#length) return;
      // Memory of its own: the value that comes out may point into it.
      const body = this.#take(Buffer.allocUnsafeSlow(this.#length));
      this.#length = undefined;
      this.#onMessage(fromBytes(body));
    }
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

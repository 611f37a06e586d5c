/**
 * Values as 32-bit words, so that they can lie in shared memory.
 *
 * Numbers, strings and small trees of plain objects and arrays have a compact form of
 * their own, since `v8.serialize` takes microseconds a value; it carries all the rest:
 * Maps, Dates, typed arrays, cycles. Longer than other files, as each form is written and
 * read here.
 */
import { demandCopyable } from './copyable.ts';
import { fromBytes, toBytes } from './serialize.ts';

const UNDEFINED = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const INT = 4;
const FLOAT = 5;
/** One byte a unit, where all units are below 256. */
const LATIN = 6;
const UTF16 = 7;
const ARRAY = 8;
const OBJECT = 9;
const SERIALIZED = 10;
const BIGINT = 11;

// A value begins with a word that holds its tag and, above it, how many units or members
// follow; where there may be very many, a word of its own says so.
const TAG_BITS = 4;
const TAG = (1 << TAG_BITS) - 1;
const MAX_SHORT = 64;
/** Larger trees are left to `v8.serialize`. */
const MAX_OBJECTS = 16;

/** The words of keys that were written; keys by eight bits that their words come to. */
const MAX_KEYS = 256;
const MIX = 0x9e3779b1;
const keyWords = new Map<string, number[]>();
const keysRead: { key: string; words: number[] }[] = [];

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

const COMPLAINT = 'Cannot put this into a queue';

/** One value in words, the first of which says how many. Use it for one value at a time. */
export class Packet {
  words = new Int32Array(256);
  length = 0;
  /** What a priority queue puts it in by. */
  priority: number | string | bigint = 0;
  /** The objects on the way: one that comes twice is left to `v8.serialize`. */
  readonly #seen: object[] = [];
  #at = 0;

  /** @throws {TypeError} when the value cannot be copied. */
  pack(value: unknown): void {
    this.length = 1;
    if (this.#seen.length > 0) this.#seen.length = 0;
    if (!this.#writeCompact(value)) {
      this.length = 1;
      const bytes = toBytes(value, COMPLAINT);
      this.#push(SERIALIZED);
      this.#push(bytes.length);
      this.#bytes(bytes.length).set(bytes);
    }
    this.words[0] = this.length;
  }

  unpack(): unknown {
    this.#at = 1;
    return this.#read();
  }

  /** The first member of the array that it holds, if possible without the others. */
  unpackFirst(): unknown {
    const isShort = ((this.words[1] as number) & TAG) === ARRAY;
    if (!isShort) return (this.unpack() as unknown[])[0];
    this.#at = 2;
    return this.#read();
  }

  /** Makes room for as many words. */
  reserve(length: number): void {
    if (length <= this.words.length) return;
    const larger = new Int32Array(Math.max(length, 2 * this.words.length));
    larger.set(this.words.subarray(0, this.length));
    this.words = larger;
  }

  #push(word: number): true {
    if (this.length === this.words.length) this.reserve(this.length + 1);
    this.words[this.length++] = word;
    return true;
  }

  /** The next so many bytes, to be written. */
  #bytes(count: number): Buffer {
    const start = this.length;
    this.length += (count + 3) >> 2;
    this.reserve(this.length);
    return Buffer.from(this.words.buffer, 4 * start, count);
  }

  #writeCompact(value: unknown): boolean {
    try {
      return this.#write(value);
    } catch (error) {
      // A getter's: told as everywhere.
      demandCopyable(value, COMPLAINT);
      throw error;
    }
  }

  /** Writes the compact form; false when the value has none. */
  #write(value: unknown): boolean {
    switch (typeof value) {
      case 'number':
        return this.#writeNumber(value);
      case 'string':
        return this.#writeString(value);
      case 'object':
        return value === null ? this.#push(NULL) : this.#writeObject(value);
      case 'boolean':
        return this.#push(value ? TRUE : FALSE);
      case 'undefined':
        return this.#push(UNDEFINED);
      case 'bigint':
        return this.#push(BIGINT) && this.#writeString(String(value));
      default:
        return false;
    }
  }

  #writeNumber(value: number): true {
    if (this.length + 3 > this.words.length) this.reserve(this.length + 3);
    const { words, length } = this;
    if ((value << TAG_BITS) >> TAG_BITS === value && !Object.is(value, -0)) {
      words[length] = (value << TAG_BITS) | INT;
      this.length = length + 1;
    } else {
      float[0] = value;
      words[length] = FLOAT;
      words[length + 1] = floatWords[0] as number;
      words[length + 2] = floatWords[1] as number;
      this.length = length + 3;
    }
    return true;
  }

  #writeString(text: string): true {
    const count = text.length;
    if (count > MAX_SHORT || !this.#writeLatin(text)) {
      this.#push(UTF16);
      this.#push(count);
      this.#bytes(2 * count).write(text, 'utf16le');
    }
    return true;
  }

  #writeLatin(text: string): boolean {
    const start = this.length;
    this.#push((text.length << TAG_BITS) | LATIN);
    for (let i = 0; i < text.length; i += 4) {
      const [a, b] = [text.charCodeAt(i), text.charCodeAt(i + 1)];
      const [c, d] = [text.charCodeAt(i + 2), text.charCodeAt(i + 3)];
      // Behind the end charCodeAt is NaN, which counts as 0 here.
      if ((a | b | c | d) > 255) {
        this.length = start;
        return false;
      }
      this.#push(a | (b << 8) | (c << 16) | (d << 24));
    }
    return true;
  }

  #writeObject(value: object): boolean {
    if (this.#seen.length === MAX_OBJECTS || this.#seen.includes(value)) return false;
    this.#seen.push(value);
    const isArray = Array.isArray(value);
    if (!isArray && Object.getPrototypeOf(value) !== Object.prototype) return false;
    const keys = Object.keys(value);
    this.#push((keys.length << TAG_BITS) | (isArray ? ARRAY : OBJECT));
    if (isArray) {
      // Neither holes nor names, which come last, besides the numbers.
      const last = keys.length > 0 ? keys[keys.length - 1] : '-1';
      if (keys.length !== value.length || last !== String(keys.length - 1)) return false;
      for (const item of value) if (!this.#write(item)) return false;
      return true;
    }
    for (const key of keys) {
      if (key === '__proto__') return false;
      this.#writeKey(key);
      if (!this.#write((value as Record<string, unknown>)[key])) return false;
    }
    return true;
  }

  #writeKey(key: string): void {
    const known = keyWords.get(key);
    if (known) {
      for (const word of known) this.#push(word);
      return;
    }
    const start = this.length;
    this.#writeString(key);
    if (keyWords.size === MAX_KEYS) return;
    keyWords.set(key, [...this.words.subarray(start, this.length)]);
  }

  #read(): unknown {
    const head = this.#next();
    const count = head >>> TAG_BITS;
    switch (head & TAG) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case INT:
        return head >> TAG_BITS;
      case FLOAT:
        floatWords[0] = this.#next();
        floatWords[1] = this.#next();
        return float[0];
      case LATIN:
        return this.#readLatin(count);
      case UTF16:
        return this.#take(2 * this.#next()).toString('utf16le');
      case BIGINT:
        return BigInt(this.#read() as string);
      case ARRAY:
        return Array.from({ length: count }, () => this.#read());
      case OBJECT: {
        const object: Record<string, unknown> = {};
        for (let i = 0; i < count; i++) object[this.#readKey()] = this.#read();
        return object;
      }
      default:
        // Into memory of its own: what comes out may point into it.
        return fromBytes(Buffer.from(this.#take(this.#next())));
    }
  }

  #readLatin(count: number): string {
    let text = '';
    for (let i = 0; i < count; i++) {
      const word = this.words[this.#at + (i >> 2)] as number;
      text += String.fromCharCode((word >>> (8 * (i & 3))) & 255);
    }
    this.#at += (count + 3) >> 2;
    return text;
  }

  /** Keys come again and again, and are dear to make of their letters. */
  #readKey(): string {
    const { words } = this;
    const start = this.#at;
    const mixed = Math.imul((words[start] as number) ^ (words[start + 1] as number), MIX);
    const known = keysRead[mixed >>> 24];
    if (known?.words.every((word, i) => word === words[start + i])) {
      this.#at += known.words.length;
      return known.key;
    }
    const key = this.#read() as string;
    keysRead[mixed >>> 24] = { key, words: [...words.subarray(start, this.#at)] };
    return key;
  }

  #next(): number {
    return this.words[this.#at++] as number;
  }

  #take(count: number): Buffer {
    const bytes = Buffer.from(this.words.buffer, 4 * this.#at, count);
    this.#at += (count + 3) >> 2;
    return bytes;
  }
}

/** The largest buffer that is kept for the next value, in words. */
const MAX_SPARE = 2 ** 18;
let spare: Packet | undefined;

/** A packet for a moment: give it back with {@link returnPacket}. */
export function borrowPacket(): Packet {
  const packet = spare ?? new Packet();
  spare = undefined;
  return packet;
}

export function returnPacket(packet: Packet): void {
  if (packet.words.length <= MAX_SPARE) spare = packet;
}

/** Any value that can be copied as bytes, and back: for queues, pipes and managers. */
import { Deserializer, deserialize, Serializer, serialize } from 'node:v8';
import { demandCopyable, reasonOf } from './copyable.ts';

// Not v8.serialize: it writes typed arrays as views of one buffer, where a reader finds
// the bytes of all of them. Bun has that right, and lacks the classes.
const { bun } = process.versions;

/**
 * @param complaint begins the error's message: what cannot be done. Without it, the value
 *   is known to be copyable.
 * @throws {TypeError} when the value cannot be copied to another process.
 */
export function toBytes(value: unknown, complaint?: string): Buffer {
  if (complaint !== undefined) demandCopyable(value, complaint);
  try {
    if (bun) return serialize(value);
    const serializer = new Serializer();
    serializer.writeHeader();
    serializer.writeValue(value);
    return serializer.releaseBuffer();
  } catch (error) {
    // Such as a Blob: a thread could have it.
    const why = `it cannot be copied: ${reasonOf(error)}`;
    throw new TypeError(`${complaint ?? 'Cannot send this'}: ${why}`, { cause: error });
  }
}

/** @param bytes in memory of their own: what comes out may point into it. */
export function fromBytes(bytes: Buffer): unknown {
  if (bun) return deserialize(bytes);
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

/**
 * Any value that can be copied as bytes, and back: for queues, pipes and managers.
 *
 * Internal to the core.
 */
import { Deserializer, deserialize, Serializer, serialize } from 'node:v8';

// Not v8.serialize: it writes typed arrays as views of one buffer, where a reader finds
// the bytes of all of them. Bun has that right, and lacks the classes.
const { bun } = process.versions;

export function toBytes(value: unknown): Buffer {
  if (bun) return serialize(value);
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

/** @param bytes in memory of their own: what comes out may point into it. */
export function fromBytes(bytes: Buffer): unknown {
  if (bun) return deserialize(bytes);
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

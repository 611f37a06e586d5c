/**
 * Finds shared primitives in a message. Structured clone keeps their fields, and so the
 * shared memory, but drops their class; the field `kind` says which one it was.
 *
 * Internal to the core.
 */

/** A primitive that has come through structured clone, and where its class stands. */
export interface Found {
  primitive: object;
  file: string;
  className: string;
}

/** All primitives in a message, also inside arrays, plain objects, Maps and Sets. */
export function* primitivesIn(message: unknown): Generator<Found> {
  for (const value of objectsIn(message)) {
    const kind = 'kind' in value && typeof value.kind === 'string' ? value.kind : '';
    const [, file, className] = /^([a-z-]+\.ts)#(\w+)$/.exec(kind) ?? [];
    if (file && className) yield { primitive: value, file, className };
  }
}

/** Every object in a message, itself included, each once. */
export function objectsIn(message: unknown): Set<object> {
  const objects = new Set<object>();
  const add = (value: unknown) => {
    if (typeof value === 'object' && value !== null) objects.add(value);
  };
  add(message);
  // A Set's iteration goes on to what is added meanwhile: no recursion, however deep.
  for (const object of objects) {
    if (object instanceof Map) [...object].flat().forEach(add);
    else if (object instanceof Set) object.forEach(add);
    else if (!ArrayBuffer.isView(object)) Object.values(object).forEach(add);
  }
  return objects;
}

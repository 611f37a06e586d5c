/** What becomes of an object's class when the object is copied. */
import { deserialize, serialize } from 'node:v8';

/** Whether one of these classes has any, besides its constructor. */
export function hasMethods(prototypes: object[]): boolean {
  return prototypes.some((each) => Object.getOwnPropertyNames(each).length > 1);
}

/** What is known of the classes met so far: asked once, as to ask copies an instance. */
const knownWhole = new WeakMap<object, boolean>();
const knownAsBytes = new WeakMap<object, boolean>();

/** Whether it has no methods, or is of a class of the system's that keeps them. */
export function arrivesWhole(value: object, prototypes: object[]): boolean {
  const [prototype = value] = prototypes;
  const whole =
    knownWhole.get(prototype) ??
    (!hasMethods(prototypes) ||
      Object.getPrototypeOf(structuredClone(value)) === prototype);
  knownWhole.set(prototype, whole);
  return whole;
}

/** Also where nothing is shared: compiled code and keys of the system's do not. */
export function arrivesAsBytes(value: object, prototypes: object[]): boolean {
  const [prototype = value] = prototypes;
  const whole = knownAsBytes.get(prototype) ?? isSameAsBytes(value);
  knownAsBytes.set(prototype, whole);
  return whole;
}

function isSameAsBytes(value: object): boolean {
  try {
    const copy: unknown = deserialize(serialize(value));
    // A class without methods is not kept, and need not be.
    const isKept = Object.getPrototypeOf(copy) === Object.getPrototypeOf(value);
    return isKept || !hasMethods(prototypesOf(value));
  } catch {
    return false;
  }
}

/** The classes of an object, from its own upwards, without Object. */
export function prototypesOf(value: object): object[] {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return [];
  return [prototype, ...prototypesOf(prototype)];
}

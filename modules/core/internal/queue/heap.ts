/**
 * A heap of items by priority, a skew heap: short, and no item ever moves. It lives in the
 * words that an item memory leaves to its owner.
 *
 * Internal to the core.
 */
import { type ItemMemory, NIL } from './item-memory.ts';

// The words of an item: two heaps below it, its priority, a float of two words, and its
// number, which decides between equal ones.
const LEFT = 0;
const RIGHT = 1;
const PRIORITY = 2;
const NUMBER = 4;
const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/**
 * Adds an item to a heap.
 *
 * @param root the smallest item, NIL for an empty heap.
 * @param number grows from item to item, and may wrap around.
 * @returns the smallest item now.
 */
export function addToHeap(
  memory: ItemMemory,
  root: number,
  item: number,
  priority: number,
  number: number,
): number {
  float[0] = priority;
  memory.set(item, LEFT, NIL);
  memory.set(item, RIGHT, NIL);
  memory.set(item, PRIORITY, floatWords[0] as number);
  memory.set(item, PRIORITY + 1, floatWords[1] as number);
  memory.set(item, NUMBER, number);
  return merge(memory, root, item);
}

/** The smallest item of a heap without its root; NIL when there is none. */
export function withoutRoot(memory: ItemMemory, root: number): number {
  return merge(memory, memory.get(root, LEFT), memory.get(root, RIGHT));
}

/** Merges two heaps: the smaller root stays, and its right heap goes on with the other. */
function merge(memory: ItemMemory, a: number, b: number): number {
  if (a === NIL || b === NIL) return a === NIL ? b : a;
  let [top, rest] = isBefore(memory, a, b) ? [a, b] : [b, a];
  const root = top;
  for (;;) {
    // The two sides change places at each step, which keeps the heap flat on average.
    const next = memory.get(top, RIGHT);
    memory.set(top, RIGHT, memory.get(top, LEFT));
    const below = next !== NIL && isBefore(memory, next, rest) ? next : rest;
    memory.set(top, LEFT, below);
    if (next === NIL) return root;
    rest = below === next ? rest : next;
    top = below;
  }
}

function isBefore(memory: ItemMemory, a: number, b: number): boolean {
  const [first, second] = [priorityOf(memory, a), priorityOf(memory, b)];
  if (first !== second) return first < second;
  return ((memory.get(a, NUMBER) - memory.get(b, NUMBER)) | 0) < 0;
}

function priorityOf(memory: ItemMemory, item: number): number {
  floatWords[0] = memory.get(item, PRIORITY);
  floatWords[1] = memory.get(item, PRIORITY + 1);
  return float[0] as number;
}

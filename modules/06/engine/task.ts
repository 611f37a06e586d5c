/** What a job is while it travels: the name of a function, and its item as JSON. */
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Delivery } from './contract.ts';

/** A function, named so that every machine with a copy of the project finds it. */
export interface TaskName {
  /** From this folder on: `../flow.ts`. */
  module: string;
  task: string;
}

/** One delivery of a job. */
export interface Call extends TaskName {
  item: unknown;
  delivery: Delivery;
}

/** How a delivery went; neither of them when the function returned nothing. */
export interface Outcome {
  result?: unknown;
  /** Class and message of what was thrown: `RangeError: too large`. */
  error?: string;
  stack?: string | undefined;
}

/**
 * A job has failed for good. What was thrown may be far away, so of the error only
 * its class and its words come back.
 */
export class JobError extends Error {
  override readonly name = 'JobError';
  /** Class and message of what was thrown, or what became of the workers. */
  readonly reason: string;

  constructor(task: string, reason: string) {
    super(`${task}: ${reason}`);
    this.reason = reason;
  }
}

/** How many workers may die of a job before it is called poisonous, and has failed. */
export const DEADLY = 5;

/** The reason then. */
export const poison = `its worker died ${DEADLY} times`;

const HERE = import.meta.dirname;

/** What jobs call a module, on every machine: its path from this folder on. */
export function moduleName(path: string): string {
  return relative(HERE, path).split(sep).join('/');
}

/** @throws {TypeError} unless the function has a name to be found by. */
export function nameOf(meta: ImportMeta, fn: unknown): TaskName {
  if (typeof fn !== 'function' || fn.name === '') {
    throw new TypeError('A task must be a function that the module exports by its name');
  }
  return { module: moduleName(fileURLToPath(meta.url)), task: fn.name };
}

type Callable = (...args: unknown[]) => unknown;

/** What was found before: to import a module again takes longer than to call a thread. */
const found = new Map<string, Callable>();

/**
 * Finds the function of a job, in a module that the runner was made for.
 *
 * @throws {TypeError} when there is no such function.
 */
export async function load({ module, task }: TaskName): Promise<Callable> {
  const key = `${module} ${task}`;
  const fn = found.get(key) ?? (await find(module, task));
  found.set(key, fn);
  return fn;
}

async function find(module: string, task: string): Promise<Callable> {
  const path = resolve(HERE, module);
  const exported: unknown = (await import(pathToFileURL(path).href))[task];
  if (typeof exported === 'function') return exported as Callable;
  throw new TypeError(
    `'${module}' exports no function '${task}'; write 'export' before it`,
  );
}

/**
 * A value as it comes out on the other side. The pool could carry more than JSON does; a
 * job that needed that would fail on the day it moves to a second machine.
 *
 * @throws {TypeError} when JSON would carry something else: a Map, a Date, NaN, a bigint.
 */
export function throughJson<T>(value: T, what: string): T {
  const text = asText(value);
  const copy = text === undefined ? undefined : JSON.parse(text);
  if (isDeepStrictEqual(copy, value)) return copy;
  throw new TypeError(`${what} cannot travel: JSON would carry it as ${text}`);
}

/** Undefined for what JSON has no text for at all. */
function asText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * What each thread of the explorer does for a thread of a program, and one for what main
 * did meanwhile. Its URL's query says where the targets are: they are loaded before a
 * schedule begins, since a schedule cannot wait for files.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { currentThread } from '../../../modules/core/current-thread.ts';
import type { Event } from '../../../modules/core/event.ts';

/** A thread of the program. */
export interface Part {
  url: string;
  exportName: string;
  /** Under which names what it was given is among what is shared. */
  args: string[];
  /** The events for which it waits at first, and that it sets at its end, if any. */
  begin?: string | undefined;
  end?: string | undefined;
}

/** What main does: calls a method of what stands there. */
export interface Line {
  path: string[];
  method: string;
  args: unknown[];
}

export type Shared = Record<string, unknown> & { main: Line[] };

type Target = (...args: unknown[]) => unknown;

const query = new URL(import.meta.url).searchParams.get('parts');
const parts: Part[] = query && !isMainThread ? JSON.parse(query) : [];
const targets: Target[] = [];
for (const { url, exportName } of parts) {
  targets.push((await import(url))[exportName]);
}
if (parts.length > 0) {
  // Thousands of schedules would print each line thousands of times.
  fs.writeSync = () => Number.MAX_SAFE_INTEGER;
  syncBuiltinESMExports();
}

export function thread(shared: Shared): unknown {
  const me = Number(currentThread().name.replace('Worker-', '')) - 1;
  const { args, begin, end } = parts[me] as Part;
  if (begin) (shared[begin] as Event).wait();
  const result = (targets[me] as Target)(...args.map((name) => shared[name]));
  if (!end) return result;
  const tell = () => (shared[end] as Event).set();
  if (!(result instanceof Promise)) tell();
  else void result.then(tell, () => {});
  return result;
}

export function main(shared: Shared): void {
  for (const { path, method, args } of shared.main) {
    const object = path.reduce<object>((owner, key) => Reflect.get(owner, key), shared);
    Reflect.apply(Reflect.get(object, method), object, args);
  }
}

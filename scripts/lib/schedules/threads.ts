/** Takes the threads of a program through all their schedules, as main was seen to use them. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Event } from '../../../modules/core/event.ts';
import { explore, type Failure } from '../../../modules/core/explore.ts';
import { MAX_THREADS } from '../../../modules/core/internal/explore/layout.ts';
import { isCore } from '../../../modules/core/internal/explore/memory.ts';
import { objectsIn } from '../../../modules/core/revive.ts';
import { SharedArray, SharedValue } from '../../../modules/core/shared.ts';
import { Thread } from '../../../modules/core/thread.ts';
import type { Line, Part, Shared } from './parts.ts';
import * as roles from './parts.ts';
import type { Deed, Recording } from './record.ts';

/** How one schedule has ended. */
export interface End {
  /** What the threads have returned, in the order of their starts. */
  results: unknown[];
  /** What is in the shared numbers, each number and each array. */
  numbers: number[][];
}

/** What was found. */
export interface Explored {
  /** How many of its threads were explored, the first ones, and how many it has. */
  threads: number;
  of: number;
  /** How many schedules are right, and up to how many preemptions these are all. */
  schedules: number;
  preemptions: number | undefined;
  failure?: { message: string; trace: string } | undefined;
}

/** How often a thread may be held up; few faults need more. */
const MAX_PREEMPTIONS = 2;
/** A schedule that has more never ends. */
const MAX_STEPS = 1000;

const PARTS = new URL('./parts.ts', import.meta.url).href;

export interface Demands {
  /** Says what is wrong at an end, or true. */
  holds: (end: End) => true | string;
  /** Whether the program, run as it is, has thrown. */
  hasFailed: boolean;
  /** How long it may take. */
  ms: number;
}

/** @throws {Error} when they cannot be explored: why. */
export async function exploreThreads(
  recording: Recording,
  { holds, hasFailed, ms }: Demands,
): Promise<Explored> {
  const { shared, parts, names } = describe(recording);
  const url = `${PARTS}?parts=${encodeURIComponent(JSON.stringify(parts))}`;
  const scenario = {
    make: () => {
      recording.restore();
      return shared;
    },
    threads: names.map((_, i) => (i < parts.length ? roles.thread : roles.main)),
    races: false,
  };
  const endOf = (run: { shared: Shared; results: unknown[] }) =>
    holds({
      results: run.results.slice(0, parts.length),
      numbers: numbersIn(run.shared),
    });
  const end = performance.now() + ms;
  const results = recording.started.map(({ result }) => result);
  if (!hasFailed && endOf({ shared, results }) !== true) {
    // It may be that it is not what the demands are about; then no schedule is to blame.
    const found = await explore({ url } as ImportMeta, {
      ...scenario,
      check: (run) => endOf(run) !== true,
      limit: { ms: ms / 2, steps: MAX_STEPS },
    });
    if (found.failure?.message !== 'the check says no') {
      throw new Error('it is right in none that was found');
    }
  }
  const check = (run: { shared: Shared; results: unknown[] }) => {
    const said = endOf(run);
    if (said !== true) throw new Wrong(said);
  };
  const explored: Explored = {
    threads: parts.length,
    of: recording.started.length,
    schedules: 0,
    preemptions: undefined,
  };
  for (let preemptions = 0; preemptions <= MAX_PREEMPTIONS; preemptions++) {
    for (const all of [false, true]) {
      const ms = Math.max(end - performance.now(), 1);
      const limit = { ms, schedules: Number.POSITIVE_INFINITY, steps: MAX_STEPS };
      const found = await explore({ url } as ImportMeta, {
        ...scenario,
        ...{ check, preemptions, all, limit },
      });
      if (found.failure) {
        // Others could have gone on: that it asks them again and again may be all right.
        const { kind, schedule } = found.failure;
        if (kind === 'endless' && schedule.length > MAX_STEPS / 2) {
          throw new Error('it asks again and again, in some for ever');
        }
        return { ...explored, failure: inWords(found.failure, names) };
      }
      if (!found.complete) return explored;
      if (all) {
        explored.schedules = found.schedules;
        explored.preemptions = preemptions;
      }
    }
  }
  return explored;
}

/** What a check says: it stands for itself. */
class Wrong extends Error {
  override name = 'Wrong';
}

function describe({ started, deeds, rounds }: Recording) {
  // The main thread takes part, too.
  const fits = (count: number) => count < MAX_THREADS;
  const count = fits(started.length) ? started.length : (rounds.findLast(fits) ?? 0);
  if (count === 0) throw new Error(`${started.length} threads at once are too many`);
  const shared: Shared = { main: [] };
  const parts = started.slice(0, count).map(({ task, thread }): Part => {
    const { url, exportName, args } = task;
    if (Object.getPrototypeOf(thread) !== Thread.prototype) {
      throw new Error('a thread is of a class of its own');
    }
    const part = { url, exportName, args: [] };
    return { ...part, args: share(args, parametersOf(part), shared) };
  });
  const names = started.slice(0, count).map(({ name }) => name);
  const next = deeds.findIndex((each) => each.deed === 'start' && each.thread >= count);
  const own = next < 0 ? deeds : deeds.slice(0, next);
  shared.main = linesOf(own, { names, parts, shared });
  if (shared.main.length > 0) names.push('MainThread');
  return { shared, parts, names };
}

/** Puts what a thread was given among what is shared, under the names of its parameters. */
function share(args: unknown[], names: string[], shared: Shared): string[] {
  return args.map((value, i) => {
    const wanted = names[i] || `argument${i + 1}`;
    for (let n = 1; ; n++) {
      const name = n === 1 ? wanted : `${wanted}${n}`;
      if (name in shared && shared[name] !== value) continue;
      shared[name] = value;
      return name;
    }
  });
}

/** Of its target, as they stand in the source. */
function parametersOf({ url, exportName }: Part): string[] {
  const source = readFileSync(fileURLToPath(url), 'utf8').replaceAll('=>', '');
  const [start] =
    new RegExp(`\\bfunction\\s+${exportName}\\s*(<[^(]*>)?\\(`).exec(source) ?? [];
  const rest = start ? source.slice(source.indexOf(start) + start.length) : ')';
  const parameters = [''];
  let depth = 0;
  for (const character of rest) {
    if (depth === 0 && character === ')') break;
    if ('([{<'.includes(character)) depth++;
    if (')]}>'.includes(character)) depth--;
    if (depth === 0 && character === ',') parameters.push('');
    else parameters[parameters.length - 1] += character;
  }
  return parameters.map((text) => /^\s*(\w+)/.exec(text)?.[1] ?? '');
}

/** What main does, from where a thread could notice it until where the last one could. */
function linesOf(
  deeds: Deed[],
  { names, parts, shared }: { names: string[]; parts: Part[]; shared: Shared },
): Line[] {
  const lines: Line[] = [];
  const event = (name: string, method: string) => {
    shared[name] = new Event();
    lines.push({ path: [name], method, args: [] });
    return name;
  };
  const last = deeds.findLastIndex(({ deed }) => deed !== 'join');
  const first = deeds.findIndex(({ deed }) => deed !== 'start');
  for (const [i, each] of deeds.entries()) {
    if (i < first || i > last) continue;
    if (each.deed === 'call') {
      const path = pathTo(each.object, shared);
      // The face for the event loop and the blocking one are two of one operation.
      const method = each.method.replace(/Async$/, '');
      if (path) lines.push({ path, method, args: each.args.filter(isNoOption) });
      continue;
    }
    const part = parts[each.thread] as Part;
    const name = names[each.thread];
    if (each.deed === 'start') part.begin = event(`the start of ${name}`, 'set');
    else part.end = event(`the end of ${name}`, 'wait');
  }
  return lines;
}

/** Main has waited long enough, or it would not have come so far. */
function isNoOption(arg: unknown): boolean {
  const isObject = typeof arg === 'object' && arg !== null;
  return !isObject || !('timeout' in arg || 'signal' in arg);
}

/** The way to a primitive; through another one only to its lock, as the rest is its own. */
function pathTo(wanted: object, shared: object): string[] | undefined {
  const seen = new Set<unknown>();
  const find = (value: unknown, path: string[]): string[] | undefined => {
    if (value === wanted) return path;
    if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
    if (ArrayBuffer.isView(value)) return undefined;
    seen.add(value);
    for (const key of isCore(value) ? ['lock'] : Object.keys(value)) {
      const found = find(Reflect.get(value, key), [...path, key]);
      if (found) return found;
    }
    return undefined;
  };
  return find(shared, []);
}

function numbersIn(shared: object): number[][] {
  const found: number[][] = [];
  for (const each of objectsIn(shared)) {
    if (each instanceof SharedValue || each instanceof SharedArray) {
      found.push(Array.from(each.view));
    }
  }
  return found;
}

/** With the names that the program's threads have. */
function inWords(
  { kind, message, trace }: Failure,
  names: string[],
): Explored['failure'] {
  const renamed = (text: string) =>
    text.replace(/Worker-(\d+)/g, (all, n) => names[Number(n) - 1] ?? all);
  const threads = trace.threads.map(renamed);
  const steps = trace.steps.map(({ thread, text, ...place }) => ({
    thread: renamed(thread),
    text: shortened(renamed(text)),
    ...(place.file === basename(PARTS) ? {} : place),
  }));
  const said = renamed(message.replace(/^Wrong: /, ''));
  if (kind === 'endless') steps.splice(onceAround(steps));
  Object.assign(trace, { threads, steps, end: `=> ${said}` });
  return { message: said, trace: trace.toString() };
}

/** The events that stand for starts and ends are none of the program's. */
function shortened(text: string): string {
  return text
    .replace(/^sets the start of (.*)$/, 'starts $1')
    .replace(/^need not wait for the start of .* any more$/, 'begins')
    .replace(/^sets the end of .*$/, 'ends')
    .replace(/^need not wait for the end of (.*) any more$/, 'has joined $1');
}

/** Up to where it goes once through what it repeats without an end. */
function onceAround(steps: readonly { thread: string; text: string }[]): number {
  const words = steps.map(({ thread, text }) => `${thread} ${text}`);
  const period = words.length - 1 - words.lastIndexOf(words.at(-1) as string, -2);
  let first = words.length - period;
  while (first > 0 && words[first - 1] === words[first - 1 + period]) first--;
  return first + period;
}

import { readFile, writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Where a thread was met most often. */
export interface HotSpot {
  /** The function's name; `(anonymous)` if it has none, `(none)` if none was met. */
  name: string;
  /** How often the profiler met the thread in this function, not in one it calls. */
  samples: number;
  /** How many percent of the samples in all functions of files that is; not rounded. */
  percent: number;
  /** How long the profile is, in milliseconds. */
  ms: number;
}

/**
 * Does some work under the profiler, which looks about every millisecond where this
 * thread is. Other threads are not seen: each has to profile itself. What else this thread
 * does, while async work waits, is seen as well.
 *
 * Python: `cProfile.Profile().runcall(work)`. That one counts calls, and slows them down;
 * this one takes samples, and is hardly felt.
 *
 * @param file where the profile goes: a .cpuprofile, which Chrome's DevTools and VS Code
 *   open too. An older one is overwritten.
 * @param work may be async.
 * @returns what the work returns, when the file is written.
 * @throws what the work throws: then there is no file; and if it is not writable.
 */
export async function profiled<T>(file: string, work: () => T): Promise<Awaited<T>> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    await writeFile(file, JSON.stringify(profile));
    return result;
  } finally {
    session.disconnect(); // which stops the profiler, if it still runs
  }
}

/**
 * Finds the function of a file in which most of a profile's samples are. What is not from
 * a file does not count: (garbage collector) and (program), which are the engine's, what
 * is built into it, and what belongs to the runtime.
 *
 * @param file a .cpuprofile, as {@link profiled} writes it.
 */
export async function hotSpotOf(file: string): Promise<HotSpot> {
  const profile: Profiler.Profile = JSON.parse(await readFile(file, 'utf8'));
  // A function has a node for each way in which it was called; others may have its name.
  const functions = new Map<string, { name: string; samples: number }>();
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    const { functionName: name, url, lineNumber, columnNumber } = callFrame;
    if (!url.startsWith('file:')) continue;
    const key = `${url}:${lineNumber}:${columnNumber}:${name}`;
    const samples = (functions.get(key)?.samples ?? 0) + hitCount;
    functions.set(key, { name: name || '(anonymous)', samples });
  }
  let hottest = { name: '(none)', samples: 0 };
  let all = 0;
  for (const one of functions.values()) {
    if (one.samples > hottest.samples) hottest = one;
    all += one.samples;
  }
  const percent = all > 0 ? (100 * hottest.samples) / all : 0;
  return { ...hottest, percent, ms: (profile.endTime - profile.startTime) / 1000 };
}

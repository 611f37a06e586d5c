import { readFile, writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Where a thread was met most often. */
export interface HotSpot {
  /** The function's name. */
  name: string;
  /** How often the profiler met the thread in this function itself, not in one it calls. */
  samples: number;
  /** How many percent of the samples in any function that is. */
  percent: number;
  /** How long the profile is, in milliseconds. */
  ms: number;
}

/**
 * Does some work under the profiler, which looks every millisecond where this thread is.
 * Other threads are not seen: each has to profile itself.
 *
 * Python: `cProfile.Profile().runcall(work)`. That one counts calls, and slows them down;
 * this one takes samples, and is hardly felt.
 *
 * @param file where the profile goes: a .cpuprofile, which Chrome's DevTools and VS Code
 *   open too.
 * @returns what the work returns.
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
    session.disconnect();
  }
}

/** Reads a .cpuprofile, and finds the function in which most of the samples are. */
export async function hotSpotOf(file: string): Promise<HotSpot> {
  const profile: Profiler.Profile = JSON.parse(await readFile(file, 'utf8'));
  // A function has a node for each way in which it was called.
  const samples = new Map<string, number>();
  for (const { callFrame, hitCount = 0 } of profile.nodes) {
    const name = callFrame.functionName || 'anonymous';
    samples.set(name, (samples.get(name) ?? 0) + hitCount);
  }
  // What has brackets, like (garbage collector), is the engine's own: no function at all.
  const own = [...samples].filter(([name]) => !name.startsWith('('));
  const all = own.reduce((sum, [, n]) => sum + n, 0);
  const [[name, most] = ['nothing', 0]] = own.sort(([, a], [, b]) => b - a);
  const ms = (profile.endTime - profile.startTime) / 1000;
  return { name, samples: most, percent: Math.round((100 * most) / all), ms };
}

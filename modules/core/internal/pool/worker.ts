/**
 * What pool-map.ts lets a pool's workers do: one chunk of calls after the other.
 *
 * Internal to the core.
 */
import { type Packed, packError } from '../message/packed-error.ts';
import { loadTask, type Task } from '../message/task.ts';

/** Many calls of one function; `args` holds what each is called with. */
export interface Chunk extends Task {
  /** Whether that is a list of arguments each, or one argument. */
  spread: boolean;
}

/** The results, and the first error, if there was one; the calls after it were done too. */
export interface ChunkOutcome {
  results: unknown[];
  error?: Packed;
}

export async function runChunk(chunk: Chunk): Promise<ChunkOutcome> {
  const outcome: ChunkOutcome = { results: [] };
  try {
    const { exported, args } = await loadTask(chunk);
    for (const each of args) {
      try {
        const result = chunk.spread ? exported(...(each as unknown[])) : exported(each);
        outcome.results.push(sendable(await result, chunk.exportName));
      } catch (error) {
        outcome.error ??= packError(error);
      }
    }
  } catch (error) {
    // The function was not found.
    outcome.error = packError(error);
  }
  return outcome;
}

/** @throws {TypeError} when it cannot be sent: a worker that tries to do so dies. */
function sendable(result: unknown, name: string): unknown {
  if (!['object', 'function', 'symbol'].includes(typeof result)) return result;
  try {
    structuredClone(result);
  } catch (error) {
    throw new TypeError(
      `Cannot return the result of '${name}': ${(error as Error).message}`,
      { cause: error },
    );
  }
  return result;
}

/**
 * What pool-map.ts lets a pool's workers do: one chunk of calls after the other.
 *
 * Internal to the core.
 */
import { Piscina } from 'piscina';
import { reviveAll } from '../../revive.ts';
import { demandCopyable, portsIn } from '../message/copyable.ts';
import { type Packed, packError } from '../message/packed-error.ts';
import { loadTask, type Task } from '../message/task.ts';

/** Many calls of one function; `args` holds what each is called with. */
export interface Chunk extends Task {
  /** Whether that is a list of arguments each, or one argument. */
  spread: boolean;
}

/** The results up to the first error, and that, if there was one; all calls were made. */
export interface ChunkOutcome {
  results: unknown[];
  error?: Packed;
}

type Loaded = Awaited<ReturnType<typeof loadTask>>['exported'];

/** To import a module again takes longer than to call a worker. */
const loaded = new Map<string, Loaded>();

export async function runChunk(chunk: Chunk): Promise<unknown> {
  const outcome: ChunkOutcome = { results: [] };
  try {
    const fn = await load(chunk);
    for (const each of await reviveAll(chunk.args)) {
      try {
        const result = await (chunk.spread ? fn(...(each as unknown[])) : fn(each));
        // Before it is sent: a worker dies of what it cannot send.
        const complaint = `Cannot return the result of '${chunk.exportName}'`;
        demandCopyable(result, complaint, { shared: true });
        if (!outcome.error) outcome.results.push(result);
      } catch (error) {
        outcome.error ??= packError(error);
      }
    }
  } catch (error) {
    // The function was not found.
    outcome.error = packError(error);
  }
  const [move, value] = [Piscina.transferableSymbol, Piscina.valueSymbol];
  return Piscina.move({ [move]: portsIn(outcome.results), [value]: outcome } as never);
}

async function load(chunk: Chunk): Promise<Loaded> {
  const key = `${chunk.url}#${chunk.exportName}`;
  const fn = loaded.get(key) ?? (await loadTask({ ...chunk, args: [] })).exported;
  loaded.set(key, fn);
  return fn;
}

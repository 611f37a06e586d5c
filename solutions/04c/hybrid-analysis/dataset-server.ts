import { type Served, serve } from '../../../modules/04c/api/serve.ts';
import { Barrier } from '../../../modules/core/barrier.ts';
import type { Semaphore } from '../../../modules/core/semaphore.ts';
import { sleep } from '../../../modules/core/time.ts';

/** The datasets that there are. */
export const IDS = ['DS001', 'DS002', 'DS003', 'DS004'];

/** A dataset, as it comes from the server. */
export interface Dataset {
  id: string;
  numbers: number[];
  /** How many analyses of others the server has waited for, before it sent this one. */
  waitedFor: number;
}

/**
 * Starts a server of datasets. It begins to answer once asked for all of them, and
 * keeps DS001 back until the three others have been analysed.
 *
 * @param analysed gets a permit for each analysis.
 */
export function startDatasetServer(analysed: Semaphore): Promise<Served> {
  const together = new Barrier(IDS.length);
  return serve(async ({ url = '' }, response) => {
    const id = url.slice(1);
    await together.waitAsync({ timeout: 5000 }).catch(() => {});
    await sleep(300);
    const keptBack = id === 'DS001' && !together.broken;
    const waitedFor = keptBack ? await others(analysed) : 0;
    const count = 10_000 * (IDS.length - IDS.indexOf(id));
    const numbers = Array.from({ length: count }, (_, n) => 1 + ((n * 7919) % 1000));
    response.end(JSON.stringify({ id, numbers, waitedFor } satisfies Dataset));
  });
}

/** Waits for the other analyses, but not for ever; returns how many there were. */
async function others(analysed: Semaphore): Promise<number> {
  let seen = 0;
  while (seen < IDS.length - 1 && (await analysed.acquireAsync({ timeout: 10_000 }))) {
    seen++;
  }
  return seen;
}

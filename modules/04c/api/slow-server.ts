import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { Barrier } from '../../core/barrier.ts';
import { sleep } from '../../core/time.ts';
import { type Served, serve } from './serve.ts';

/** A running slow server. */
export interface SlowServer extends Served {
  /** How many requests it has had in hand at the same time, at most. */
  readonly mostAtOnce: number;
}

/**
 * Starts a server on loopback that takes its time, and counts its visitors. It answers
 * with the path that it was asked for.
 *
 * @param options.delay how long an answer takes, in milliseconds.
 * @param options.visitors with how many at once it begins to answer: so that they are
 *   there together, however long each of them took to start. Default: 1.
 * @returns the server; `await using` stops it at the end of the block.
 *
 * @example
 * ```ts
 * import { ask, startSlowServer } from './api/slow-server.ts';
 *
 * await using server = await startSlowServer({ delay: 100 });
 * const answer = await ask(`${server.origin}/news`);
 * ```
 */
export async function startSlowServer({
  delay,
  visitors = 1,
}: {
  delay: number;
  visitors?: number;
}): Promise<SlowServer> {
  const expected = new Barrier(visitors);
  let now = 0;
  let mostAtOnce = 0;
  const server = await serve(async ({ url = '' }, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++now);
    await expected.waitAsync();
    await sleep(delay);
    now--;
    response.end(url.slice(1));
  });
  return {
    ...server,
    get mostAtOnce() {
      return mostAtOnce;
    },
  };
}

/** Asks a server, with the client that takes the least time to load. */
export function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => text(response).then(resolve, reject)).on(
      'error',
      reject,
    );
  });
}

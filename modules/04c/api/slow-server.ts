import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { sleep } from '../../core/time.ts';
import { type Served, serve } from './serve.ts';
import { Visitors } from './visitors.ts';

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
 * @param options.visitors how many it waits for before it begins to answer. Default: 1.
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
  visitors: expected = 1,
}: {
  delay: number;
  visitors?: number;
}): Promise<SlowServer> {
  const visitors = new Visitors(expected);
  const server = await serve(async ({ url = '' }, response) => {
    await visitors.enter();
    await sleep(delay);
    visitors.leave();
    response.end(url.slice(1));
  });
  return {
    ...server,
    get mostAtOnce() {
      return visitors.mostAtOnce;
    },
  };
}

/**
 * Asks a server, with the client that takes the least time to load.
 *
 * @throws {Error} when the server answers with an error.
 */
export async function ask(url: string): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false }, resolve).on('error', reject);
  });
  const answer = await text(response);
  if (response.statusCode !== 200) throw new Error(`${url}: ${answer}`);
  return answer;
}

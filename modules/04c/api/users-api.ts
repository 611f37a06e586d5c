import type { Event } from '../../core/event.ts';
import { type Served, serve } from './serve.ts';
import { PATIENCE, Visitors } from './visitors.ts';

/** What the API tells about a user. */
export interface User {
  id: number;
  name: string;
}

const NAMES = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances'];

/** A running API of users. */
export interface UsersApi extends Served {
  /** How many requests it has had in hand at the same time, at most. */
  readonly mostAtOnce: number;
}

/**
 * Starts an API on loopback: `GET /users/1` gives `{"id":1,"name":"Ada"}`; there are six.
 *
 * @param options.visitors how many it waits for before it begins to answer. Default: 1.
 * @param options.broken the id of a user for whom it has only errors.
 * @param options.after what the answers for some users have to wait for, by their ids.
 *
 * @example
 * ```ts
 * import { startUsersApi } from './api/users-api.ts';
 *
 * await using api = await startUsersApi();
 * const response = await fetch(`${api.origin}/users/1`);
 * ```
 */
export async function startUsersApi({
  visitors: expected = 1,
  broken,
  after = {},
}: {
  visitors?: number;
  broken?: number;
  after?: Record<number, Event>;
} = {}): Promise<UsersApi> {
  const visitors = new Visitors(expected);
  const server = await serve(async ({ url = '' }, response) => {
    await visitors.enter();
    const id = Number(/^\/users\/(\d+)$/.exec(url)?.[1]);
    const name = NAMES[id - 1];
    await after[id]?.waitAsync({ timeout: PATIENCE });
    visitors.leave();
    const status = id === broken ? 500 : name === undefined ? 404 : 200;
    const answer = status === 200 ? { id, name } : { error: `status ${status}` };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  return {
    ...server,
    get mostAtOnce() {
      return visitors.mostAtOnce;
    },
  };
}

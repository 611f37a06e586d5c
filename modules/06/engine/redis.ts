import type { RedisOptions } from 'bullmq';
import { Redis } from 'ioredis';

/** REDIS_URL does not lead to a Redis. The message shows no password. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/** How long the first connection may take, in ms. */
const PATIENCE = 4_000;

/** The wait before the next try to connect again, in ms. */
const PAUSE = 500;

/**
 * How BullMQ connects: so that it outlives a restart of Redis.
 *
 * @param options.outage for how long it tries, in ms. Default: for ever.
 */
export function connectionTo(url: string, { outage = Infinity } = {}): RedisOptions {
  return {
    url,
    // A command waits until the connection is back.
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => (tries * PAUSE > outage ? null : PAUSE),
  };
}

/**
 * Asks Redis whether it is there, so that a wrong address is an error at once and not a
 * program that waits for ever.
 *
 * @param url as in `redis://:password@host:6379`.
 * @throws {RedisError} within 5 s, which says what to do.
 */
export async function reachRedis(url: string): Promise<void> {
  const address = addressIn(url);
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason = `no answer within ${PATIENCE / 1000} s`;
  client.on('error', (error: Error & { code?: string }) => {
    reason = error.message || error.code || reason;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(reason)), PATIENCE);
  });
  try {
    await Promise.race([client.connect().then(() => client.ping()), late]);
  } catch (error) {
    // What the socket said is plainer than 'Connection is closed.'
    const said = (error as Error).message;
    throw new RedisError(
      `Cannot reach Redis at ${address}: ${/closed/.test(said) ? reason : said}. ` +
        'Start one (redis-server --port 6390), or unset REDIS_URL',
    );
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

/** What has happened, and what the driver said of it. */
export function redisError(what: string, cause: unknown): RedisError {
  return new RedisError(`${what}: ${(cause as Error).message}`, { cause });
}

/** Host and port, which may be shown. */
function addressIn(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname) return url.host;
  throw new RedisError('REDIS_URL must be of the form redis://127.0.0.1:6390');
}

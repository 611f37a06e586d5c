import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { sleep } from '../../modules/core/time.ts';

/** A Redis of our own. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** Kills it (-9). */
  kill(): Promise<void>;
  /** Starts it again, with what it has written down. */
  start(): Promise<void>;
}

/**
 * Starts a Redis on a free port of loopback, in a temporary folder. It answers only after
 * it has written down what it did, so that it can be killed at any moment.
 *
 * @param options.password what clients have to give. Default: none.
 */
export async function startRedis({ password = '' } = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const url = `redis://${password && `:${password}@`}127.0.0.1:${port}`;
  const options = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const secret = password ? ['--requirepass', password] : [];
  let server: ChildProcess;

  const start = async () => {
    server = spawn('redis-server', [...options, ...durable, ...secret], {
      stdio: 'ignore',
    });
    await answers(url);
  };
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url,
    start,
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
  client.on('error', () => {});
  // While it reads what it has written down, it answers LOADING.
  while ((await client.ping().catch(() => '')) !== 'PONG') await sleep(50);
  client.disconnect();
}

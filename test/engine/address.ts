import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openEngine } from '../../modules/06/engine/engine.ts';
import { stopwatch } from '../../modules/core/time.ts';
import { runProgram } from '../../scripts/lib/program.ts';
import { findRuntime } from '../../scripts/lib/runtimes.ts';
import { rejection } from '../core/helpers.ts';
import { freePort } from './redis-server.ts';

const WORKER = new URL('../../modules/06/engine/worker.ts', import.meta.url).pathname;
const TASKS = new URL('./tasks.ts', import.meta.url).pathname;

async function complaint(url: string): Promise<string> {
  const before = process.env.REDIS_URL;
  process.env.REDIS_URL = url;
  const watch = stopwatch();
  try {
    const error = await rejection(openEngine(import.meta, { engine: 'bullmq' }));
    assert.is(error.name, 'RedisError', error.message);
    assert.ok(watch.ms() < 5_000 + 5_000, `${watch}`); // five of them for a busy machine
    return error.message;
  } finally {
    if (before === undefined) delete process.env.REDIS_URL;
    else process.env.REDIS_URL = before;
  }
}

async function withServer(server: Server, check: (port: number) => Promise<void>) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await check((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

test('what is no URL of a Redis', async () => {
  for (const url of [
    '',
    'nonsense',
    'http://127.0.0.1:6390',
    'redis://',
    '127.0.0.1:1',
  ]) {
    const words = 'REDIS_URL must be of the form redis://127.0.0.1:6390';
    assert.is(await complaint(url), words);
  }
});

test('a port where nobody listens, without showing the password', async () => {
  const port = await freePort();
  const message = await complaint(`redis://user:secret@127.0.0.1:${port}`);
  assert.match(message, `Cannot reach Redis at 127.0.0.1:${port}: `);
  assert.match(message, 'ECONNREFUSED');
  assert.match(message, 'Start one (redis-server --port 6390), or unset REDIS_URL');
  assert.not.match(message, 'secret');
});

test('a server that says nothing', async () => {
  const sockets = new Set<{ destroy(): void }>();
  const silent = createServer((socket) => sockets.add(socket));
  await withServer(silent, async (port) => {
    const message = await complaint(`redis://127.0.0.1:${port}`);
    assert.match(message, 'no answer within 4 s');
    for (const socket of sockets) socket.destroy();
  });
});

test('a server that is none of Redis', async () => {
  const web = createHttpServer((_, response) => response.end('<h1>Hello</h1>'));
  await withServer(web, async (port) => {
    const message = await complaint(`redis://127.0.0.1:${port}`);
    assert.match(message, `Cannot reach Redis at 127.0.0.1:${port}: `);
  });
});

test('a worker says it in one line, and exits with 2', async () => {
  const start = (args: string[], REDIS_URL: string) => {
    const command = [...findRuntime('node').command, WORKER, ...args];
    return runProgram(command, { limit: 60_000, env: { REDIS_URL } });
  };
  const nowhere = `redis://127.0.0.1:${await freePort()}`;
  const runs: [args: string[], url: string, words: RegExp][] = [
    [[TASKS], '', /^REDIS_URL must be of the form \S+\n$/],
    [[TASKS], nowhere, /^Cannot reach Redis at .*ECONNREFUSED.*\n$/],
    [['--threads', 'x'], nowhere, /'threads' must be an integer .* NaN; see --help\n$/],
    [['--colour'], nowhere, /--colour/],
    [[], nowhere, /^Say which modules it may run; see --help\n$/],
    [['no.ts'], nowhere, /^There is no module 'no.ts'; see --help\n$/],
  ];
  for (const [args, url, words] of runs) {
    const { problem, stdout, stderr } = await start(args, url);
    assert.is(problem, 'exited with code 2', stderr);
    assert.match(stderr, words);
    assert.is(stdout, '');
  }
  const { problem, stdout } = await start(['--help'], '');
  assert.is(problem, undefined);
  assert.match(stdout, /^Usage: /);
});

test.run();

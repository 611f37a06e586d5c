import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pack, Wire } from '../../modules/core/internal/message/wire.ts';
import {
  dial,
  listen,
  placeFor,
  privatePath,
} from '../../modules/core/internal/process/local-socket.ts';
import { whilePending } from '../../modules/core/internal/sync/deadline.ts';
import { isMain } from '../../modules/core/main.ts';
import { Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep } from '../../modules/core/time.ts';
import { rejection, thrown } from './helpers.ts';
import { within } from './waiting.ts';

/** A test during which the process stays alive: wires by themselves do not see to that. */
function held(name: string, body: () => Promise<void>): void {
  test(name, () => whilePending(within(body())));
}

/** One end of a wire, and what has come there. */
class Post {
  readonly messages: unknown[] = [];
  readonly wire: Wire;
  #changed = () => {};
  ended = false;
  /** Why, if the other end has not just closed. */
  reason: unknown;

  constructor(socket: Socket) {
    this.wire = new Wire(
      socket,
      (message) => {
        this.messages.push(message);
        this.#changed();
      },
      (unreadable) => {
        this.ended = true;
        this.reason = unreadable;
        this.#changed();
      },
    );
  }

  send(value: unknown): Promise<boolean> {
    return this.wire.write(pack(value, 'Cannot send this'));
  }

  /** Waits until so many messages have come, or the end. */
  async until(count: number): Promise<unknown[]> {
    while (this.messages.length < count && !this.ended) {
      const change = new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
      await change;
    }
    return this.messages;
  }
}

/** Two ends of one wire; the one that connects comes as a bare socket too. */
async function connected() {
  const path = privatePath();
  let accept = (_socket: Socket) => {};
  const accepted = new Promise<Socket>((resolve) => {
    accept = resolve;
  });
  const server = await listen(path, accept);
  const socket = await dial(path);
  const [here, there] = [new Post(await within(accepted)), new Post(socket)];
  server.close();
  return { here, there, socket };
}

const values = [
  0,
  'text',
  undefined,
  null,
  '',
  -1.5,
  10n,
  { list: [1, { deep: true }], map: new Map([[1, new Set(['a'])]]) },
  new Date(0),
  new Uint8Array([1, 2, 3]),
];

held('values of all kinds arrive as they were sent, in order', async () => {
  const { here, there } = await connected();
  for (const value of values) void here.send(value);
  assert.equal(await there.until(values.length), values);
  for (const value of values) assert.ok(await there.send(value));
  assert.equal(await here.until(values.length), values);
  here.wire.close();
  there.wire.close();
});

held('a value that comes byte by byte, and many that come at once', async () => {
  const { here, socket, there } = await connected();
  const frames = Buffer.concat(values.map((value) => pack(value, '')));
  for (const byte of frames.subarray(0, 60)) {
    socket.write(Buffer.of(byte));
    await sleep(0);
  }
  socket.write(frames.subarray(60));
  socket.write(frames);
  assert.equal(await here.until(2 * values.length), [...values, ...values]);
  here.wire.close();
  await there.until(1);
});

held('20 megabytes and the small one behind them arrive whole', async () => {
  const { here, there } = await connected();
  const large = new Uint8Array(20_000_000).map((_, i) => i % 251);
  void here.send(large);
  void here.send('behind');
  const [first, second] = await there.until(2);
  assert.ok(Buffer.from(first as Uint8Array).equals(large));
  assert.is(second, 'behind');
  here.wire.close();
  there.wire.close();
});

held('what comes out has memory of its own', async () => {
  const { here, there } = await connected();
  for (const n of [1, 2]) void here.send(new Uint8Array([n, n]));
  const [one, two] = (await there.until(2)) as [Uint8Array, Uint8Array];
  one.fill(9);
  new Uint8Array(one.buffer).fill(9);
  assert.equal([...two], [2, 2]);
  here.wire.close();
  there.wire.close();
});

held('write resolves as fast as the other end reads, not before', async () => {
  const { here, there } = await connected();
  there.wire.pause();
  let written = 0;
  const all = Array.from({ length: 40 }, async () => {
    assert.ok(await here.send(new Uint8Array(100_000)));
    written++;
  });
  await sleep(100);
  assert.ok(written < 20, `${written} written though nobody read`);
  there.wire.resume();
  await within(Promise.all(all));
  assert.is((await there.until(40)).length, 40);
  here.wire.close();
  there.wire.close();
});

held('close: what was written before still arrives, then the end', async () => {
  const { here, there } = await connected();
  const all = [1, 2, 3].map((n) => here.send([n, new Uint8Array(100_000)]));
  here.wire.close();
  assert.equal(await Promise.all(all), [true, true, true]);
  assert.is((await there.until(4)).length, 3);
  assert.ok(there.ended);
  assert.not(await there.send('too late'));
});

held('an end that is gone: waiting writes and later ones resolve to false', async () => {
  const { here, there, socket } = await connected();
  there.wire.pause();
  const waiting = Array.from({ length: 40 }, () => here.send(new Uint8Array(100_000)));
  await sleep(20);
  socket.destroy();
  assert.ok((await within(Promise.all(waiting))).includes(false));
  await here.until(1);
  assert.ok(here.ended);
  assert.not(await here.send('too late'));
});

held('what cannot be copied is refused, and nothing is written', async () => {
  const { here, there } = await connected();
  const shared = new Int32Array(new SharedArrayBuffer(8));
  for (const value of [
    () => 1,
    { deep: [Symbol('s')] },
    shared,
    new Map([[1, shared]]),
  ]) {
    const error = thrown(() => void here.send(value));
    assert.instance(error, TypeError);
    assert.match(error.message, /^Cannot send this: /);
  }
  assert.ok(await here.send('the first'));
  assert.equal(await there.until(1), ['the first']);
  here.wire.close();
  there.wire.close();
});

export function echoOnce(path: string): Promise<number> {
  return whilePending(echo(path));
}

async function echo(path: string): Promise<number> {
  const post = new Post(await dial(path));
  const [value] = await post.until(1);
  await post.send(value);
  post.wire.close();
  return process.pid;
}

for (const Class of [Thread, Process]) {
  held(`over to a ${Class.name} and back`, async () => {
    const path = privatePath();
    const posts: Post[] = [];
    const server = await listen(path, (socket) => {
      posts.push(new Post(socket));
      void posts[0]?.send(values);
    });
    const other = new Class(import.meta, { target: echoOnce, args: [path] });
    other.start();
    assert.is((await other.join()) === process.pid, Class === Thread);
    assert.equal(await posts[0]?.until(1), [values]);
    server.close();
  });
}

export function makePath(): { path: string; mode: number } {
  const path = privatePath();
  return { path, mode: statSync(dirname(path)).mode & 0o777 };
}

held(
  'sockets lie in a folder for this user only, one a process, gone at its end',
  async () => {
    const mine = makePath();
    assert.is(mine.mode, 0o700);
    const thread = new Thread(import.meta, { target: makePath });
    thread.start();
    const threads = await thread.join();
    assert.is(dirname(threads.path), dirname(mine.path));
    assert.is.not(threads.path, mine.path);
    assert.ok(existsSync(dirname(mine.path)));

    const child = new Process(import.meta, { target: makePath });
    child.start();
    const childs = await child.join();
    assert.is(childs.mode, 0o700);
    assert.is.not(dirname(childs.path), dirname(mine.path));
    assert.not(existsSync(dirname(childs.path)));
  },
);

held(
  'a path in use cannot be listened at; where nobody listens, nobody is reached',
  async () => {
    const path = privatePath();
    assert.match((await rejection(dial(path))).message, /ENOENT/);
    const server = await listen(path, () => {});
    assert.match((await rejection(listen(path, () => {}))).message, /EADDRINUSE/);
    await new Promise((closed) => server.close(closed));
    assert.not(existsSync(path));
    assert.match((await rejection(dial(path))).message, /ENOENT/);
  },
);

held('neither a server nor an open wire keeps the process alive', async () => {
  // As a process: it ends only when nothing holds it.
  const child = new Process(import.meta, { target: leaveAllOpen });
  child.start();
  assert.is(await within(child.join()), 'left');
  assert.is(child.exitCode, 0);
});

export async function leaveAllOpen(): Promise<string> {
  // Nor do they keep it alive while they are opened: whoever waits for that has to.
  await whilePending(Promise.all([connected(), listen(privatePath(), () => {})]));
  return 'left';
}

held('what is under way when the connection breaks was not taken', async () => {
  const path = privatePath();
  const server = await listen(path, (socket) => socket.pause());
  const socket = await dial(path);
  const wire = new Wire(socket, () => {});
  const large = pack(new Uint8Array(1_000_000));
  // The first is under way then: a part of it has gone into the system's buffers.
  const writes = [wire.write(large), wire.write(large)];
  socket.destroy();
  assert.equal(await Promise.all(writes), [false, false]);
  server.close();
});

held('typed arrays sent together arrive with a buffer each, as they were', async () => {
  const { here, there } = await connected();
  const shared = new ArrayBuffer(16);
  void here.send([
    new Uint8Array([1, 2]),
    new Float64Array([3]),
    new BigInt64Array([4n]),
  ]);
  void here.send([new Uint8Array(shared, 0, 4), new Uint8Array(shared, 8, 4)]);
  const [apart, together] = (await there.until(2)) as Uint8Array[][];
  assert.equal(
    apart?.map(({ byteOffset, byteLength, buffer }) => [byteOffset, byteLength, buffer]),
    apart?.map((each) => [0, each.byteLength, each.buffer]),
  );
  for (const each of apart ?? []) assert.is(each.buffer.byteLength, each.byteLength);
  assert.equal(
    apart?.map((each) => [...each]),
    [[1, 2], [3], [4n]],
  );
  assert.is(together?.[0]?.buffer, together?.[1]?.buffer);
  assert.equal(
    together?.map(({ byteOffset }) => byteOffset),
    [0, 8],
  );
  here.wire.close();
  there.wire.close();
});

/** What no wire has written, in the ways that there are. */
const frame = pack(['text', 1]);
const unreadable = {
  text: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  'an absurd length': Buffer.concat([frame.subarray(0, 4), Buffer.alloc(4, 255)]),
  'no length': Buffer.concat([frame.subarray(0, 4), Buffer.alloc(20)]),
  'a broken body': Buffer.concat([
    frame.subarray(0, 8),
    Buffer.alloc(frame.length - 8, 255),
  ]),
};

for (const [name, bytes] of Object.entries(unreadable)) {
  held(`${name}: what was sent before arrives; then it ends, with a reason`, async () => {
    const { here, there, socket } = await connected();
    socket.write(Buffer.concat([pack('before'), bytes, pack('behind')]));
    assert.equal(await here.until(2), ['before']);
    assert.ok(here.ended);
    assert.instance(here.reason, Error);
    assert.not(await here.send('anyone?'));
    await there.until(1);
    assert.is(there.reason, undefined);
  });
}

export async function useASocket(): Promise<string> {
  const path = privatePath();
  const server = await whilePending(listen(path, () => {}));
  (await whilePending(dial(path))).destroy();
  server.close();
  return dirname(dirname(path));
}

if (process.platform !== 'win32') {
  held(
    'TMPDIR: taken if it can be, also relative; otherwise another folder',
    async () => {
      const base = mkdtempSync('/tmp/wire-');
      const at = (name: string) => join(base, name);
      for (const name of ['schön', 'ö'.repeat(35)]) mkdirSync(at(name));
      writeFileSync(at('file'), '');
      const parentFor = (tmp: string) => dirname(placeFor(tmp) ?? '');
      assert.is(parentFor(at('schön')), at('schön'));
      assert.is(parentFor(relative(process.cwd(), at('schön'))), at('schön'));
      // In characters, the first one would fit.
      for (const folder of [at('ö'.repeat(35)), at('missing'), at('file'), '/proc']) {
        assert.is(parentFor(folder), '/tmp', folder);
      }

      const { TMPDIR = '' } = process.env;
      process.env.TMPDIR = at('schön');
      const child = new Process(import.meta, { target: useASocket });
      child.start();
      if (TMPDIR) process.env.TMPDIR = TMPDIR;
      else delete process.env.TMPDIR;
      assert.is(await within(child.join()), at('schön'));
      rmSync(base, { recursive: true });
    },
  );
}

if (isMain(import.meta)) test.run();

import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TimeoutError } from '../../modules/core/errors.ts';
import { pack } from '../../modules/core/internal/message/wire.ts';
import { dial } from '../../modules/core/internal/process/local-socket.ts';
import { isMain } from '../../modules/core/main.ts';
import { Pipe, PipeClosedError, PipeEnd, wait } from '../../modules/core/pipe.ts';
import { Process } from '../../modules/core/process.ts';
import { revive } from '../../modules/core/revive.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep } from '../../modules/core/time.ts';
import { rejection, runFixture, takesAbout } from './helpers.ts';
import { isGone, places, run } from './processes.ts';
import { within } from './waiting.ts';

export async function echo(end: PipeEnd): Promise<string> {
  for await (const message of end) await end.send(message);
  return 'saw the end';
}

export async function sendAll(end: PipeEnd, messages: unknown[]): Promise<void> {
  for (const message of messages) await end.send(message);
}

export async function collect(end: PipeEnd): Promise<unknown[]> {
  const all = [];
  for await (const message of end) all.push(message);
  return all;
}

const values = [1, 'text', undefined, null, { list: [1n] }, new Map([[1, new Date(0)]])];

test('both ends in one thread: what is sent at one is received at the other, in order', async () => {
  const { left, right } = new Pipe();
  const sent = Promise.all(values.map((value) => left.send(value)));
  for (const value of values) assert.equal(await within(right.receive()), value);
  await sent;
  await right.send('back');
  assert.is(await left.receive(), 'back');
  left.close();
  right.close();
});

for (const Place of places) {
  const name = Place.name;

  test(`${name}: values of all kinds go there and back`, async () => {
    const { left, right } = new Pipe();
    const other = run(import.meta, Place, echo, right);
    for (const value of values) {
      await left.send(value);
      assert.equal(await within(left.receive()), value);
    }
    left.close();
    assert.is(await within(other.join()), 'saw the end');
  });

  test(`${name}: the last messages are read though the sender has ended, then PipeClosedError`, async () => {
    const { left, right } = new Pipe();
    const all = [...values, ...Array.from({ length: 5000 }, (_, i) => i)];
    const other = run(import.meta, Place, sendAll, right, all);
    const first = await within(left.receive());
    // Its last messages are under way while this end writes into the void.
    const failing = rejection(sendForEver(left));
    const rest = [];
    for await (const message of left) rest.push(message);
    assert.equal([first, ...rest], all);
    await within(other.join());
    for (const error of [
      await within(rejection(left.receive())),
      await within(rejection(left.send('late'))),
      await within(failing),
    ]) {
      assert.instance(error, PipeClosedError);
    }
    left.close();
  });

  test(`${name}: two of them talk to each other, and nobody in between`, async () => {
    const { left, right } = new Pipe();
    const receiver = run(import.meta, Place, collect, left);
    const sender = run(import.meta, Place, sendAll, right, values);
    await within(sender.join());
    assert.equal(await within(receiver.join()), values);
  });

  test(`${name}: an end in use there is refused here, and the other way round`, async () => {
    const { left, right } = new Pipe();
    const other = run(import.meta, Place, echo, right);
    await left.send('begin');
    await left.receive();
    const there = await rejection(right.receive());
    assert.match(
      there.message,
      /^Cannot use the right end of this pipe here: it is in use in process \d+, thread '/,
    );
    const second = run(import.meta, Place, sendAll, left, ['mine']);
    const error = await within(rejection(second.join()));
    assert.match(error.message, /^Cannot use the left end .* thread 'MainThread'$/);
    // And no harm was done; nor by closing what others use.
    right.close();
    await left.send('still there');
    assert.is(await left.receive(), 'still there');
    left.close();
    await within(other.join());
    assert.instance(await rejection(right.receive()), PipeClosedError);
  });

  test(`${name}: an error thrown there, with messages waiting, closes the pipe`, async () => {
    const { left, right } = new Pipe();
    const other = run(import.meta, Place, failAfterSending, right);
    const ended = rejection(other.join());
    assert.is(await within(left.receive()), 'before');
    assert.instance(await within(rejection(left.receive())), PipeClosedError);
    assert.is((await ended).message, 'failed');
  });

  test(`${name}: closed without being used, the pipe is closed for the other end`, async () => {
    const waiting = new Pipe();
    const received = rejection(waiting.left.receive());
    await within(run(import.meta, Place, closeOnly, waiting.right).join());
    assert.instance(await within(received), PipeClosedError);

    const late = new Pipe();
    await within(run(import.meta, Place, closeOnly, late.right).join());
    assert.instance(await within(rejection(late.left.send(1))), PipeClosedError);
    assert.instance(await within(rejection(late.right.send(1))), PipeClosedError);
  });

  test(`${name}: ends before the other end was used: closed, for those who come later`, async () => {
    const { left, right } = new Pipe();
    assert.is(
      await within(run(import.meta, Place, useInVain, right).join()),
      'TimeoutError',
    );
    assert.instance(await within(rejection(left.send(1))), PipeClosedError);

    const waiting = new Pipe();
    const received = rejection(waiting.left.receive());
    await within(run(import.meta, Place, closeAsLastAct, waiting.right).join());
    assert.instance(await within(received), PipeClosedError);
  });

  test(`${name}: closed right after sending, without waiting: what was sent arrives`, async () => {
    const { left, right } = new Pipe();
    const other = run(import.meta, Place, sendAndClose, right);
    while (!existsSync(`${right.folder}/right`)) await sleep(5);
    assert.equal(await within(collect(left)), ['first', 'second']);
    await within(other.join());
  });
}

for (const Place of places) {
  const name = Place.name;

  for (const [how, target] of Object.entries({
    returns: ignore,
    throws: ignoreAndThrow,
  })) {
    test(`${name} ${how} without having used its end: closed for the other one`, async () => {
      const waiting = new Pipe();
      const received = rejection(waiting.left.receive());
      const other = run(import.meta, Place, target, { end: [waiting.right] });
      await within(other.join().catch(() => {}));
      assert.instance(await within(received), PipeClosedError);
      const late = new Pipe();
      const second = run(import.meta, Place, target, { end: [late.right] });
      await within(second.join().catch(() => {}));
      assert.instance(await within(rejection(late.left.send(1))), PipeClosedError);
    });
  }

  test(`${name} is ended from outside, its end unused: closed for the other one`, async () => {
    const { left, right } = new Pipe();
    const other = run(import.meta, Place, sleepOn, right);
    const received = rejection(left.receive());
    void other.terminate();
    await within(other.join().catch(() => {}));
    assert.instance(await within(received), PipeClosedError);
  });

  test(`${name} ends, its end in use elsewhere: nothing changes`, async () => {
    const { left, right } = new Pipe();
    void right.send('mine');
    await within(run(import.meta, Place, ignore, { end: [right] }).join());
    assert.is(await within(left.receive()), 'mine');
    left.close();
  });
}

test('the process that made the pipe is killed, its end unused: closed', async () => {
  const { left, right } = new Pipe<PipeEnd<never>>();
  const creator = run(import.meta, Process, makeAndStay, right);
  const end = await within(left.receive());
  const received = rejection(end.receive());
  creator.kill();
  assert.instance(await within(received), PipeClosedError);
  await rejection(creator.join());
  // A process that is killed cannot tidy up.
  rmSync(dirname(end.folder), { recursive: true, force: true });
});

export async function makeAndStay(end: PipeEnd<PipeEnd>): Promise<void> {
  await end.send(new Pipe().right);
  await sleep(60_000);
}

export function ignore(_args: { end: PipeEnd[] }): void {}

export function ignoreAndThrow(_args: { end: PipeEnd[] }): void {
  throw new Error('failed');
}

export async function sleepOn(_end: PipeEnd): Promise<void> {
  await sleep(60_000);
}

test('what cannot be read closes the pipe, with the reason, and harms nobody', async () => {
  const frame = pack('text');
  const garbage = {
    text: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    length: Buffer.concat([frame.subarray(0, 4), Buffer.alloc(4, 255)]),
    body: Buffer.concat([frame.subarray(0, 8), Buffer.alloc(frame.length - 8, 255)]),
  };
  for (const [name, bytes] of Object.entries(garbage)) {
    const { left } = new Pipe();
    const received = left.receive();
    while (!existsSync(`${left.folder}/s`)) await sleep(5);
    const outgoing = await dial(`${left.folder}/s`);
    outgoing.write(pack('before'));
    const incoming = await dial(`${left.folder}/s`);
    assert.is(await within(received), 'before');
    const waiting = rejection(left.receive());
    outgoing.write(bytes);
    const error = await within(waiting);
    assert.instance(error, PipeClosedError, name);
    assert.instance(error.cause, Error, name);
    assert.instance(await within(rejection(left.send(1))), PipeClosedError, name);
    // A loop over it does not take that for the end.
    assert.is((await rejection(collect(left))).cause, error.cause);
    left.close();
    for (const socket of [outgoing, incoming]) socket.destroy();
  }
});

test('poll: whether there is something to receive, taking nothing; true at the end', async () => {
  const { left, right } = new Pipe();
  assert.not(await left.poll());
  await takesAbout(100, async () => assert.not(await left.poll({ timeout: 100 })));
  const polled = left.poll({ timeout: 60_000 });
  await right.send('one');
  assert.ok(await within(polled));
  assert.ok((await left.poll()) && (await left.poll({ timeout: 100 })));
  assert.is(await left.receive(), 'one');
  assert.not(await left.poll());
  // It looks while the event loop turns, without any sleep beside.
  void right.send('two');
  while (!(await left.poll()));
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  assert.is(await rejection(left.poll({ signal })), reason);
  const atEnd = right.poll({ timeout: 60_000 });
  left.close();
  assert.ok(await within(atEnd));
  assert.ok((await right.poll()) && (await left.poll()));
});

test('wait: the ends that are ready, none of them when time is up', async () => {
  const pipes = [new Pipe<number>(), new Pipe<number>(), new Pipe<number>()] as const;
  const ends = pipes.map(({ left }) => left);
  assert.equal(await wait(ends, { timeout: 0 }), []);
  await takesAbout(100, async () => assert.equal(await wait(ends, { timeout: 100 }), []));
  const first = wait(ends);
  await pipes[1].right.send(1);
  assert.equal(await within(first), [ends[1]]);
  await pipes[0].right.send(0);
  while ((await wait(ends)).length < 2) await sleep(1);
  assert.equal(await wait(ends), [ends[0], ends[1]]);
  assert.equal([await ends[0]?.receive(), await ends[1]?.receive()], [0, 1]);
  const controller = new AbortController();
  const aborted = rejection(wait(ends, { signal: controller.signal }));
  controller.abort(new Error('enough'));
  assert.is((await aborted).message, 'enough');
  const atEnd = wait(ends);
  pipes[2].right.close();
  assert.equal(await within(atEnd), [ends[2]]);
  // Who was told and came too late goes on waiting.
  const [polled, taken] = [ends[0]?.poll({ timeout: 200 }), ends[0]?.receive()];
  await pipes[0].right.send(2);
  assert.is(await within(taken as Promise<number>), 2);
  assert.not(await polled);
  for (const end of ends) end.close();
});

test('any number of receives share one signal without a warning', async () => {
  const warnings: unknown[] = [];
  const note = (warning: unknown) => void warnings.push(warning);
  process.on('warning', note);
  const { left, right } = new Pipe<number>();
  const { signal } = new AbortController();
  const all = Array.from({ length: 30 }, () => left.receive({ signal }));
  for (let i = 0; i < 30; i++) await right.send(i);
  await within(Promise.all(all));
  await sleep(1);
  process.off('warning', note);
  assert.equal(warnings, []);
  left.close();
});

test('values that no process can have: one TypeError, and nothing is sent', async () => {
  const { left, right } = new Pipe();
  let deep: unknown = 'bottom';
  for (let i = 0; i < 10_000; i++) deep = [deep];
  const getter = Object.defineProperty({}, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  const thread = new Thread(import.meta, { target: ignore, args: [{ end: [] }] });
  for (const value of [deep, new Proxy({}, {}), getter, () => 1, thread]) {
    const error = await rejection(left.send(value));
    assert.instance(error, TypeError);
    assert.match(
      error.message,
      /^Cannot send this through a pipe: it\S* (is|lies|cannot)/,
    );
  }
  const sending = left.send('first');
  assert.is(await within(right.receive()), 'first');
  await sending;
  left.close();
});

test('20 megabytes, and the small ones beside them, arrive whole and in order', async () => {
  const { left, right } = new Pipe();
  const other = run(import.meta, Process, echo, right);
  const large = new Uint8Array(20_000_000).map((_, i) => i % 251);
  for (const value of ['before', large, 'behind']) void left.send(value);
  assert.is(await within(left.receive()), 'before');
  assert.ok(Buffer.from((await within(left.receive())) as Uint8Array).equals(large));
  assert.is(await within(left.receive()), 'behind');
  left.close();
  await within(other.join());
});

async function sendForEver(end: PipeEnd): Promise<void> {
  for (;;) await end.send(new Uint8Array(1000));
}

export async function useInVain(end: PipeEnd): Promise<string> {
  return (await rejection(end.receive({ timeout: 50 }))).name;
}

export function closeAsLastAct(end: PipeEnd): void {
  setTimeout(() => end.close(), 50);
}

export async function failAfterSending(end: PipeEnd): Promise<never> {
  await end.send('before');
  throw new Error('failed');
}

export function closeOnly(end: PipeEnd): void {
  using _end = end;
}

export function sendAndClose(end: PipeEnd): void {
  for (const word of ['first', 'second']) void end.send(word);
  end.close();
}

test('what is sent before the other end is used waits for it, and so does send', async () => {
  const { left, right } = new Pipe();
  let sent = false;
  const sending = left.send('early').then(() => {
    sent = true;
  });
  await sleep(50);
  assert.not(sent);
  const other = run(import.meta, Process, echo, right);
  assert.is(await within(left.receive()), 'early');
  await sending;
  left.close();
  await within(other.join());
});

test('a message is a copy of the moment when it was sent', async () => {
  const { left, right } = new Pipe<number[]>();
  const list = [1];
  const sending = left.send(list);
  list.push(2);
  assert.equal(await right.receive(), [1]);
  await sending;
  left.close();
});

test('what cannot be copied is refused: TypeError, and nothing is sent', async () => {
  const { left, right } = new Pipe();
  const shared = new Int32Array(new SharedArrayBuffer(4));
  for (const value of [() => 1, { shared }]) {
    const error = await rejection(left.send(value));
    assert.instance(error, TypeError);
    assert.match(error.message, /^Cannot send this through a pipe: /);
  }
  const sending = left.send('first');
  assert.is(await right.receive(), 'first');
  await sending;
  left.close();
});

test('send waits while the other end does not read', async () => {
  const { left, right } = new Pipe();
  const other = run(import.meta, Process, readWhenTold, right);
  await left.send('use it');
  let sent = 0;
  const sending = Array.from({ length: 40 }, async () => {
    await left.send(new Uint8Array(100_000));
    sent++;
  });
  assert.is(await within(left.receive()), 'used');
  await sleep(200);
  assert.ok(sent < 20, `${sent} sent, though nobody reads`);
  other.kill();
  const results = await within(Promise.allSettled(sending));
  const lost = results.filter(({ status }) => status === 'rejected');
  assert.ok(lost.length > 10);
  for (const { reason } of lost as PromiseRejectedResult[]) {
    assert.instance(reason, PipeClosedError);
  }
  await rejection(other.join());
});

export async function readWhenTold(end: PipeEnd): Promise<void> {
  await end.receive();
  await end.send('used');
  await sleep(60_000);
}

test('receive: TimeoutError when time is up, and the message is for the next one', async () => {
  const { left, right } = new Pipe();
  await takesAbout(100, async () => {
    const error = await rejection(left.receive({ timeout: 100 }));
    assert.instance(error, TimeoutError);
    assert.is(error.message, 'Nothing came to <PipeEnd left> within 100 ms');
  });
  assert.instance(await rejection(left.receive({ timeout: 0 })), TimeoutError);
  assert.instance(await rejection(left.receive({ timeout: -1 })), RangeError);
  await right.send('late');
  assert.is(await left.receive({ timeout: 5000 }), 'late');
  left.close();
});

test('receive: an aborted signal rejects with its reason, and takes nothing', async () => {
  const { left, right } = new Pipe();
  const reason = new Error('enough');
  const already = left.receive({ signal: AbortSignal.abort(reason) });
  assert.is(await rejection(already), reason);
  const controller = new AbortController();
  const waiting = rejection(left.receive({ signal: controller.signal }));
  const next = left.receive();
  await sleep(20);
  controller.abort(reason);
  assert.is(await waiting, reason);
  await right.send('for the next');
  assert.is(await within(next), 'for the next');
  left.close();
});

test('receive: leaves nothing behind at its signal', async () => {
  const { left, right } = new Pipe<number>();
  const { signal } = new AbortController();
  let listeners = 0;
  const [add, remove] = [signal.addEventListener, signal.removeEventListener];
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove.apply(signal, args);
  };
  for (let i = 0; i < 3; i++) {
    const received = left.receive({ signal });
    await right.send(i);
    assert.is(await received, i);
  }
  assert.is(listeners, 0);
  left.close();
});

test('several that wait get the messages in the order of asking', async () => {
  const { left, right } = new Pipe();
  const all = [1, 2, 3].map(() => left.receive());
  for (const n of [1, 2, 3]) void right.send(n);
  assert.equal(await within(Promise.all(all)), [1, 2, 3]);
  const waiting = rejection(left.receive());
  left.close();
  assert.instance(await waiting, PipeClosedError);
  assert.instance(await rejection(left.send(1)), PipeClosedError);
  assert.instance(await within(rejection(right.receive())), PipeClosedError);
});

test('an end can go through another pipe, and through a bare port with revive', async () => {
  const [outer, inner] = [new Pipe(), new Pipe()];
  const other = run(import.meta, Process, useTheEndThatComes, outer.right);
  await outer.left.send({ end: inner.right });
  assert.is(await within(inner.left.receive()), 'through the inner one');
  await within(other.join());

  const { port1, port2 } = new MessageChannel();
  port1.postMessage([inner.left]);
  const [[end]] = (await once(port2, 'message')) as [[PipeEnd]];
  port1.close();
  assert.not.instance(end, PipeEnd);
  revive(end);
  assert.instance(end, PipeEnd);
  assert.instance(await within(rejection(end.receive())), PipeClosedError);
});

export async function useTheEndThatComes(outer: PipeEnd): Promise<void> {
  const { end } = (await outer.receive()) as { end: PipeEnd };
  await end.send('through the inner one');
}

export async function waitForEver(end: PipeEnd): Promise<void> {
  await end.receive();
}

test('SIGKILL while it waits in receive: the other end hears of it, no process is left', async () => {
  const { left, right } = new Pipe();
  const other = run(import.meta, Process, waitTwice, right);
  assert.is(await within(left.receive()), 'waiting');
  const [received, sent] = [rejection(left.receive()), sleep(0)];
  other.kill();
  assert.instance(await within(received), PipeClosedError);
  await sent;
  assert.instance(await within(rejection(left.send('anyone?'))), PipeClosedError);
  await rejection(other.join());
  assert.ok(await isGone(other.pid));
});

export async function waitTwice(end: PipeEnd): Promise<void> {
  await end.send('waiting');
  await end.receive();
}

test('SIGKILL before the other end was there: it hears that too', async () => {
  const { left, right } = new Pipe();
  const other = run(import.meta, Process, waitForEver, right);
  while (!existsSync(`${right.folder}/right`)) await sleep(5);
  other.kill();
  await rejection(other.join());
  assert.instance(await within(rejection(left.send('anyone?'))), PipeClosedError);
});

test('open ends, idle, do not keep a program alive; a waiting receive does', async () => {
  const { stdout, stderr, code } = await runFixture('pipe-ends');
  assert.equal([stderr, code], ['', 0]);
  const [received, left, ...rest] = stdout.trim().split('\n');
  assert.equal([received, rest], ['received after a while: done', []]);
  assert.not(existsSync(String(left)), `${left} was left behind`);
});

if (isMain(import.meta)) test.run();

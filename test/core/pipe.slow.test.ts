import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TimeoutError } from '../../modules/core/errors.ts';
import { isMain } from '../../modules/core/main.ts';
import { Pipe, PipeClosedError, PipeEnd } from '../../modules/core/pipe.ts';
import { Process } from '../../modules/core/process.ts';
import { revive } from '../../modules/core/revive.ts';
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
    while (!existsSync(`${right.folder}/s`)) await sleep(5);
    assert.equal(await within(collect(left)), ['first', 'second']);
    await within(other.join());
  });
}

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
  while (!existsSync(`${right.folder}/s`)) await sleep(5);
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

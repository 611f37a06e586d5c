import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Exchange, type Limits } from '../../modules/05/scraper/exchange.ts';
import type { Failure } from '../../modules/05/scraper/failure.ts';

// The events that undici reports, one by one, without a network.

const LONG = 60_000;

/** An exchange, and what it has aborted its request with. */
function exchangeWith(limits: Partial<Limits> = {}) {
  const aborted: unknown[] = [];
  const controller = { abort: (reason: unknown) => aborted.push(reason) };
  const exchange = new Exchange({
    connectTimeout: LONG,
    headersTimeout: LONG,
    idleTimeout: LONG,
    timeout: LONG,
    maxBody: 100,
    ...limits,
  });
  return { exchange, aborted, controller: controller as never };
}

function failureOf({ answer }: Exchange): Promise<Failure> {
  return answer.then(
    () => assert.unreachable(),
    (failure) => failure,
  ) as Promise<Failure>;
}

test('an answer in pieces, after an interim one', async () => {
  const { exchange, controller, aborted } = exchangeWith();
  exchange.onRequestStart(controller);
  exchange.onResponseStart(controller, 103, { link: '</x.css>' });
  exchange.onResponseStart(controller, 200, { etag: '"1"' });
  for (const sign of 'one byte after another')
    exchange.onResponseData(controller, Buffer.from(sign));
  exchange.onResponseEnd();
  const { status, headers, body } = await exchange.answer;
  assert.equal(
    [status, headers.etag, String(body)],
    [200, '"1"', 'one byte after another'],
  );
  assert.equal(aborted, []);
});

test('each stage has a limit of its own, and a name', async () => {
  const connecting = exchangeWith({ connectTimeout: 20 });
  assert.is(
    (await failureOf(connecting.exchange)).message,
    'no connection within 0.02 s',
  );

  const waiting = exchangeWith({ connectTimeout: 20, headersTimeout: 30 });
  waiting.exchange.onRequestStart(waiting.controller);
  assert.is((await failureOf(waiting.exchange)).message, 'no headers within 0.03 s');

  const idle = exchangeWith({ headersTimeout: 20, idleTimeout: 30 });
  idle.exchange.onRequestStart(idle.controller);
  idle.exchange.onResponseStart(idle.controller, 200, {});
  idle.exchange.onResponseData(idle.controller, Buffer.from('…'));
  const failure = await failureOf(idle.exchange);
  assert.is(failure.message, 'nothing more of the body within 0.03 s');
  assert.is(failure.kind, 'timeout');
  assert.equal(idle.aborted, [failure]);
});

test('a body that goes on and on has no idle time', async () => {
  const { exchange, controller } = exchangeWith({ idleTimeout: 200 });
  exchange.onRequestStart(controller);
  exchange.onResponseStart(controller, 200, {});
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    exchange.onResponseData(controller, Buffer.from('.'));
  }
  exchange.onResponseEnd();
  assert.is(String((await exchange.answer).body), '..........');
});

test('there is a limit for all of it, however lively the body is', async () => {
  const { exchange, controller } = exchangeWith({ idleTimeout: 1000, timeout: 60 });
  exchange.onRequestStart(controller);
  exchange.onResponseStart(controller, 200, {});
  const drip = setInterval(
    () => exchange.onResponseData(controller, Buffer.from('.')),
    5,
  );
  assert.is((await failureOf(exchange)).message, 'not complete within 0.06 s');
  clearInterval(drip);
});

test('a connection that stands too late is not used', async () => {
  const { exchange, controller, aborted } = exchangeWith({ connectTimeout: 10 });
  await failureOf(exchange);
  exchange.onRequestStart(controller);
  assert.is(aborted.length, 1);
});

test('a body as large as the cap comes in; one byte more, or the word of it, does not', async () => {
  const whole = exchangeWith();
  whole.exchange.onResponseStart(whole.controller, 200, { 'content-length': '100' });
  whole.exchange.onResponseData(whole.controller, Buffer.alloc(100));
  whole.exchange.onResponseEnd();
  assert.is((await whole.exchange.answer).body.length, 100);

  for (const [headers, size] of [
    [{}, 101],
    [{ 'content-length': '101' }, 0],
  ] as const) {
    const { exchange, controller, aborted } = exchangeWith();
    exchange.onRequestStart(controller);
    exchange.onResponseStart(controller, 200, headers);
    exchange.onResponseData(controller, Buffer.alloc(size));
    assert.is((await failureOf(exchange)).kind, 'too large');
    assert.is(aborted.length, 1);
  }
});

test.run();

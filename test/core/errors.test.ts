/** Errors on their way, as data: whatever is thrown can be packed, copied and unpacked. */
import { createServer, Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { registerError } from '../../modules/core/errors.ts';
import {
  type Packed,
  packError,
  unpackError,
} from '../../modules/core/internal/message/packed-error.ts';
import { isMain } from '../../modules/core/main.ts';

type AnyError = Error & Record<string, unknown> & { errors: unknown[]; cause: AnyError };

/** As to a thread and as to a process: both ways have to work. */
function carry(thrown: unknown): AnyError {
  const packed = packError(thrown, 'Cannot pass it on');
  const copies = [structuredClone(packed), deserialize(serialize(packed)) as Packed];
  const [first, second] = copies.map(unpackError);
  assert.is(
    Object.prototype.toString.call(first),
    Object.prototype.toString.call(second),
  );
  return first as AnyError;
}

function refusal(thrown: unknown): string {
  const error = carry(thrown);
  assert.instance(error, TypeError);
  return error.message;
}

test('3,000 causes, one after the other, arrive in their order', () => {
  let error = new Error('0');
  for (let i = 1; i < 3000; i++) error = new RangeError(String(i), { cause: error });
  let count = 0;
  let part: AnyError | undefined = carry(error);
  for (; part; part = part.cause) assert.is(part.message, String(2999 - count++));
  assert.is(count, 3000);
});

test('a cause that many share arrives once, and costs once', () => {
  let error: Error = new Error('root');
  for (let i = 0; i < 40; i++) error = new AggregateError([error, error], String(i));
  assert.is(packError(error).length, 81);
  const { errors } = carry(error);
  assert.is(errors[0], errors[1]);
});

test('circles arrive as circles: a cause, a list, an own field', () => {
  const error = Object.assign(new AggregateError([], 'round'), { itself: {} });
  error.cause = error;
  error.itself = error;
  error.errors.push(error, error.errors);
  const arrived = carry(error);
  assert.is(arrived.cause, arrived);
  assert.is(arrived.itself, arrived);
  assert.is(arrived.errors[0], arrived);
  assert.is(arrived.errors[1], arrived.errors);
});

test('an AggregateError of a thousand, with what cannot be copied among them', () => {
  const errors: unknown[] = Array.from({ length: 1000 }, (_, i) => new Error(String(i)));
  errors[500] = () => {};
  const arrived = carry(new AggregateError(errors, 'all'));
  assert.is(arrived.errors.length, 1000);
  assert.is((arrived.errors[999] as Error).message, '999');
  assert.is(
    (arrived.errors[500] as Error).message,
    'Cannot pass it on: it is a function',
  );
});

test('an own field that cannot be copied is left out, and named', () => {
  const socket = new Socket();
  const server = createServer();
  const error = Object.assign(new Error('broken'), {
    code: 'E_SOCKET',
    socket,
    server,
    promise: Promise.resolve(),
    deep: nest(2000),
    nested: { fn: () => {} },
    symbol: Symbol('s'),
    proxy: new Proxy({}, {}),
  });
  Object.defineProperty(error, 'getter', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  const arrived = carry(error);
  assert.is(arrived.code, 'E_SOCKET');
  assert.equal(arrived.leftOut, [
    'socket',
    'server',
    'promise',
    'deep',
    'nested',
    'symbol',
    'proxy',
    'getter',
  ]);
  assert.equal(Object.keys(arrived), ['code', 'leftOut']);
});

function nest(depth: number): object {
  let value = {};
  for (let i = 0; i < depth; i++) value = { value };
  return value;
}

test('values that are no errors arrive as they are', () => {
  const half = '\ud800 and \udc00';
  for (const value of [
    undefined,
    null,
    0,
    '',
    half,
    10n,
    { a: [1] },
    [1, 2],
    new Map(),
  ]) {
    assert.equal(carry(value), value);
  }
  assert.is(carry(new Error(half)).message, half);
});

test('what is no error and cannot be copied is a TypeError that says why', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = {
    get x() {
      throw new Error('mine');
    },
  };
  const cases: [unknown, string][] = [
    [() => {}, 'it is a function'],
    [Symbol('s'), 'it is a symbol'],
    [proxy, 'it is a Proxy'],
    [{ toString: () => assert.unreachable() }, 'it.toString is a function'],
    [throwing, 'it.x cannot be read, its getter throws: mine'],
    [nest(1001), 'it….value.value.value.value lies more than 1000 levels deep'],
    [
      { list: [new Blob(['text'])] },
      'it.list[0] is a Blob; hand over its bytes, await blob.arrayBuffer()',
    ],
    [
      { list: [new Socket()] },
      'it.list[0] is a Socket; hand over its address, and connect there',
    ],
    [Promise.resolve(), 'it is a Promise; await it, and hand over its value'],
  ];
  for (const [thrown, why] of cases) {
    assert.is(refusal(thrown), `Cannot pass it on: ${why}`);
  }
});

test('strange errors arrive as far as they can be read', () => {
  assert.is(carry(Object.freeze(new RangeError('frozen'))).message, 'frozen');
  assert.is(carry(new Proxy(new RangeError('seen through'), {})).message, 'seen through');
  const bare = Object.setPrototypeOf(new Error('bare'), null);
  assert.is(carry(bare).message, 'bare');
  const foreign = runInNewContext("Object.assign(new TypeError('far'), { x: 1 })");
  assert.instance(carry(foreign), TypeError);
  assert.is(carry(foreign).x, 1);

  const throws = () => {
    throw new Error('no');
  };
  const guarded = new Error('hidden');
  for (const key of ['stack', 'name', 'message', 'constructor', 'cause']) {
    Object.defineProperty(guarded, key, { get: throws });
  }
  assert.instance(carry(guarded), Error);
  assert.equal(carry(guarded).leftOut, ['cause']);
  const hostile = new Proxy(new Error('x'), { ownKeys: throws, get: throws });
  assert.is(carry(hostile).message, 'an error that cannot be read');
  const { proxy, revoke } = Proxy.revocable(new Error('gone'), {});
  revoke();
  assert.is(refusal(proxy), 'Cannot pass it on: it is a Proxy');
  assert.is(refusal({ list: [proxy] }), 'Cannot pass it on: it.list[0] is a Proxy');
});

test('names of fields and classes do no harm where they arrive', () => {
  const error = new Error('x');
  const fields = JSON.parse('{ "__proto__": { "polluted": 1 }, "constructor": 2 }');
  for (const key of Object.keys(fields)) {
    Object.defineProperty(error, key, { value: fields[key], enumerable: true });
  }
  const arrived = carry(error);
  assert.equal(Object.getOwnPropertyDescriptor(arrived, '__proto__')?.value, {
    polluted: 1,
  });
  assert.is(Object.getPrototypeOf(arrived), Error.prototype);
  assert.is(({} as Record<string, unknown>).polluted, undefined);
  for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'Object']) {
    const Class = { [name]: class extends Error {} }[name] as typeof Error;
    Object.defineProperty(Class, 'name', { value: name });
    assert.is(Object.getPrototypeOf(carry(new Class('y'))), Error.prototype);
  }
});

test('a registered class arrives as itself, its constructor not called; others by name', () => {
  class Payment extends Error {
    readonly amount: number;
    constructor(amount: number) {
      super(`${amount} is too much`);
      this.amount = amount;
      if (amount === undefined) throw new Error('called without an amount');
    }
  }
  registerError(Payment as never);
  const arrived = carry(new Payment(5));
  assert.instance(arrived, Payment);
  assert.equal([arrived.message, arrived.amount], ['5 is too much', 5]);
  class Unknown extends Error {}
  assert.is(carry(new Unknown('here')).name, 'Unknown');
  const aborted = carry(new DOMException('stop', 'AbortError'));
  assert.instance(aborted, DOMException);
  assert.is(aborted.name, 'AbortError');
});

if (isMain(import.meta)) test.run();

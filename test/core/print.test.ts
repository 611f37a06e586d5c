import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { show } from '../../modules/core/print.ts';

/** Each value, and how it is shown on every runtime. */
function shows(cases: [value: unknown, text: string][]): void {
  for (const [value, text] of cases) assert.is(show(value), text);
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const fails = () => {
  throw new Error('do not look at me');
};

test('show: strings, as in Python', () => {
  const high = String.fromCharCode(0xd83d);
  shows([
    ['text', "'text'"],
    ['', "''"],
    ["it's", '"it\'s"'],
    ['say "x"', '\'say "x"\''],
    ['both \' and "', "'both \\' and \"'"],
    ['C:\\new', "'C:\\\\new'"],
    ['a\nb\r\tc', "'a\\nb\\r\\tc'"],
    ['\0\x1b[1m\x7f\x85\xa0', "'\\x00\\x1b[1m\\x7f\\x85\\xa0'"],
    ['\u2028\u200e\ufeff', "'\\u{2028}\\u{200e}\\u{feff}'"],
    [high, "'\\u{d83d}'"],
    [`${high}\ude00 é`, `'${high}\ude00 é'`],
  ]);
});

test('show: numbers and other primitives', () => {
  shows([
    [-0, '-0'],
    [[0, -0, 1.5, Number.NaN], '[0, -0, 1.5, NaN]'],
    [10n, '10n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [Symbol('a\nb'), 'Symbol(a\\nb)'],
  ]);
});

test('show: boxed values', () => {
  shows([
    [Object("it's"), '[String: "it\'s"]'],
    [Object(-0), '[Number: -0]'],
    [Object(1n), '[BigInt: 1n]'],
    [Object(false), '[Boolean: false]'],
    [Object(Symbol('a')), '[Symbol: Symbol(a)]'],
  ]);
});

test('show: objects, and instances with their class', () => {
  class Point {
    x = 1;
    #hidden = 2;
    y() {
      return this.#hidden;
    }
  }
  class Price extends Point {
    override toString() {
      return `1\n€`;
    }
  }
  const bare = Object.create(null);
  bare.a = 'x';
  shows([
    [{ name: 'Ada', scores: [1, 2] }, "{name: 'Ada', scores: [1, 2]}"],
    [
      { 1: 1, 'a b': 2, é: 3, 'q\n': 4, '': 5 },
      "{1: 1, 'a b': 2, é: 3, 'q\\n': 4, '': 5}",
    ],
    [bare, "{a: 'x'}"],
    [new Point(), 'Point {x: 1}'],
    [new Price(), '1\\n€'],
    [new (class {})(), '{}'],
    [{ constructor: { name: 'Fake' } }, "{constructor: {name: 'Fake'}}"],
    [{ toString: 'text' }, "{toString: 'text'}"],
    [new URL('http://a.b/c'), 'http://a.b/c'],
    [/a\n"/g, '/a\\n"/g'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'Invalid Date'],
    [new RangeError('a\nb'), 'RangeError: a\\nb'],
    [new DOMException('x', 'AbortError'), 'AbortError: x'],
    [Promise.resolve(1), 'Promise {}'],
  ]);
});

test('show: functions and classes', () => {
  class WithName {
    static name() {}
    id = 1;
  }
  shows([
    [function work() {}, '[function work]'],
    [() => 1, '[function anonymous]'],
    [class Point {}, '[class Point]'],
    [WithName, '[class anonymous]'],
    [Math.max, '[function max]'],
  ]);
});

test('show: collections', () => {
  class Registry extends Map<string, unknown> {}
  const sparse = [1];
  sparse[2] = 3;
  sparse.length = 5;
  Object.assign(sparse, { note: 'is no element' });
  shows([
    [new Map<unknown, unknown>([[{ a: 'x' }, [1]]]), "Map {{a: 'x'} => [1]}"],
    [new Registry([['k', new Set([1, '2'])]]), "Registry {'k' => Set {1, '2'}}"],
    [sparse, '[1, <1 empty>, 3, <2 empty>]'],
    [new Array(2 ** 32 - 1), '[<4294967295 empty>]'],
    [new Float64Array([-0, 0.5]), 'Float64Array [-0, 0.5]'],
    [new BigInt64Array(1), 'BigInt64Array [0n]'],
    [Buffer.from('a'), 'Buffer [97]'],
    [new ArrayBuffer(8), 'ArrayBuffer {}'],
    [new DataView(new ArrayBuffer(8)), 'DataView {}'],
  ]);
});

test('show: what throws when it is read costs only itself', () => {
  const getter = { before: 1, after: 2 };
  Object.defineProperty(getter, 'value', { get: fails, enumerable: true });
  const throwing = new Proxy({}, { getPrototypeOf: fails });
  shows([
    [getter, '{before: 1, after: 2, value: [unreadable]}'],
    [[1, { toString: fails }, 2], '[1, [unreadable], 2]'],
    [[revoked({}), revoked([])], '[[unreadable], [unreadable]]'],
    [revoked(fails), '[unreadable]'],
    [{ [Symbol.toPrimitive]: fails, a: 1 }, '{a: 1}'],
    [{ [Symbol.toPrimitive]: fails, toString: () => 'mine' }, 'mine'],
    [[throwing, Object.create(Map.prototype)], '[[unreadable], [unreadable]]'],
  ]);
});

test('show: in circles, and deeper or wider than anybody reads', () => {
  const circle: Record<string, unknown> = { name: 'circle' };
  circle.self = circle;
  const twice = { a: 1 };
  circle.list = [circle, twice, twice];
  assert.is(
    show(circle),
    "{name: 'circle', self: [circular], list: [[circular], {a: 1}, {a: 1}]}",
  );

  let deep: unknown = 'the end';
  let wide: unknown = 'the end';
  for (let i = 0; i < 100_000; i++) deep = [deep];
  for (let i = 0; i < 90; i++) wide = [wide, wide];
  assert.match(show(deep), /^\[{101}…\]{101}$/);
  assert.match(show(wide), '…');
});

test('print stands on nothing of the core', () => {
  const source = readFileSync(
    new URL('../../modules/core/print.ts', import.meta.url),
    'utf8',
  );
  const imports = [...source.matchAll(/^import .*'(.*)';$/gm)].map(([, from]) => from);
  assert.equal(imports, ['node:fs']);
});

if (isMain(import.meta)) test.run();

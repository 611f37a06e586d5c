import { runInNewContext } from 'node:vm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plainRecords } from '../../modules/05/scraper/plain-records.ts';
import { thrown } from '../core/helpers.ts';

test('what JSON has no form for is refused, and its field named', () => {
  class Book {}
  const circular: Record<string, unknown> = { a: 1 };
  circular.self = circular;
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = [deep];
  for (const [value, problem] of [
    [12n, "'a' is a BigInt"],
    [new Map([[1, 2]]), "'a' is a Map"],
    [new Set(), "'a' is a Set"],
    [/x/, "'a' is a RegExp"],
    [new URL('http://a'), "'a' is a URL"],
    [new Error('x'), "'a' is an Error"],
    [new Uint8Array(2), "'a' is a Uint8Array"],
    [Promise.resolve(), "'a' is a Promise"],
    [new Book(), "'a' is a Book"],
    [new (class {})(), "'a' is a class instance"],
    [new Date(Number.NaN), "'a' is an invalid Date"],
    [Number.NaN, "'a' is NaN"],
    [Number.NEGATIVE_INFINITY, "'a' is -Infinity"],
    [() => 1, "'a' is a function"],
    [Symbol('x'), "'a' is a symbol"],
    [circular, "'a.self' is circular"],
    [{ b: [1, { c: 1n }] }, "'a.b[1].c' is a BigInt"],
    [{ ['x'.repeat(999)]: 1n }, `'a.${'x'.repeat(58)}…' is a BigInt`],
    [deep, `'a${'[0]'.repeat(19)}[0…' is more than 100 levels deep`],
  ] as const) {
    const { message } = thrown(() => plainRecords([{}, { a: value }]));
    assert.is(message, `record 2: ${problem}: an extractor returns plain data`);
  }
});

test('a record is an object with fields of its own, and none of them is the page', () => {
  for (const [records, problem] of [
    [[new Map([['title', 'x']])], /^record 1 is a Map:/],
    [[{}, new Date()], /^record 2 is a Date:/],
    [[{ page: undefined }], /^record 1: 'page' is the page's URL/],
    [new Array(1), /has to return an array of objects/],
    [new Set([{}]), /has to return an array of objects/],
  ] as const) {
    assert.throws(() => plainRecords(records), problem);
  }
});

test('plain data is what it was, and a date its text', () => {
  const twice = { page: 1 };
  const records = [
    { text: '', number: -1.5, yes: true, nothing: null, unset: undefined },
    { list: [[], [undefined, 'x']], object: { twice }, twice },
    Object.assign(Object.create(null), { when: new Date(0) }),
    runInNewContext('({ list: [{ a: 1 }] })'),
    JSON.parse('{"__proto__": {"a": 1}}'),
  ];
  assert.is(JSON.stringify(plainRecords(records)), JSON.stringify(records));
  assert.equal(plainRecords(records).slice(0, 2), records.slice(0, 2));
});

test.run();

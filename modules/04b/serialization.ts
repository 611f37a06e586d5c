/**
 * Serialization — an object as bytes, and back.
 *
 * In Python: pickle.dumps and pickle.loads. A pickle is a small program: it names the
 * functions that loads() is to call, any function: to load a stranger's pickle is to run
 * the stranger's code.
 * Here: v8.serialize and v8.deserialize, which write the same data that structured clone
 * copies, and JSON, which is text. Both hold data only; reading them calls nothing.
 *
 * JSON is for everybody, and knows objects, arrays, strings, numbers, booleans and null.
 * The bytes of v8.serialize keep Maps, dates, bigints and cycles. They may be stored: later
 * versions read them. But they belong to one engine: Bun's are not those of Node and Deno.
 */
import { deserialize, serialize } from 'node:v8';
import { print } from '../core/print.ts';

const person = { name: 'Ada', born: new Date(0), scores: new Map([['go', 12n]]) };

// There and back: equal, and another object.
const bytes = serialize(person);
const back: typeof person = deserialize(bytes);
print(
  `Bytes: ${bytes instanceof Uint8Array}, at least 40 of them: ${bytes.length >= 40}`,
);
print('Back:', back, `the same object: ${back === person}`);

// Written by Node 20 once; later ones read it, and another engine cannot.
const stored = Buffer.from('/w9vIgN0ZWEnSQJJBCwCewE=', 'base64');
try {
  print('Stored by Node 20:', deserialize(stored));
} catch (error) {
  print(`Stored by Node 20: ${(error as Error).name}`);
}

// JSON loses silently: the date is a string, the Map is empty. A bigint it refuses.
print('As JSON:', JSON.stringify({ born: person.born, scores: person.scores }));
try {
  JSON.stringify(12n);
} catch (error) {
  print(`A bigint as JSON: ${(error as Error).name}`);
}
// Unless both sides agree how to write what it does not know: replacer and reviver.
const text = JSON.stringify(person, (_key, value: unknown) => {
  if (value instanceof Map) return { $map: [...value] };
  return typeof value === 'bigint' ? { $big: `${value}` } : value;
});
const revived: unknown = JSON.parse(text, (_key, value) => {
  if (value?.$map) return new Map(value.$map);
  return value?.$big ? BigInt(value.$big) : value;
});
print('By agreement:', text);
print('And back:', revived);

// What it takes: a number in a typed array is 8 bytes, as text up to 20.
const thirds = Float64Array.from({ length: 1000 }, (_, i) => i / 3);
print(`1000 numbers as JSON: ${JSON.stringify([...thirds]).length} bytes`);
print(`1000 numbers by v8: ${serialize(thirds).length} bytes`);

// The danger of pickle, for once in JavaScript: a reader that evaluates what it reads.
const launched: string[] = [];
const stranger = '(launch("missile"), { name: "Bob" })';
const evaluate = new Function('launch', `return ${stranger}`);
print(
  'Evaluated:',
  evaluate((what: string) => launched.push(what)),
);
print('Launched while reading:', launched.splice(0));

// The two readers run no code: it is an error for one, and only a string for the other.
try {
  JSON.parse(stranger);
} catch (error) {
  print(`JSON.parse: ${(error as Error).name}`);
}
print(`deserialize: still text: ${deserialize(serialize(stranger)) === stranger}`);
print('Launched while reading:', launched);

// Output:
// Bytes: true, at least 40 of them: true
// Back: {name: 'Ada', born: 1970-01-01T00:00:00.000Z, scores: Map {'go' => 12n}} the same object: false
// --- on node, deno ---
// Stored by Node 20: {tea: Set {1, 2}}
// --- end ---
// --- on bun ---
// Stored by Node 20: TypeError
// --- end ---
// As JSON: {"born":"1970-01-01T00:00:00.000Z","scores":{}}
// A bigint as JSON: TypeError
// By agreement: {"name":"Ada","born":"1970-01-01T00:00:00.000Z","scores":{"$map":[["go",{"$big":"12"}]]}}
// And back: {name: 'Ada', born: '1970-01-01T00:00:00.000Z', scores: Map {'go' => 12n}}
// 1000 numbers as JSON: 13643 bytes
// 1000 numbers by v8: <int 8000..8099> bytes
// Evaluated: {name: 'Bob'}
// Launched while reading: ['missile']
// JSON.parse: SyntaxError
// deserialize: still text: true
// Launched while reading: []

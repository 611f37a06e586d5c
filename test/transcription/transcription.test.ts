import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startMediaServer } from '../../modules/04c/transcription/media-server.ts';
import { decode, encode } from '../../modules/04c/transcription/morse.ts';
import { spansIn } from '../../modules/04c/transcription/tone.ts';
import { readWav, type Sound, writeWav } from '../../modules/04c/transcription/wav.ts';
import { isMain } from '../../modules/core/main.ts';
import { thrown } from '../core/helpers.ts';

const ALL = 'THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG, 0123456789. OR NOT?';

function record(text: string, { frequency = 600, dot = 50, rate = 16_000 } = {}): Sound {
  const unit = Math.round((rate * dot) / 1000);
  const spans = encode(text);
  const units = spans.reduce((sum, { length }) => sum + length, 0);
  const samples = new Float32Array(units * unit);
  let at = 0;
  for (const { on, length } of spans) {
    for (const end = at + length * unit; at < end; at++) {
      samples[at] = on ? 0.5 * Math.sin((2 * Math.PI * frequency * at) / rate) : 0;
    }
  }
  return { samples, rate };
}

test('Morse: every letter, there and back', () => {
  assert.is(decode(encode(ALL)), ALL);
  assert.is(decode(encode('sos')), 'SOS');
});

test('Morse: the lengths of SOS', () => {
  const spans = encode('SOS').map(({ on, length }) => (on ? length : -length));
  assert.equal(spans, [1, -1, 1, -1, 1, -3, 3, -1, 3, -1, 3, -3, 1, -1, 1, -1, 1, -7]);
});

test('Morse: any speed; marks that no letter has', () => {
  const spans = encode('PARIS 73').map(({ on, length }) => ({ on, length: length * 17 }));
  assert.is(decode(spans), 'PARIS 73');
  const nine = Array.from({ length: 9 }, () => [
    { on: true, length: 1 },
    { on: false, length: 1 },
  ]).flat();
  assert.is(decode(nine), '#');
});

test('a sound: pitches, speeds and rates', () => {
  for (const [frequency, dot, rate] of [
    [430, 60, 8000],
    [600, 40, 16_000],
    [985, 80, 44_100],
  ] as const) {
    const sound = record('HELLO WORLD', { frequency, dot, rate });
    assert.is(
      decode(spansIn(sound)),
      'HELLO WORLD',
      `${frequency} Hz, ${dot} ms, ${rate}`,
    );
  }
});

test('WAV: what is written is read, also with other parts before the sound', () => {
  const samples = Float32Array.from([0, 0.5, -0.5, 1, -1, 2]);
  const file = writeWav({ samples, rate: 8000 });
  const read = readWav(file);
  assert.is(read.rate, 8000);
  assert.equal(
    [...read.samples].map((sample) => Math.round(sample * 100) / 100),
    [0, 0.5, -0.5, 1, -1, 1],
  );

  const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
  const longer = Buffer.concat([file.subarray(0, 36), list, file.subarray(36)]);
  assert.equal(readWav(longer).samples, read.samples);
  // Cut off in the middle, as after a broken download.
  assert.is(readWav(file.subarray(0, 48)).samples.length, 2);
});

test('WAV: refuses what it cannot read', () => {
  assert.instance(
    thrown(() => readWav(Buffer.from('not a sound'))),
    TypeError,
  );
  const stereo = writeWav({ samples: new Float32Array(4), rate: 8000 });
  stereo.writeUInt16LE(2, 22);
  assert.match(thrown(() => readWav(stereo)).message, 'one channel');
  assert.match(thrown(() => readWav(stereo.subarray(0, 12))).message, 'without sound');
});

test('the media server: noise and all, every recording can be understood', async () => {
  const texts = { 'one.wav': ALL, 'two.wav': 'SOS', 'three.wav': 'E E T' };
  await using server = await startMediaServer(texts);
  for (const [name, text] of Object.entries(texts)) {
    const response = await fetch(`${server.origin}/${name}`);
    const sound = readWav(Buffer.from(await response.arrayBuffer()));
    assert.is(decode(spansIn(sound)), text);
  }
  assert.is((await fetch(`${server.origin}/four.wav`)).status, 404);
});

if (isMain(import.meta)) test.run();

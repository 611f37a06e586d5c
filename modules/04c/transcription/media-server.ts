import type { Event } from '../../core/event.ts';
import { type Served, serve } from '../api/serve.ts';
import { PATIENCE, Visitors } from '../api/visitors.ts';
import { encode } from './morse.ts';
import { type Sound, writeWav } from './wav.ts';

/** A running media server. */
export interface MediaServer extends Served {
  /** How many downloads were in progress at the same time, at most. */
  readonly mostAtOnce: number;
}

/** How a recording sounds. */
interface Voice {
  /** The pitch of the tone, in Hz. */
  frequency: number;
  /** How long a dot is, in milliseconds. */
  dot: number;
}

/**
 * Starts a server of WAV files: telegrams in Morse code, each with a pitch and a speed of
 * its own, and with noise, as radio has it.
 *
 * @param texts what the recordings say, by the names of the files.
 * @param options.visitors how many it waits for before it begins to send. Default: 1.
 * @param options.after what some recordings have to wait for, by the names of the files.
 *
 * @example
 * ```ts
 * import { startMediaServer } from './transcription/media-server.ts';
 *
 * await using server = await startMediaServer({ 'hello.wav': 'HELLO WORLD' });
 * const response = await fetch(`${server.origin}/hello.wav`);
 * ```
 */
export async function startMediaServer(
  texts: Record<string, string>,
  {
    visitors: expected = 1,
    after = {},
  }: { visitors?: number; after?: Record<string, Event> } = {},
): Promise<MediaServer> {
  const visitors = new Visitors(expected);
  const names = Object.keys(texts);
  const server = await serve(async ({ url = '' }, response) => {
    await visitors.enter();
    const name = url.slice(1);
    await after[name]?.waitAsync({ timeout: PATIENCE });
    const text = texts[name];
    const index = names.indexOf(name);
    const voice = { frequency: 500 + 90 * index, dot: 40 + 5 * index };
    visitors.leave();
    if (text === undefined) response.writeHead(404).end();
    else response.end(writeWav(telegraph(text, voice)));
  });
  return {
    ...server,
    get mostAtOnce() {
      return visitors.mostAtOnce;
    },
  };
}

function telegraph(text: string, { frequency, dot }: Voice): Sound {
  const rate = 16_000;
  const unit = Math.round((rate * dot) / 1000);
  const spans = [{ on: false, length: 7 }, ...encode(text)];
  const units = spans.reduce((sum, { length }) => sum + length, 0);
  const samples = new Float32Array(units * unit);
  const random = noise();
  let at = 0;
  for (const { on, length } of spans) {
    for (const end = at + length * unit; at < end; at++) {
      const tone = on ? 0.5 * Math.sin((2 * Math.PI * frequency * at) / rate) : 0;
      samples[at] = tone + 0.2 * random();
    }
  }
  return { samples, rate };
}

/** Numbers from -1 to 1, the same ones in every run. */
function noise(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
}

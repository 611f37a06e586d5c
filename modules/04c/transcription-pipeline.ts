/**
 * A transcription pipeline — recordings downloaded at the same time, worked out in a pool.
 *
 * In Python: aiohttp downloads them all, then Whisper transcribes one after another, on
 * the event loop's thread.
 * Here: a recording goes to the pool as soon as it is there, while others still download;
 * the event loop only waits and writes. Without a model to install, the recordings are
 * telegrams in Morse code, which a server on loopback plays with noise, and the engine
 * really hears them: a Goertzel filter finds the tone, its timing gives the letters.
 *
 * `--engine whisper` puts Whisper in its place, behind the same interface, for speech:
 *   npx tsx modules/04c/transcription-pipeline.ts --engine whisper http://…/speech.wav
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, parse } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { threadId } from 'node:worker_threads';
import { request } from 'undici/index.js';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { type Engine, engines, type Transcript } from './transcription/engines.ts';
import { startMediaServer } from './transcription/media-server.ts';

const TELEGRAMS = {
  'first.wav': 'WHAT HATH GOD WROUGHT',
  'titanic.wav': 'CQD CQD SOS WE HAVE STRUCK ICEBERG',
  'last.wav': 'CALLING ALL. THIS IS OUR LAST CRY',
};

// One recording from the network to the text beside it. All awaits: while it waits for
// the network, the pool or the disk, the others go on.
async function handle(url: string, folder: string, engine: Engine): Promise<Transcript> {
  const name = basename(new URL(url).pathname);
  const path = join(folder, name);
  const { statusCode, body } = await request(url);
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  await pipeline(body, createWriteStream(path));
  print(`${name} is there`);

  const transcript = await engine.transcribe(path);
  print(`${name} is transcribed`);
  if (name === 'first.wav') firstTranscribed.set();
  await writeFile(join(folder, `${parse(path).name}.txt`), transcript.text);
  return transcript;
}

// The server holds the last recording back until the first one has been transcribed.
const firstTranscribed = new Event();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: 'string', default: 'morse' } },
  });
  const startEngine = engines[values.engine];
  if (!startEngine) throw new Error(`Engines: ${Object.keys(engines).join(', ')}`);
  await using engine = await startEngine();

  const names = Object.keys(TELEGRAMS);
  await using server = await startMediaServer(TELEGRAMS, {
    visitors: names.length,
    after: { 'last.wav': firstTranscribed },
  });
  const own = names.map((name) => `${server.origin}/${name}`);
  const urls = positionals.length > 0 ? positionals : own;

  const folder = await mkdtemp(join(tmpdir(), 'transcription-'));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  const transcripts = await Promise.all(urls.map((url) => handle(url, folder, engine)));

  for (const file of (await readdir(folder)).sort()) {
    if (!file.endsWith('.txt')) continue;
    print(`${file}: ${await readFile(join(folder, file), 'utf8')}`);
  }
  if (positionals.length > 0) return;
  const right = transcripts.every(({ text }, i) => text === Object.values(TELEGRAMS)[i]);
  print(`As they were sent: ${right}`);
  print(`Downloads at once: ${server.mostAtOnce}`);
  const elsewhere = transcripts.every(({ worker }) => worker !== threadId);
  print(`Worked out in other threads: ${elsewhere}`);
}

if (isMain(import.meta)) {
  try {
    await main();
  } catch (error) {
    print((error as Error).message);
    process.exitCode = 1;
  }
}

// Output:
// --- interleaved ---
// first.wav is there
// first.wav is transcribed
// last.wav is there
// last.wav is transcribed
// --- with ---
// titanic.wav is there
// titanic.wav is transcribed
// --- end ---
// first.txt: WHAT HATH GOD WROUGHT
// last.txt: CALLING ALL. THIS IS OUR LAST CRY
// titanic.txt: CQD CQD SOS WE HAVE STRUCK ICEBERG
// As they were sent: true
// Downloads at once: 3
// Worked out in other threads: true

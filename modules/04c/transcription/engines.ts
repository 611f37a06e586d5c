import { readFile } from 'node:fs/promises';
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { workerOptions } from '../../core/worker-file.ts';
import { decode } from './morse.ts';
import { spansIn } from './tone.ts';
import { readWav } from './wav.ts';

/** What one recording says. */
export interface Transcript {
  text: string;
  /** The thread that worked it out. */
  worker: number;
}

/** Something that turns recordings into texts; `await using` closes it. */
export interface Engine extends AsyncDisposable {
  transcribe(path: string): Promise<Transcript>;
}

/** Which engines there are, and how to start them. */
export const engines: Record<string, () => Promise<Engine>> = {
  morse: startMorse,
  whisper: startWhisper,
};

/** Telegrams, in a pool with two workers: finding tones is work for the CPU. */
async function startMorse(): Promise<Engine> {
  const pool = new Piscina<string, Transcript>({
    filename: import.meta.url,
    name: 'transcribeMorse',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  return {
    transcribe: (path) => pool.run(path),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/** In a worker of the pool. */
export async function transcribeMorse(path: string): Promise<Transcript> {
  const sound = readWav(await readFile(path));
  return { text: decode(spansIn(sound)), worker: threadId };
}

/** What we use of @huggingface/transformers. */
interface Transformers {
  pipeline(
    task: 'automatic-speech-recognition',
    model: string,
    options: { device: 'gpu' | 'cpu' },
  ): Promise<SpeechRecognition>;
}
interface SpeechRecognition {
  (samples: Float32Array, options: object): Promise<{ text: string }>;
  dispose(): Promise<unknown>;
}

const MODEL = 'Xenova/whisper-small';

/**
 * Speech, with Whisper, on the GPU if there is one. It computes in threads of its own,
 * so the event loop stays free without a pool. Recordings have 16,000 samples a second.
 *
 * @throws {Error} when its package is not installed.
 */
async function startWhisper(): Promise<Engine> {
  // Not a dependency of ours: the name stands in a variable so that nobody looks for it.
  const name = '@huggingface/transformers';
  const { pipeline }: Transformers = await import(name).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(`Whisper is not installed: npm install ${name}`);
  });
  const start = (device: 'gpu' | 'cpu') =>
    pipeline('automatic-speech-recognition', MODEL, { device });
  const recognise = await start('gpu').catch(() => start('cpu'));
  return {
    async transcribe(path) {
      const { samples } = readWav(await readFile(path));
      // Long recordings go through in pieces of 30 seconds, which overlap.
      const { text } = await recognise(samples, {
        chunk_length_s: 30,
        stride_length_s: 5,
      });
      return { text: text.trim(), worker: threadId };
    },
    async [Symbol.asyncDispose]() {
      await recognise.dispose();
    },
  };
}

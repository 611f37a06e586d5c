/**
 * Reads pages in a thread of its own. It is the one thing here that computes: on the main
 * thread each page would hold up all requests, and one page made by a malicious hand, a
 * hundred thousand open `<div>`s, for half a minute.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { workerFile, workerOptions } from '../../core/worker-file.ts';
import { Failure } from './failure.ts';
import type { Reading, Wanted } from './reading.ts';

interface Task {
  message: [body: Uint8Array, contentType: string, url: string];
  resolve: (reading: Reading) => void;
  reject: (error: unknown) => void;
}

/**
 * Python: `loop.run_in_executor(process_pool, parse, html)`.
 *
 * @example
 * ```ts
 * import { PageReader } from './page-reader.ts';
 *
 * using reader = new PageReader();
 * const { records, next } = await reader.read(Buffer.from('<div class="quote">…'), '');
 * ```
 */
export class PageReader implements Disposable {
  /** What the thread was given, in order: it reads the first one. */
  readonly #tasks: Task[] = [];
  readonly #limit: number;
  readonly #wanted: Wanted;
  #worker: Worker;
  #loaded!: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /**
   * @param options.limit a page that takes longer, in ms, is given up. Default: 10,000.
   * @param options.wanted what to look for. Default: quotations, and the Next link.
   */
  constructor({ limit = 10_000, wanted = {} as Wanted } = {}) {
    this.#limit = limit;
    this.#wanted = wanted;
    this.#worker = this.#start();
  }

  /** Resolves when the thread has started. Rejects when its code, or the extractor, has not. */
  get ready(): Promise<void> {
    return this.#loaded;
  }

  /**
   * @param contentType as the server says, for the charset.
   * @param url where it is from, for the links in its records. Default: nowhere.
   * @throws {Failure} of the kind parse.
   */
  async read(body: Buffer, contentType: string, url = ''): Promise<Reading> {
    await this.#loaded;
    // A page that comes in when the run is over must not start timer and thread again.
    if (this.#isStopped) throw new Failure('parse', 'the reader has been stopped');
    // To send a view is to send the whole of what is behind it.
    const lean = body.buffer.byteLength < 2 * body.length ? body : new Uint8Array(body);
    return new Promise((resolve, reject) => {
      const message: Task['message'] = [lean, contentType, url];
      this.#tasks.push({ message, resolve, reject });
      this.#worker.postMessage(message);
      if (this.#tasks.length === 1) this.#watch();
    });
  }

  /** Stops the thread. */
  [Symbol.dispose](): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    void this.#worker.terminate();
  }

  #start(): Worker {
    const file = workerFile(new URL('./reader-thread.ts', import.meta.url));
    const worker = new Worker(file, { ...workerOptions, workerData: this.#wanted });
    // What the thread takes to load its code is not to be blamed on a page.
    this.#loaded = once(worker, 'message').then(([problem]) => {
      if (problem) throw new Error(problem);
      worker.on('message', (result: Reading | string) => {
        if (worker === this.#worker) this.#next(result);
      });
      worker.on('error', (error) => {
        if (worker === this.#worker) this.#giveUp(error.message);
      });
      for (const { message } of this.#tasks) worker.postMessage(message);
      this.#watch();
    });
    this.#loaded.catch((error) => {
      for (const { reject } of this.#tasks.splice(0)) reject(error);
    });
    return worker;
  }

  #next(result: Reading | string): void {
    const task = this.#tasks.shift();
    if (typeof result === 'string') task?.reject(new Failure('parse', result));
    else task?.resolve(result);
    this.#watch();
  }

  /** Gives the first page its time. */
  #watch(): void {
    clearTimeout(this.#timer);
    // When the thread ends, what it had sent still comes in: no timer for what is left then.
    if (this.#tasks.length === 0 || this.#isStopped) return;
    this.#timer = setTimeout(() => this.#giveUp('takes too long to read'), this.#limit);
  }

  /** The first page is too much for the thread: a new one reads the others. */
  #giveUp(why: string): void {
    clearTimeout(this.#timer);
    void this.#worker.terminate();
    this.#worker = this.#start();
    this.#tasks.shift()?.reject(new Failure('parse', why));
  }
}

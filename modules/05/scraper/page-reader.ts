/**
 * Reads pages in a thread of its own. It is the one thing here that computes: on the main
 * thread each page would hold up all requests, and one page made by a malicious hand, a
 * hundred thousand open `<div>`s, for half a minute.
 */
import { Worker } from 'node:worker_threads';
import { workerFile, workerOptions } from '../../core/worker-file.ts';
import { Failure } from './failure.ts';
import type { Reading, Wanted } from './reading.ts';
import { reasonOf } from './reason.ts';
import { started } from './thread-start.ts';
import { Watchdog } from './watchdog.ts';

/** So many pages the thread gets at once: with more, they and their requests come in waves. */
const LOT = 8;

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
  /** What the thread is going to get. */
  readonly #waiting: Task[] = [];
  /** What it has: one message for many pages costs little more than for one. */
  readonly #sent: Task[][] = [];
  /** With how many pages it has begun, and how many of them it has sent back. */
  #begun!: Int32Array;
  #read = 0;
  readonly #watchdog: Watchdog;
  readonly #wanted: Wanted;
  #worker: Worker;
  #loaded!: Promise<void>;
  #isUp = false;
  #isStopped = false;

  /**
   * @param options.limit in ms, to read a page, or load the extractor. Default: 10,000.
   * @param options.wanted what to look for. Default: quotations, and the Next link.
   */
  constructor({ limit = 10_000, wanted = {} as Wanted } = {}) {
    this.#watchdog = new Watchdog(limit, () => this.#giveUp('takes too long to read'));
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
      this.#waiting.push({ message: [lean, contentType, url], resolve, reject });
      this.#send();
    });
  }

  /** Stops the thread. */
  [Symbol.dispose](): void {
    this.#isStopped = true;
    this.#watchdog.stop();
    void this.#worker.terminate();
  }

  #start(): Worker {
    const file = workerFile(new URL('./reader-thread.ts', import.meta.url));
    this.#begun = new Int32Array(new SharedArrayBuffer(4));
    this.#read = 0;
    const workerData = { wanted: this.#wanted, begun: this.#begun };
    const worker = new Worker(file, { ...workerOptions, workerData });
    this.#isUp = false;
    const fails = (why: string) => worker === this.#worker && this.#giveUp(why);
    // What the thread takes to load its code is not to be blamed on a page.
    this.#loaded = started(worker, this.#watchdog.limit).then(() => {
      worker.on('message', (results: (Reading | string)[]) => {
        if (worker === this.#worker) this.#settle(results);
      });
      worker.on('error', (error) => fails(reasonOf(error)));
      worker.on('exit', () => fails('ends the reading thread'));
      this.#isUp = true;
      this.#send();
    });
    this.#loaded.catch((error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
    return worker;
  }

  #send(): void {
    // When the thread ends, what it had sent still comes in: it gets nothing more then.
    if (!this.#isUp || this.#isStopped) return;
    const wasIdle = this.#sent.length === 0;
    // While it reads one lot, the next one is there already.
    while (this.#sent.length < 2 && this.#waiting.length > 0) {
      const tasks = this.#waiting.splice(0, LOT);
      this.#sent.push(tasks);
      this.#worker.postMessage(tasks.map(({ message }) => message));
    }
    // Only then: what comes in later must not give a page more time.
    if (wasIdle && this.#sent.length > 0) this.#watchdog.watch(this.#begun);
  }

  #settle(results: (Reading | string)[]): void {
    const tasks = this.#sent.shift() ?? [];
    this.#read += tasks.length;
    for (const [i, { resolve, reject }] of tasks.entries()) {
      const result = results[i] ?? 'it was not read';
      if (typeof result === 'string') reject(new Failure('parse', result));
      else resolve(result);
    }
    if (this.#sent.length === 0) this.#watchdog.stop();
    this.#send();
  }

  /** The page it is at is too much for the thread: a new one reads the others. */
  #giveUp(why: string): void {
    if (this.#isStopped) return;
    this.#watchdog.stop();
    const [stuck, tasks] = [this.#worker, this.#sent.splice(0).flat()];
    const at = Atomics.load(this.#begun, 0) - this.#read - 1;
    const [blamed] = tasks.splice(Math.max(0, at), 1);
    this.#waiting.unshift(...tasks);
    this.#worker = this.#start();
    void stuck.terminate(); // only now: Deno tells of its exit at once
    blamed?.reject(new Failure('parse', why));
  }
}

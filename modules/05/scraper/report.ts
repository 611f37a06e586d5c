/** What a person gets to see: a line for each page, the progress, and a summary. */
import { writeSync } from 'node:fs';
import { writeLine } from '../../core/print.ts';
import { stopwatch } from '../../core/time.ts';
import type { Crawl } from './crawl.ts';
import type { Page } from './page.ts';
import { printable } from './printable.ts';
import type { Reading } from './reading.ts';
import { lineFor } from './report-line.ts';
import { thousands } from './thousands.ts';

/** The least time between two progress lines, in ms, when nothing else is printed. */
const BEAT = 100;

export interface ReportOptions {
  quiet: boolean;
  descriptor?: 1 | 2;
  what?: string;
}

export class Report {
  failed = 0;
  /** Whether stdout could not be written, on a full disk: the rest goes to stderr. */
  stdoutFailed = false;
  readonly #quiet: boolean;
  readonly #descriptor: 1 | 2;
  readonly #what: string;
  readonly #watch = stopwatch();
  readonly #errors = new Map<string, number>();
  #pages = 0;
  #bytes = 0;
  #records = 0;
  #lastBeat = 0;

  /**
   * @param options.quiet tells of pages only when they fail.
   * @param options.descriptor where to tell it: 1 is stdout, 2 is stderr. Default: 1.
   * @param options.what what the records are. Default: quotes.
   */
  constructor({ quiet, descriptor = 1, what = 'quotes' }: ReportOptions) {
    this.#quiet = quiet;
    this.#what = what;
    this.#descriptor = descriptor;
  }

  /** Whether pages came in, and none of them gave a record. */
  get barren(): boolean {
    return this.#pages > 0 && this.#records === 0;
  }

  /** An earlier run goes on. */
  goesOn(pages: number): void {
    this.#print(`Going on: ${pages} pages are there already`);
  }

  page(page: Page<Reading>, left: number): void {
    const { failure, content } = page;
    const records = content?.records.length ?? 0;
    if (failure) this.#count(failure.kind === 'status' ? failure.message : failure.kind);
    else this.#pages++;
    this.#bytes += page.bytes;
    this.#records += records;
    if (!this.#quiet || failure) {
      this.#clearProgress();
      this.#print(lineFor(page, `${records} ${this.#what}`));
    }
    this.#progress(left);
  }

  /**
   * The last lines.
   *
   * @param limits which limits it met.
   */
  summary(crawl: Crawl<Reading>, limits: string[]): void {
    this.#clearProgress();
    const seconds = this.#watch.ms() / 1000;
    const errors = [...this.#errors].map(([kind, times]) => `${times} × ${kind}`);
    this.#print('');
    this.#print(
      `Pages: ${this.#pages}, ${this.#what}: ${this.#records}, bytes: ${thousands(this.#bytes)}`,
    );
    this.#print(
      `Errors: ${this.failed ? `${this.failed} (${errors.join(', ')})` : 'none'}`,
    );
    this.#print(`Retries: ${crawl.retries}`);
    const { mostInFlight, leastGap } = crawl.limit;
    this.#print(`Most requests in flight: ${mostInFlight}`);
    if (leastGap < Infinity) {
      this.#print(`Least time between two: ${(leastGap / 1000).toFixed(3)} s`);
    }
    this.#print(
      `Time taken: ${this.#watch}, pages per second: ${(this.#pages / seconds).toFixed(1)}`,
    );
    for (const limit of limits) this.#print(limit);
    if (crawl.left > 0) this.#print(`Not fetched: ${crawl.left} or more`);
  }

  /** The run came to a bad end. */
  stopped(why: string): void {
    writeLine(2, printable(why));
  }

  #count(kind: string): void {
    this.failed++;
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
  }

  #progress(left: number): void {
    if (!this.#terminal.isTTY) return;
    if (this.#quiet && this.#watch.ms() - this.#lastBeat < BEAT) return;
    this.#lastBeat = this.#watch.ms();
    const done = this.#pages + this.failed;
    this.#overwrite(
      `${done} of ${done + left} pages, ${this.failed} failed, ${this.#watch}`,
    );
  }

  #clearProgress(): void {
    if (this.#terminal.isTTY) this.#overwrite('');
  }

  get #terminal() {
    return this.#descriptor === 1 ? process.stdout : process.stderr;
  }

  /** Puts a line in the place of the last one; a terminal that is gone needs none. */
  #overwrite(line: string): void {
    try {
      writeSync(this.#descriptor, `\r\x1b[2K${line}`);
    } catch {}
  }

  /** Much of a line is what servers say. */
  #print(text: string): void {
    try {
      writeLine(this.stdoutFailed ? 2 : this.#descriptor, printable(text));
    } catch (error) {
      if (this.stdoutFailed || this.#descriptor === 2) throw error;
      this.stdoutFailed = true;
      this.#print(`Cannot write to stdout: ${(error as Error).message}`);
      this.#print(text);
    }
  }
}

/** A line for each request, for whoever wants to know later what was asked of whom. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { OutputError } from './export.ts';

/** One request that was made, of a page or of a robots.txt. */
export interface RequestRecord {
  /** When it was made, in ms since 1970. */
  time: number;
  url: string;
  /** The status that came back; else the kind of failure. */
  status: number | string;
  /** The size of the body as it came over the wire; 0 without a body that counts. */
  bytes: number;
  ms: number;
  /** Which try of this URL it was, from 1. */
  attempt: number;
}

/**
 * Adds to a file, separated by tabs: the time, the URL, the status or what went wrong, the
 * size in bytes, how long it took in ms, and which try it was.
 */
export class RequestLog implements Disposable {
  readonly #path: string;
  readonly #file: number;
  #broken: OutputError | undefined;

  /** @throws {OutputError} when the file cannot be written. */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, 'a');
    } catch (error) {
      throw this.#asOutputError(error);
    }
  }

  /** Never throws: an error here is none of the page's. */
  add({ time, url, status, bytes, ms, attempt }: RequestRecord): void {
    if (this.#broken) return;
    const fields = [new Date(time).toISOString(), url, status, bytes, Math.round(ms)];
    try {
      writeSync(this.#file, `${[...fields, attempt].join('\t')}\n`);
    } catch (error) {
      this.#broken = this.#asOutputError(error);
    }
  }

  /** @throws {OutputError} when a line could not be written. */
  check(): void {
    if (this.#broken) throw this.#broken;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #asOutputError(error: unknown): OutputError {
    return new OutputError(`Cannot write ${this.#path}: ${(error as Error).message}`);
  }
}

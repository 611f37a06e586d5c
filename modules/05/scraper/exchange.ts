/**
 * One request and its answer, on undici's lowest layer: an event is one call, no stream
 * is built, and each limit is exact and known by name when it strikes.
 */
import type { Dispatcher } from 'undici/index.js';
import { Body } from './body.ts';
import { Deadlines } from './deadlines.ts';
import { asFailure, Failure } from './failure.ts';

/** Limits of one request, in milliseconds and bytes. */
export interface Limits {
  /** Until the connection stands. */
  connectTimeout: number;
  /** From then until the headers are there. */
  headersTimeout: number;
  /** Between two pieces of the body. */
  idleTimeout: number;
  /** For all of it. */
  timeout: number;
  /** The largest body; with `cut`, as much as is taken of a larger one. */
  maxBody: number;
  cut?: boolean;
}

export type Headers = Record<string, string | string[] | undefined>;

export interface Answer {
  status: number;
  headers: Headers;
  /** As it came over the wire. */
  body: Buffer;
}

/** Looks at the head of an answer; throws a {@link Failure} to refuse its body. */
export type Inspect = (status: number, headers: Headers) => void;

/** A page that says no is read this far, which keeps the connection; then it is cut. */
const SMALL_TALK = 64 * 1024;

/** What undici tells the events of one request to; its answer is settled exactly once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  readonly #limits: Limits;
  readonly #inspect: Inspect | undefined;
  readonly #slot: { sent(): void } | undefined;
  #resolve!: (answer: Answer) => void;
  #reject!: (failure: Failure) => void;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #deadlines: Deadlines;
  #status = 0;
  #headers: Headers = {};
  #body = new Body(0);

  constructor(limits: Limits, inspect?: Inspect, slot?: { sent(): void }) {
    this.#limits = limits;
    this.#inspect = inspect;
    this.#slot = slot;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#deadlines = new Deadlines(limits.timeout, (failure) => this.fail(failure));
    this.#deadlines.stage('no connection', limits.connectTimeout);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) {
      controller.abort(new Failure('timeout', 'too late'));
    } else {
      this.#deadlines.stage('no headers', this.#limits.headersTimeout);
      this.#slot?.sent();
    }
  }

  onResponseStart(_: unknown, status: number, headers: Headers): void {
    if (this.#settled || status < 200) return; // below 200: an interim answer
    this.#status = status;
    this.#headers = headers;
    this.#deadlines.stage('nothing more of the body', this.#limits.idleTimeout);
    try {
      this.#inspect?.(status, headers);
      const length = this.#limits.cut ? undefined : headers['content-length'];
      const room = this.#refused ? SMALL_TALK : this.#limits.maxBody;
      this.#body = new Body(room, length === undefined ? undefined : Number(length));
    } catch (error) {
      this.fail(error as Failure);
    }
  }

  onResponseData(_: unknown, piece: Buffer): void {
    if (this.#settled) return;
    this.#deadlines.refresh();
    try {
      this.#body.add(piece);
    } catch (error) {
      this.fail(error as Failure);
    }
  }

  onResponseEnd(): void {
    this.#succeed();
  }

  onResponseError(_: unknown, error: Error): void {
    this.fail(asFailure(error));
  }

  /** Ends it with an error, and cuts the connection if it is in use. */
  fail(failure: Failure): void {
    if (this.#settled) return;
    // A server that said no has said so, however badly its page ends.
    if (this.#refused || (this.#limits.cut && failure.kind === 'too large'))
      this.#succeed();
    this.#settle();
    this.#reject(failure);
    this.#controller?.abort(failure);
  }

  /** Whether the status is an error, or a redirect: then the body does not matter. */
  get #refused(): boolean {
    return this.#status >= 300;
  }

  #succeed(): void {
    if (this.#settled) return;
    this.#settle();
    const [status, headers, body] = [this.#status, this.#headers, this.#body.bytes];
    this.#resolve({ status, headers, body });
  }

  #settle(): void {
    this.#settled = true;
    this.#deadlines.clear();
  }
}

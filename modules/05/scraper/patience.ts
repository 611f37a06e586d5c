/** How much to put up with from a host that asks to wait, or cannot be reached. */
import { Failure } from './failure.ts';
import type { RateLimit } from './rate-limit.ts';
import { isTransient } from './retry.ts';
import { thousands } from './thousands.ts';

/** A host that has failed to connect so many times in a row is given up. */
const MOST_UNREACHED = 10;

interface Record {
  /** How many times in a row no connection came about. */
  unreached: number;
  /** Since when nothing has come in because the host asks to wait. */
  waitingSince: number;
}

/** Leaves hosts alone for as long as they ask for, and gives up those that ask for too much. */
export class Patience {
  /** How long a host may keep us waiting until something comes in, in ms. */
  readonly maxWait: number;
  readonly #limit: RateLimit;
  readonly #hosts = new Map<string, Record>();

  /**
   * @param limit is told when to let no more requests start.
   * @param maxWait as {@link maxWait}. Default: 300,000.
   */
  constructor(limit: RateLimit, maxWait = 300_000) {
    this.#limit = limit;
    this.maxWait = maxWait;
  }

  /**
   * Something came in: the host is well.
   *
   * @param wait asked for all the same, in ms, as a redirect may do.
   * @throws {Failure} when that is too long.
   */
  answered(host: string, wait: number): void {
    this.#hosts.delete(host);
    if (wait > 0) this.#leaveAlone(host, wait);
  }

  /**
   * A request failed.
   *
   * @param connected whether it went out at all.
   * @throws {Failure} when the host is given up for that.
   */
  failed(host: string, failure: Failure, connected: boolean): void {
    const record = this.#of(host);
    record.unreached = connected ? 0 : record.unreached + 1;
    if (record.unreached >= MOST_UNREACHED) {
      const why = `no connection ${record.unreached} times in a row: ${failure.message}`;
      this.#giveUp(host, new Failure('host given up', why, { cause: failure }));
    }
    const { status, retryAfter } = failure;
    if (retryAfter && status && isTransient(status)) this.#leaveAlone(host, retryAfter);
  }

  /** What a server says of its load holds for all its pages, as soon as it is said. */
  #leaveAlone(host: string, ms: number): void {
    const record = this.#of(host);
    const now = performance.now();
    record.waitingSince = Math.min(record.waitingSince, now);
    const waited = now - record.waitingSince;
    if (waited + ms > this.maxWait) {
      const before = waited < 1000 ? '' : `, after ${seconds(waited)} s`;
      const why = `asked to wait ${seconds(ms)} s${before}`;
      this.#giveUp(host, new Failure('asked to wait', why));
    }
    this.#limit.pause(host, ms);
  }

  #giveUp(host: string, why: Failure): never {
    this.#limit.close(host, why);
    throw why;
  }

  #of(host: string): Record {
    const record = this.#hosts.get(host) ?? { unreached: 0, waitingSince: Infinity };
    this.#hosts.set(host, record);
    return record;
  }
}

function seconds(ms: number): string {
  return thousands(Math.ceil(ms / 1000));
}

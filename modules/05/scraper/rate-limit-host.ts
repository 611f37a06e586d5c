/** A host, as the rate limit sees it: who waits, and when the next may start. */

/** The right to have one request in flight. */
export interface Slot extends Disposable {
  /** The request goes out only now: the delay to the next one counts from here, then. */
  sent(): void;
}

/** What is going on with one host. */
export class Host {
  inFlight = 0;
  delay: number;
  /** When the last request has started, on the clock of `performance.now()`. */
  startedAt = -Infinity;
  /** When the next one may, by the same clock. */
  nextAt = 0;
  readonly queue: Waiter[] = [];
  timer: NodeJS.Timeout | undefined;
  /** Why nothing may start any more. */
  closed: Error | undefined;

  constructor(delay: number) {
    this.delay = delay;
  }

  /** Nobody who waits gets in. */
  rejectAll(reason: unknown): void {
    clearTimeout(this.timer);
    for (const { reject } of this.queue.splice(0)) reject(reason);
  }
}

interface Waiter {
  resolve(slot: Slot): void;
  reject(reason: unknown): void;
}

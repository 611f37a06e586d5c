/** The clocks of one request: one for all of it, and one for the stage that it is in. */
import { Failure } from './failure.ts';

type Fail = (failure: Failure) => void;

export class Deadlines {
  readonly #fail: Fail;
  readonly #whole: NodeJS.Timeout;
  #stage: NodeJS.Timeout | undefined;

  /**
   * @param ms for all of it, in milliseconds.
   * @param fail is told when one of the clocks runs out.
   */
  constructor(ms: number, fail: Fail) {
    this.#fail = fail;
    this.#whole = startTimer(fail, 'not complete', ms);
  }

  /**
   * A new stage begins.
   *
   * @param lack what is to be said if it takes longer than so many ms.
   */
  stage(lack: string, ms: number): void {
    clearTimeout(this.#stage);
    this.#stage = startTimer(this.#fail, lack, ms);
  }

  /** The stage gets its time once more. */
  refresh(): void {
    this.#stage?.refresh();
  }

  clear(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#stage);
  }
}

function startTimer(fail: Fail, lack: string, ms: number): NodeJS.Timeout {
  return setTimeout(expire, ms, fail, lack, ms);
}

function expire(fail: Fail, lack: string, ms: number): void {
  fail(new Failure('timeout', `${lack} within ${ms / 1000} s`));
}

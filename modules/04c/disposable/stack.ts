/** What a program needs of an `AsyncDisposableStack`. */
interface Stack extends AsyncDisposable {
  /** Closes the resource at the end. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource;
  /** Calls the function at the end. */
  defer(close: () => void | PromiseLike<void>): void;
  /** Gives a stack with all of it, and keeps nothing. */
  move(): AsyncDisposable;
}

/**
 * Plays its part where the runtime has none. Like the real one it closes in the opposite
 * order of opening, goes on after an error, and throws the last one with those before it
 * inside.
 */
class StandIn implements Stack {
  #closers: (() => unknown)[] = [];

  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  defer(close: () => void | PromiseLike<void>): void {
    this.#closers.push(close);
  }

  move(): StandIn {
    const heir = new StandIn();
    heir.#closers = this.#closers.splice(0);
    return heir;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return closeAll(this.#closers.splice(0));
  }
}

async function closeAll(closers: (() => unknown)[]): Promise<void> {
  const last = closers.pop();
  if (last === undefined) return;
  await using _others = { [Symbol.asyncDispose]: () => closeAll(closers) };
  await last();
}

/** The runtime's own, or what plays its part on Node 20 and 22. */
export const AsyncDisposableStack: new () => Stack =
  globalThis.AsyncDisposableStack ?? StandIn;

/** How a task has ended: there is no fourth way, and none of them is an exception. */
export type Outcome<T = unknown> =
  | { name: string; status: 'done'; value: T }
  | { name: string; status: 'failed'; error: unknown }
  | { name: string; status: 'cancelled'; reason: unknown };

/** A task that was submitted. */
export interface Task<T = unknown> {
  name: string;
  /** Never rejects. */
  outcome: Promise<Outcome<T>>;
  /** One that waits never begins; one that runs sees its signal abort; else nothing happens. */
  cancel(reason?: unknown): void;
}

/** Does the work to its end, whichever that is. */
export async function carryOut<T>(
  name: string,
  work: (signal: AbortSignal) => T,
  signal: AbortSignal,
): Promise<Outcome<Awaited<T>>> {
  try {
    return { name, status: 'done', value: await work(signal) };
  } catch (error) {
    // A task that is cancelled, and then fails at tidying up, has failed.
    if (signal.aborted && isAbort(error, signal)) {
      return { name, status: 'cancelled', reason: signal.reason };
    }
    return { name, status: 'failed', error };
  }
}

/** Some throw the signal's reason, others an AbortError of their own. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    error === signal.reason || (error instanceof Error && error.name === 'AbortError')
  );
}

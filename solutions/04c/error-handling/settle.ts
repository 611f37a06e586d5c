/** A job that can be limited and stopped. */
export interface Job {
  name: string;
  /** Does it, and stops by the signal. */
  run: (signal: AbortSignal) => Promise<unknown>;
  /** The longest it may take, in milliseconds from the call. */
  limit: number;
  /** Aborts when somebody does not want it any more. */
  stop?: AbortSignal;
}

/** Carries out a job, and says how it ended: it never throws. */
export async function settle({ name, run, limit, stop }: Job): Promise<string> {
  const time = AbortSignal.timeout(limit);
  const signal = AbortSignal.any(stop ? [stop, time] : [time]);
  try {
    return `${name}: done, ${await run(signal)}`;
  } catch (error) {
    // The error alone does not tell: each library has its own for an aborted signal.
    if (!signal.aborted) return `${name}: failed, ${error}`;
    if (signal.reason === time.reason) return `${name}: timed out after ${limit} ms`;
    return `${name}: cancelled, ${signal.reason}`;
  }
}

/** How a run came to its end: whether that is all that was wanted, and what is said of it. */

export interface Run {
  /** Pages that came in. */
  came: number;
  /** Pages that an earlier run has. */
  earlier: number;
  /** Pages that failed, or sitemaps. */
  failed: number;
  /** URLs that were queued, and are not done. */
  left: number;
  /** Its sitemaps: whether it ended before they were read, and entries that do not count. */
  listed: { cut: boolean; leftOut: number };
  /** Whether a person, or what stopped it, ended it; else a limit did. */
  stopped: boolean;
  /** Whether its time is up. */
  timeUp: boolean;
  /** Whether there were links beyond --max-depth. */
  tooDeep: boolean;
  /** Pages that came in, and could not be written. */
  unkept: number;
}

export interface Ending {
  /** What a person has to know of it. */
  lines: string[];
  /** Whether there was nothing to fetch, or nothing was; not when an earlier run has it all. */
  empty: boolean;
  /** Whether all came in that was wanted. A limit is what a person wants, but for no page. */
  whole: boolean;
}

export function endingOf(run: Run): Ending {
  const { cut, leftOut } = run.listed;
  const early = run.left > 0 || cut;
  const atLimit = early && !run.stopped;
  const empty = run.came === 0 && (early || run.earlier === 0);
  const lines = [
    ...(atLimit ? [`Ended at ${run.timeUp ? '--max-time' : '--max-pages'}`] : []),
    ...(leftOut
      ? [`Sitemaps: ${leftOut} entries left out, of other hosts or no URLs`]
      : []),
    ...(run.tooDeep ? ['Links beyond --max-depth were not followed'] : []),
    ...(run.unkept ? [`Fetched, and not kept: ${run.unkept}`] : []),
  ];
  return { lines, empty, whole: run.failed === 0 && !empty && (!early || atLimit) };
}

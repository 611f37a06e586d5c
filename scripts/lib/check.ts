/** How one thing that was checked went: a lesson, or a file of tests. */
export interface Check {
  name: string;
  /** Wall time, in milliseconds. */
  ms: number;
  passed: number;
  failed: number;
  /** What to show of it besides its line; empty for nothing. */
  report: string;
  /** What the program printed. */
  output: string;
}

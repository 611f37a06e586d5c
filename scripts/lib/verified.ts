/** What scripts/portable.ts has found, as it writes it down. */
export interface Verified {
  /** When, in ISO 8601. */
  date: string;
  /** `linux x64`. */
  platform: string;
  runtimes: {
    /** `Node 24` */
    name: string;
    /** `24.11.1` */
    version: string;
    /** How many passed of how many, by module; those of the tests as `tests`. */
    parts: Record<string, { passed: number; of: number }>;
  }[];
}

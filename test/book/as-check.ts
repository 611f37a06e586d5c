import type { Check } from '../../scripts/lib/check.ts';
import { called } from '../../scripts/lib/checks.ts';

/** A function that throws unless all is well, as something that is counted. */
export function asCheck(name: string, check: () => void | Promise<void>) {
  return called(name, async (): Promise<Check> => {
    const start = performance.now();
    let report = '';
    try {
      await check();
    } catch (error) {
      report = (error as Error).message;
    }
    const failed = Number(report !== '');
    const ms = performance.now() - start;
    return { name, ms, passed: 1 - failed, failed, report, output: '' };
  });
}

import { print } from '../../../core/print.ts';

/** What was found in a file, or why nothing was. */
export type Report = { file: string; where: string; open: number } & (
  | { words: Map<string, number> }
  | { problem: string }
);

/** The same for the same reports, wherever they come from. */
export function summary(reports: Report[]): string {
  const total = new Map<string, number>();
  const problems: string[] = [];
  for (const report of reports) {
    if ('problem' in report) problems.push(`${report.file}: ${report.problem}`);
    else
      for (const [word, n] of report.words) total.set(word, (total.get(word) ?? 0) + n);
  }
  const [[word, n] = []] = [...total].sort(([, a], [, b]) => b - a);
  const isInOrder = reports.every(({ file }, i) => file > (reports[i - 1]?.file ?? ''));
  const order = `${reports.length} files, ${isInOrder ? '' : 'not '}in order`;
  return `${order}: '${word}' ${n} times, problems: ${problems}`;
}

/** Prints how long it took, and what came of it. */
export function show(way: string, time: string, reports: Report[]): void {
  print(`${way}: ${time}`);
  print(`  ${summary(reports)}`);
  const places = new Set(reports.map(({ where }) => where));
  const open = Math.max(...reports.map(({ open }) => open));
  print(`  Places: ${places.size}, open at once in each: ${open}`);
}

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
  const [from, to] = [reports[0]?.file, reports.at(-1)?.file];
  return `${from} to ${to}: '${word}' ${n} times, problems: ${problems}`;
}

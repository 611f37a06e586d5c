import type { Check } from './check.ts';

/** Puts the runs of one check, which come one after another, together into one. */
export async function* inRounds(
  runs: AsyncIterable<Check>,
  repeat: number,
): AsyncGenerator<Check> {
  let round: Check[] = [];
  for await (const run of runs) {
    round.push(run);
    if (round.length < repeat) continue;
    yield repeat === 1 ? run : together(round);
    round = [];
  }
}

/** Several runs of one check as one, which says how often each failure was seen. */
export function together(runs: Check[]): Check {
  const sum = (of: (run: Check) => number) => runs.reduce((all, run) => all + of(run), 0);
  const good = runs.filter(({ failed }) => failed === 0).length;
  return {
    name: `${runs[0]?.name} (${good} of ${runs.length})`,
    ms: sum(({ ms }) => ms) / runs.length,
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    report: grouped(runs),
    output: runs.map(({ output }) => output).join(''),
  };
}

/** Reports are alike when they differ in nothing but numbers: times, pids, sums. */
function grouped(runs: Check[]): string {
  const groups = new Map<string, string[]>();
  for (const { report } of runs.filter(({ report }) => report !== '')) {
    const key = report.replace(/\d+/g, '0');
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  const all = groups.size === 1 ? ', all like this' : ' like this';
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .map((alike) => `${alike.length} of ${runs.length}${all}:\n${alike[0]}`)
    .join('\n');
}

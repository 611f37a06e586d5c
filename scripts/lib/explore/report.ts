/** What was found, as text. */

import type { Trace } from '../../../modules/core/explore.ts';
import { wrap } from '../wrap.ts';
import type { Found, Loaded } from './scenario.ts';

/**
 * How many schedules there are, how many go wrong, and one of them.
 *
 * @param trace the simplest that goes wrong, or else one in which the threads take turns.
 */
export function reportOf(
  loaded: Loaded,
  found: Found,
  trace: Trace,
  width: number,
): string {
  const { wrong, race } = found;
  const what =
    wrong > 0 ? 'The simplest of them:' : 'One of them, in which they take turns:';
  const parts = [
    wrap(headline(loaded, found), width).join('\n'),
    what,
    drawTrace(trace, width),
  ];
  if (race) parts.push(wrap(`Also where all ends well, a ${race}.`, width).join('\n'));
  return parts.join('\n\n');
}

/** How schedules end, the most frequent first. */
export function outcomesOf(loaded: Loaded, found: Found, width: number): string {
  const counts = found.outcomes.map(({ count }) => grouped(count));
  const room = Math.max(...counts.map((count) => count.length));
  const lines = found.outcomes.map(({ outcome, isFailure }, i) =>
    wrap(`${isFailure ? '✗' : '✓'} ${outcome}`, width - room - 2)
      .join('\n')
      .split('\n')
      .map((line, j) => `${(j === 0 ? (counts[i] ?? '') : '').padStart(room)}  ${line}`)
      .join('\n'),
  );
  return [wrap(headline(loaded, found), width).join('\n'), '', ...lines].join('\n');
}

function headline({ lesson }: Loaded, { schedules, complete, wrong }: Found): string {
  const count = `${grouped(schedules)} ${schedules === 1 ? 'schedule' : 'schedules'}`;
  const all = complete ? count : `the first ${count}, given up then`;
  const much =
    wrong === 0
      ? 'none goes wrong'
      : `${grouped(wrong)} ${wrong === 1 ? 'goes' : 'go'} wrong`;
  return `${lesson.name}: ${all}; ${much}.`;
}

/** A trace, and below it the lines of code that it names, file by file. */
export function drawTrace(trace: Trace, width: number): string {
  const places = trace.steps.flatMap(({ file, line, code }) =>
    file && line && code ? [{ file, line, code }] : [],
  );
  const parts = [trace.toString({ width })];
  for (const file of new Set(places.map((place) => place.file))) {
    const own = places.filter((place) => place.file === file);
    const lines = new Map(own.map(({ line, code }) => [line, code]));
    const sorted = [...lines].sort(([a], [b]) => a - b);
    const room = `:${sorted.at(-1)?.[0]}`.length;
    const shown = sorted.map(([line, code]) =>
      shortened(`${`:${line}`.padStart(room)}  ${code}`, width),
    );
    parts.push([file, ...shown].join('\n'));
  }
  return parts.join('\n\n');
}

export function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** `1,204` */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

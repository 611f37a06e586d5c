/** Draws how full a queue was, how many permits a semaphore had. */
import { hueIndex } from './colours.ts';
import type { Counter } from './model.ts';
import { element, type Place, round, type Sheet, text } from './svg-parts.ts';

export function drawCounter(
  { primitive, points }: Counter,
  { top, height }: Place,
  sheet: Sheet,
): string {
  const { axis } = sheet;
  const hue = hueIndex(primitive);
  const before = points.findLast(({ at }) => at <= axis.from)?.value ?? 0;
  const shown = points.filter(({ at }) => at > axis.from && at <= axis.to);
  const most = Math.max(1, before, ...shown.map(({ value }) => value));
  const y = (value: number) => round(top + height - (value / most) * height);
  const steps = shown.map(({ at, value }) => `H${round(sheet.x(at))}V${y(value)}`);
  const line = `M${round(sheet.left)} ${y(before)}${steps.join('')}H${round(sheet.right)}`;
  sheet.primitives.add(primitive);
  const bottom = y(0);
  const what = /Semaphore$/.test(primitive.kind) ? 'permits' : 'items';
  return [
    text(sheet.left - 10, top + height / 2, primitive.name, 'label end'),
    text(sheet.left - 10, top + height / 2 + 13, `${what}, 0 to ${most}`, 'small end'),
    element('path', {
      class: 'grid',
      d: `M${round(sheet.left)} ${bottom}H${sheet.right}`,
    }),
    element('path', {
      class: `area hue${hue}`,
      d: `${line}V${bottom}H${round(sheet.left)}Z`,
    }),
    element('path', { class: `step edge${hue}`, d: line }),
  ].join('');
}

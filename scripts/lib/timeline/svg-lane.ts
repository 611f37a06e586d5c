/** Draws a lane: its name, its bars, and what happened on it. */
import { isPartlyShown, isShown } from './axis.ts';
import { hueIndex } from './colours.ts';
import type { Lane, Mark, Span } from './model.ts';
import { drawHeld, drawInside, drawSpan, drawTask, nameBar } from './svg-bars.ts';
import { element, hint, type Place, round, type Sheet, text } from './svg-parts.ts';

export function drawLane(lane: Lane, place: Place, sheet: Sheet): string {
  const { axis } = sheet;
  const shown = lane.spans.filter((span) => isPartlyShown(axis, span));
  const held = shown.filter(({ kind }) => kind === 'held');
  const tasks = shown.filter(({ kind }) => kind === 'task');
  const others = shown.filter(({ kind }) => kind !== 'held' && kind !== 'task');
  const around = (span: Span) => {
    const middle = (span.from + span.to) / 2;
    return held.findLast(({ from, to }) => from <= middle && middle <= to);
  };
  const named = tasks.map((span) => nameBar(span, shown, lane.marks, place, sheet));
  const drawOther = (span: Span) => {
    const task = tasks.findLast(({ from, to }) => from <= span.from && span.to <= to);
    const isNamed = !task || named[tasks.indexOf(task)] !== '';
    const before = isNamed ? '' : `${task.primitive?.name}: `;
    return drawSpan(span, place, sheet, task !== undefined, before);
  };
  const drawn = [
    ...tasks.map((span) => drawTask(span, place, sheet)),
    // What runs lies under all that is held meanwhile, and may begin before it or go on.
    ...others.filter((span) => span.kind === 'running' || !around(span)).map(drawOther),
    ...held.map((span) => drawHeld(span, place, sheet)),
    ...others.map((span) => {
      const hold = around(span);
      return hold ? drawInside(span, hold, place, sheet) : '';
    }),
    ...named,
    ...held.map((span) => nameBar(span, shown, lane.marks, place, sheet)),
    ...lane.marks
      .filter(({ at }) => isShown(axis, at))
      .map((mark) => drawMark(mark, place, sheet)),
  ];
  const room = Math.floor((sheet.left - 28) / (12.5 * 0.56));
  const name = lane.name.length <= room ? lane.name : `${lane.name.slice(0, room - 1)}…`;
  const style = lane.task > 0 ? 'small end' : 'label end';
  const middle = place.top + place.height / 2;
  return [text(sheet.left - 10, middle + 4, name, style), ...drawn].join('');
}

/** Filled for what gives something to others, hollow for what takes it. */
function drawMark(mark: Mark, place: Place, sheet: Sheet): string {
  const { at, event, primitive } = mark;
  const hue = hueIndex(primitive);
  const [x, y] = [round(sheet.x(at)), round(place.top + place.height / 2)];
  sheet.boxes.set(mark, { x: round(x - 5), y: round(y - 6), width: 10, height: 12 });
  const words = hint(`${event} ${primitive?.name ?? ''}`);
  sheet.used.add(event);
  if (primitive) sheet.primitives.add(primitive);
  const takes = /^(get|acquire|clear|read)$/.test(event);
  const style = `${takes ? 'hollow' : `hue${hue}`} edge${hue}`;
  if (event === 'read' || event === 'write') {
    const bar = { x: x - 1.5, y: y - 6, width: 3, height: 12, class: style };
    return element('rect', bar, words);
  }
  const ring = { cx: x, cy: y, r: 4, class: style, 'stroke-width': 1.6 };
  return element('circle', ring, words);
}

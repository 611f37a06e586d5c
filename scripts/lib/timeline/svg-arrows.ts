/** Draws what goes from lane to lane, and the circle of a deadlock. */
import { type Axis, isShown } from './axis.ts';
import { hueIndex } from './colours.ts';
import type { Cycle, Flow } from './model.ts';
import { element, hint, type Place, round, type Sheet, text } from './svg-parts.ts';

/** More arrows than this hide the picture. */
const MAX_ARROWS = 60;

/** How far lanes lie apart where a circle is drawn between them. */
export const CYCLE_GAP = 36;

/** The flows that are worth an arrow: somebody has waited for them. */
export function shownArrows(flows: Flow[], axis: Axis): Flow[] {
  const shown = flows.filter(
    ({ what, waited, from, to }) =>
      from.lane !== to.lane &&
      (waited || what === 'item') &&
      isShown(axis, from.at) &&
      isShown(axis, to.at),
  );
  return shown.length > MAX_ARROWS ? [] : shown;
}

export function drawArrows(flows: Flow[], places: Place[], sheet: Sheet): string[] {
  return flows.map(({ what, from, to, primitive }) => {
    const [source, target] = [places[from.lane], places[to.lane]];
    if (!source || !target) return '';
    sheet.used.add(what);
    const down = target.top > source.top;
    const [x1, x2] = [sheet.x(from.at), sheet.x(to.at)];
    const y1 = down ? source.top + source.height : source.top;
    const y2 = down ? target.top - 1 : target.top + target.height + 1;
    const bend = (y2 - y1) / 2;
    const curve = `M${round(x1)} ${round(y1)}C${round(x1)} ${round(y1 + bend)} ${round(x2)} ${round(y2 - bend)} ${round(x2)} ${round(y2)}`;
    const hue = hueIndex(primitive);
    return (
      element(
        'path',
        { class: `flow edge${hue}`, d: curve },
        hint(primitive?.name ?? ''),
      ) + head(x2, y2, down ? 1 : -1, `hue${hue}`)
    );
  });
}

/** The head of an arrow that comes from above, or from below. */
function head(x: number, y: number, down: 1 | -1, style: string): string {
  const d = `M${round(x)} ${round(y)}l-3.5 ${-6 * down}h7Z`;
  return element('path', { class: style, d });
}

/** Each arrow leads from who waits to who holds what it waits for: round and round. */
export function drawCycle(
  { from, to, links }: Cycle,
  places: Place[],
  sheet: Sheet,
): string {
  // Within the picture also the words have room.
  const moment = (sheet.x(from) + sheet.x(to)) / 2;
  const x = Math.min(Math.max(moment, sheet.left + 150), sheet.right - 150);
  const arrows = links.map(({ lane, wants, refused }, i) => {
    const next = links[(i + 1) % links.length]?.lane ?? lane;
    const [source, target] = [places[lane], places[next]];
    if (!source || !target || lane === next) return '';
    // From the near edge of one bar to that of the other, down on the right, up on the left.
    const side = target.top > source.top ? 1 : -1;
    const start = x + side * 10;
    const bulge = start + side * 30;
    const y1 = side > 0 ? source.top + source.height : source.top;
    const y2 = side > 0 ? target.top : target.top + target.height;
    const bend = (y2 - y1) / 4;
    const curve = `M${round(start)} ${round(y1)}C${round(bulge)} ${round(y1 + bend)} ${round(bulge)} ${round(y2 - bend)} ${round(start + side * 4)} ${round(y2 - side * 4)}`;
    // In the gap beside the lane it comes from, also if it goes over others.
    const middle = y1 + side * Math.min(Math.abs(y2 - y1) / 2, CYCLE_GAP / 2);
    const words = `${refused ? 'is refused' : 'waits for'} ${wants.name}`;
    const style = side > 0 ? 'told' : 'told end';
    return [
      element('path', { class: refused ? 'circle refused' : 'circle', d: curve }),
      head(start, y2, side, 'alarm'),
      text(bulge + side * 2, middle + 4, words, style),
    ].join('');
  });
  return arrows.join('');
}

/** Draws a lane: what its thread did, waited for and held. */
import { hues } from './colours.ts';
import type { Lane, Mark, Span } from './model.ts';
import {
  element,
  hint,
  type Place,
  round,
  type Sheet,
  text,
  textWidth,
} from './svg-parts.ts';

export function drawLane(lane: Lane, place: Place, sheet: Sheet): string {
  const { axis } = sheet;
  const shown = lane.spans.filter(({ from, to }) => to >= axis.from && from <= axis.to);
  const held = shown.filter(({ kind }) => kind === 'held');
  const inside = (span: Span) => {
    const middle = (span.from + span.to) / 2;
    return held.findLast(({ from, to }) => from <= middle && middle <= to);
  };
  const others = shown.filter(({ kind }) => kind !== 'held');
  const drawn = [
    ...others.filter((span) => !inside(span)).map((span) => drawSpan(span, place, sheet)),
    ...held.map((span) => drawHeld(span, place, sheet)),
    ...others.flatMap((span) => {
      const hold = inside(span);
      return hold ? drawInside(span, hold, place, sheet) : [];
    }),
    ...held.map((span) => nameHeld(span, shown, place, sheet)),
    ...lane.marks
      .filter(({ at }) => at >= axis.from && at <= axis.to)
      .map((mark) => drawMark(mark, place, sheet)),
  ];
  const middle = place.top + place.height / 2;
  const room = Math.floor((sheet.left - 28) / (12.5 * 0.56));
  const name = lane.name.length <= room ? lane.name : `${lane.name.slice(0, room - 1)}…`;
  const style = lane.task > 0 ? 'small end' : 'label end';
  return [text(sheet.left - 10, middle + 4, name, style), ...drawn].join('');
}

const hueIndex = (span: { primitive?: { hue: number } | undefined }) =>
  (span.primitive?.hue ?? 0) % hues.length;

function box({ from, to }: Span, sheet: Sheet): { x: number; width: number } {
  const x = sheet.x(from);
  return { x: round(x), width: round(Math.max(sheet.x(to) - x, 0.8)) };
}

const lasted = ({ from, to }: Span) => `${(to - from).toPrecision(3)} ms`;

/** What a thread does that holds nothing. */
function drawSpan(span: Span, { top, height }: Place, sheet: Sheet): string {
  const { kind } = span;
  const { x, width } = box(span, sheet);
  const middle = top + height / 2;
  sheet.used.add(kind);
  if (kind === 'idle' || kind === 'starting') {
    return element('path', { class: kind, d: `M${x} ${middle}h${width}` });
  }
  if (kind === 'running') {
    const [y, thin] = [round(top + height * 0.2), round(height * 0.6)];
    const bar = {
      class: 'run',
      x,
      y,
      width,
      height: thin,
      rx: width > 4 ? 2 : undefined,
    };
    return element('rect', bar, hint(`running, ${lasted(span)}`));
  }
  const place = { x, y: top, width, height, rx: width > 6 ? 3 : undefined };
  if (kind === 'sleep') {
    const bar = { ...place, fill: 'url(#sleep)' };
    const words = span.ms === undefined ? 'sleeps' : `sleeps ${round(span.ms)} ms`;
    const name = words.replace('sleeps', 'sleep');
    return (
      element('rect', bar, hint(`${words}; it took ${lasted(span)}`)) +
      inRoom(name, x, width, middle, 'outside')
    );
  }
  return drawWait(span, place, sheet, `waits for ${span.primitive?.name}`);
}

interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  rx?: number | undefined;
}

function drawWait(span: Span, bar: Bar, sheet: Sheet, words: string): string {
  const hue = hueIndex(span);
  sheet.used.add(`hue ${hue}`);
  const style = { class: `edge${hue}`, fill: `url(#wait${hue})`, ...bar };
  const name = span.primitive?.name ?? '';
  const long = textWidth(words, 11) + 14 < bar.width ? words : name;
  return (
    element('rect', style, hint(`${words}, ${lasted(span)}`)) +
    inRoom(long, bar.x, bar.width, bar.y + bar.height / 2, 'outside')
  );
}

/** The solid bar of a critical section; one inside another is slimmer. */
function drawHeld(span: Span, { top, height }: Place, sheet: Sheet): string {
  sheet.used.add('held');
  const { x, width } = box(span, sheet);
  const inset = Math.min(span.depth * 4, height / 3);
  const bar = { x, y: top + inset, width, height: height - 2 * inset };
  return element(
    'rect',
    { class: `hue${hueIndex(span)}`, ...bar, rx: width > 6 ? 3 : undefined },
    hint(`holds ${span.primitive?.name}, ${lasted(span)}`),
  );
}

/** What a thread does while it holds something, on top of that. */
function drawInside(span: Span, hold: Span, place: Place, sheet: Sheet): string[] {
  const { x, width } = box(span, sheet);
  const inset = Math.min(hold.depth * 4, place.height / 3);
  if (span.kind === 'sleep') {
    sheet.used.add('sleepInside');
    const bar = { x, y: place.top + inset, width, height: place.height - 2 * inset };
    return [element('rect', { ...bar, fill: 'url(#sleepInside)' })];
  }
  if (span.kind !== 'wait' || width < 1.5) return [];
  sheet.used.add('wait');
  const margin = Math.min(inset + 4, place.height / 2 - 4);
  const bar = { x, y: place.top + margin, width, height: place.height - 2 * margin };
  const both = `holds ${hold.primitive?.name}, waits for ${span.primitive?.name}`;
  const holdBox = box(hold, sheet);
  const nameFits = textWidth(hold.primitive?.name ?? '', 11) + 12 < x - holdBox.x;
  const words =
    nameFits || textWidth(both, 11) + 14 > width
      ? `waits for ${span.primitive?.name}`
      : both;
  return [drawWait(span, bar, sheet, words)];
}

/** A critical section's name, where nothing else is written. */
function nameHeld(
  span: Span,
  shown: readonly Span[],
  { top, height }: Place,
  sheet: Sheet,
) {
  const { x, width } = box(span, sheet);
  const covers = shown.filter(
    ({ kind, from, to, depth }) =>
      (kind === 'wait' || (kind === 'held' && depth > span.depth)) &&
      to > span.from &&
      from < span.to,
  );
  const name = span.primitive?.name ?? '';
  const style = `inside halo${hueIndex(span)}`;
  const middle = top + height / 2;
  // From left to right, up to the first gap between what covers it that is wide enough.
  let left = x;
  for (const from of [...covers.map((one) => sheet.x(one.from)), x + width]) {
    const written = inRoom(name, left, from - left, middle, style);
    if (written) return written;
    const over = covers.filter((one) => sheet.x(one.from) <= from);
    left = Math.max(left, ...over.map((one) => sheet.x(one.to)));
  }
  return '';
}

/** Words at the beginning of a bar, if they have room there. */
function inRoom(words: string, x: number, width: number, middle: number, style: string) {
  return textWidth(words, 11) + 12 > width ? '' : text(x + 6, middle + 4, words, style);
}

function drawMark({ at, event, primitive }: Mark, place: Place, sheet: Sheet): string {
  const hue = hueIndex({ primitive });
  const [x, y] = [round(sheet.x(at)), round(place.top + place.height / 2)];
  const words = hint(`${event} ${primitive?.name ?? ''}`);
  sheet.used.add(MARKS[event] ?? event);
  if (event === 'read' || event === 'write') {
    const style = event === 'write' ? `hue${hue}` : `hollow edge${hue}`;
    const bar = { x: x - 1.5, y: y - 6, width: 3, height: 12, class: style };
    return element('rect', bar, words);
  }
  const gives = event !== 'get' && event !== 'acquire' && event !== 'clear';
  const style = `${gives ? `hue${hue}` : 'hollow'} edge${hue}`;
  const ring = { cx: x, cy: y, r: 4, class: style, 'stroke-width': 1.6 };
  return element('circle', ring, words);
}

const MARKS: Record<string, string> = {
  set: 'give',
  notify: 'give',
  release: 'give',
  acquire: 'take',
};

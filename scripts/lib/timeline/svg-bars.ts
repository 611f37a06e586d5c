/** Draws the bars of a lane: light for running, hatched for waits, solid for what is held. */
import { hueIndex } from './colours.ts';
import { isPale, type Mark, type Span } from './model.ts';
import {
  type Box,
  element,
  hint,
  type Place,
  round,
  type Sheet,
  text,
  textWidth,
} from './svg-parts.ts';

const lasted = ({ from, to }: Span, { unit }: Sheet) =>
  `${Number((to - from).toPrecision(3))} ${unit}`;

function barOf({ from, to }: Span, place: Place, inset: number, { x }: Sheet): Box {
  const left = x(from);
  return {
    x: round(left),
    y: round(place.top + inset),
    width: round(Math.max(x(to) - left, 0.8)),
    height: round(place.height - 2 * inset),
  };
}

/** The bar of a span, from now on known to lie there. */
function placed(span: Span, place: Place, inset: number, sheet: Sheet): Box {
  const bar = barOf(span, place, inset, sheet);
  sheet.boxes.delete(span);
  sheet.boxes.set(span, bar);
  return bar;
}

const rounded = (bar: Box) => ({ ...bar, rx: bar.width > 6 ? 3 : undefined });

/** A critical section inside another one is slimmer. */
const insetOf = (hold: Span, place: Place) => Math.min(hold.depth * 4, place.height / 3);

/** The frame of a task: what it does is drawn on it. */
export function drawTask(span: Span, place: Place, sheet: Sheet): string {
  sheet.used.add('task');
  const bar = placed(span, place, insetOf(span, place), sheet);
  return element(
    'rect',
    { class: 'task', ...rounded(bar) },
    hint(`${span.primitive?.name}, ${lasted(span, sheet)}`),
  );
}

/**
 * What a thread does that holds nothing.
 *
 * @param inTask whether it does so in a task, whose frame stays to be seen.
 * @param before stands before the words: the task's name, where it has no room of its own.
 */
export function drawSpan(
  span: Span,
  place: Place,
  sheet: Sheet,
  inTask: boolean,
  before: string,
): string {
  const { kind, ms } = span;
  // That a task runs, the frame tells.
  if (inTask && !/^(sleep|wait)$/.test(kind)) return '';
  const isMeeting = kind === 'wait' && isPale(span.primitive);
  sheet.used.add(isMeeting ? 'meet' : kind);
  const share = isMeeting ? 0.3 : inTask || kind === 'running' ? 0.2 : 0;
  const bar = placed(span, place, place.height * share, sheet);
  if (kind === 'wait') return drawWait(span, bar, sheet, before);
  if (kind === 'running') {
    return element(
      'rect',
      { class: 'run', ...bar },
      hint(`running, ${lasted(span, sheet)}`),
    );
  }
  if (kind !== 'sleep') {
    const d = `M${bar.x} ${round(place.top + place.height / 2)}h${bar.width}`;
    return element('path', { class: kind, d });
  }
  const words = `${before}${ms === undefined ? 'sleep' : `sleep ${round(ms)} ms`}`;
  return (
    element(
      'rect',
      { ...rounded(bar), fill: 'url(#sleep)' },
      hint(`${words}; it took ${lasted(span, sheet)}`),
    ) + inRoom(words, bar, 'outside', sheet)
  );
}

function drawWait(span: Span, bar: Box, sheet: Sheet, before: string): string {
  const { primitive } = span;
  const hue = hueIndex(primitive);
  sheet.used.add(`hue ${hue}`).add(isPale(primitive) ? 'meet' : 'wait');
  if (primitive) sheet.primitives.add(primitive);
  const name = primitive?.name ?? '';
  const texts = [`${before}waits for ${name}`, `waits for ${name}`, name];
  return (
    element(
      'rect',
      { class: `edge${hue}`, fill: `url(#wait${hue})`, ...rounded(bar) },
      hint(`${texts[0]}, ${lasted(span, sheet)}`),
    ) + (texts.map((one) => inRoom(one, bar, 'outside', sheet)).find(Boolean) ?? '')
  );
}

/** The solid bar of a critical section. */
export function drawHeld(span: Span, place: Place, sheet: Sheet): string {
  sheet.used.add('held');
  if (span.primitive) sheet.primitives.add(span.primitive);
  const bar = placed(span, place, insetOf(span, place), sheet);
  return element(
    'rect',
    { class: `hue${hueIndex(span.primitive)}`, ...rounded(bar) },
    hint(`holds ${span.primitive?.name}, ${lasted(span, sheet)}`),
  );
}

/** What a thread does while it holds something, on top of that. */
export function drawInside(span: Span, hold: Span, place: Place, sheet: Sheet): string {
  const inset = insetOf(hold, place);
  if (span.kind === 'sleep') {
    sheet.used.add('sleepInside');
    const bar = placed(span, place, inset, sheet);
    return element('rect', { ...bar, fill: 'url(#sleepInside)' });
  }
  if (span.kind !== 'wait') return '';
  const bar = placed(span, place, Math.min(inset + 4, place.height / 2 - 4), sheet);
  const name = hold.primitive?.name ?? '';
  const named = textWidth(name, 11) + 12 < sheet.x(span.from) - sheet.x(hold.from);
  return drawWait(span, bar, sheet, named ? '' : `holds ${name}, `);
}

/** Half the width of a mark, in pixels. */
const MARK = 5;

/** A critical section's or a task's name, in the first gap between what covers it that is wide enough. */
export function nameBar(
  span: Span,
  shown: readonly Span[],
  marks: readonly Mark[],
  place: Place,
  sheet: Sheet,
): string {
  const { x } = sheet;
  const isTask = span.kind === 'task';
  const covering = shown.filter(
    ({ kind, from, to, depth }) =>
      (kind === 'wait' ||
        (kind === 'held' && (isTask || depth > span.depth)) ||
        (kind === 'sleep' && isTask)) &&
      to > span.from &&
      from < span.to,
  );
  const covers = [
    ...covering.map(({ from, to }) => ({ from: x(from), to: x(to) })),
    ...marks
      .filter(({ at }) => at > span.from && at < span.to)
      .map(({ at }) => ({ from: x(at) - MARK, to: x(at) + MARK })),
  ].sort((a, b) => a.from - b.from);
  const bar = barOf(span, place, 0, sheet);
  const style = isTask ? 'small' : `inside halo${hueIndex(span.primitive)}`;
  let left = bar.x;
  for (const end of [...covers.map(({ from }) => from), bar.x + bar.width]) {
    const gap = { ...bar, x: left, width: end - left };
    const written = inRoom(span.primitive?.name ?? '', gap, style, sheet);
    if (written) return written;
    const over = covers.filter(({ from }) => from <= end);
    left = Math.max(left, ...over.map(({ to }) => to));
  }
  return '';
}

/** Words at the beginning of a bar, or behind a cut through it, if they have room there. */
function inRoom(words: string, bar: Box, style: string, { axis, x }: Sheet): string {
  const end = bar.x + bar.width;
  const cuts = axis.pieces.filter(({ cut }) => cut);
  const starts = [bar.x, ...cuts.map(({ to }) => x(to))];
  const wanted = textWidth(words, 11) + 12;
  const start = starts.find(
    (at) =>
      at >= bar.x &&
      at + wanted <= end &&
      cuts.every(({ from, to }) => x(to) <= at || x(from) >= at + wanted),
  );
  const middle = bar.y + bar.height / 2;
  return start === undefined ? '' : text(start + 6, middle + 4, words, style);
}

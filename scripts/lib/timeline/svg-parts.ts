/** What all parts of an SVG are made of: elements, words, and one style sheet. */
import type { Axis } from './axis.ts';
import { hues } from './colours.ts';
import type { Mark, Primitive, Span } from './model.ts';

/** Where the lanes lie, and what was drawn on them so far. */
export interface Sheet {
  left: number;
  right: number;
  axis: Axis;
  /** Where a moment lies. */
  x: (at: number) => number;
  /** In what the axis counts: `ms`. */
  unit: string;
  /** The signs that the legend has to explain. */
  used: Set<string>;
  /** What was drawn of the program's primitives, for their colours. */
  primitives: Set<Primitive>;
  /** Where each bar and mark lies; what lies on others comes after them. */
  boxes: Map<Span | Mark, Box>;
}

/** A place on the picture, in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Place {
  top: number;
  height: number;
}

type Attributes = Record<string, string | number | undefined>;

export function element(name: string, attributes: Attributes, inside = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${value}"`);
  return inside === ''
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${inside}</${name}>`;
}

export function text(x: number, y: number, words: string, style: string): string {
  return element('text', { class: style, x: round(x), y: round(y) }, escaped(words));
}

/** What a reader sees who points at something. */
export function hint(words: string): string {
  return element('title', {}, escaped(words));
}

/** Words that stand for themselves, also in an attribute. */
export function escaped(words: string): string {
  const entities: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
  };
  return words.replaceAll(/[&<>"]/g, (sign) => `&${entities[sign]};`);
}

/** About how wide words are, at a size in pixels. */
export function textWidth(words: string, size: number): number {
  return words.length * size * 0.56;
}

/** To a tenth of a pixel. */
export const round = (n: number): number => Math.round(n * 10) / 10;

const light = {
  paper: '#ffffff',
  ink: '#1f2933',
  muted: '#5b6673',
  grid: '#e4e8ec',
  run: '#cfd8e3',
  line: '#9aa7b5',
  alarm: '#c62828',
};

const dark: typeof light = {
  paper: '#12161c',
  ink: '#e3e9f0',
  muted: '#9aa7b5',
  grid: '#262e38',
  run: '#3a4654',
  line: '#6b7a8a',
  alarm: '#ff7b72',
};

/** The style sheet, and the textures that it paints with. */
export function styles(used: ReadonlySet<string>): string {
  const patterns = hues.map((_, i) =>
    used.has(`hue ${i}`)
      ? pattern(
          `wait${i}`,
          7,
          `<rect class="paper" width="7" height="7"/><rect class="tint hue${i}" width="7" height="7"/><path class="edge${i} stripe" d="M0 3.5H7"/>`,
          'rotate(-45)',
        )
      : '',
  );
  return `<style>
text { font: 12.5px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; }
.title { font-size: 16px; font-weight: 600; }
.tick { font-size: 11px; text-anchor: middle; }
.label, .note { font-size: 12.5px; }
.small, .inside, .outside { font-size: 11px; }
.inside { font-weight: 600; paint-order: stroke; stroke-width: 3px; stroke-linejoin: round; }
.outside, .told { paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }
.told { font-size: 12px; font-weight: 600; }
.end { text-anchor: end; }
.grid, .torn, .idle, .starting, .flow, .circle, .step { fill: none; }
.idle { stroke-width: 1.5px; stroke-dasharray: 5 4; }
.starting { stroke-width: 1.5px; stroke-dasharray: 1 4; stroke-linecap: round; }
.stripe { stroke-width: 2px; }
.tint { opacity: 0.14; }
.cut { opacity: 0.8; }
.torn { stroke-dasharray: 3 3; }
.flow { stroke-width: 1.4px; }
.circle { stroke-width: 2.2px; }
.refused { stroke-dasharray: 5 3; }
.step { stroke-width: 1.6px; }
.area { opacity: 0.22; }
${colours(light, 'light')}
@media (prefers-color-scheme: dark) {
${colours(dark, 'dark')}
}
</style>
<defs>
${pattern('sleep', 6, '<rect class="paper" width="6" height="6"/><rect class="run faint" width="6" height="6"/><circle class="dot" cx="1.5" cy="1.5" r="1"/><circle class="dot" cx="4.5" cy="4.5" r="1"/>')}
${pattern('sleepInside', 6, '<circle class="pale" cx="1.5" cy="1.5" r="0.9"/><circle class="pale" cx="4.5" cy="4.5" r="0.9"/>')}
${patterns.filter(Boolean).join('\n')}
</defs>`;
}

function pattern(id: string, size: number, drawn: string, turned?: string): string {
  const place = { id, width: size, height: size, patternUnits: 'userSpaceOnUse' };
  return element('pattern', { ...place, patternTransform: turned }, drawn);
}

function colours(of: typeof light, which: 'light' | 'dark'): string {
  const own = hues.map(
    ({ [which]: colour }, i) =>
      `.hue${i} { fill: ${colour}; } .edge${i} { stroke: ${colour}; } .halo${i} { stroke: ${colour}; }`,
  );
  return `.paper { fill: ${of.paper}; }
.title, .label, .note { fill: ${of.ink}; }
.muted, .tick, .small, .dot { fill: ${of.muted}; }
.run, .task { fill: ${of.run}; }
.task { stroke: ${of.line}; }
.faint { opacity: 0.45; }
.grid { stroke: ${of.grid}; }
.idle, .starting, .torn { stroke: ${of.line}; }
.cut { fill: ${of.paper}; }
.outside, .told { fill: ${of.ink}; stroke: ${of.paper}; }
.inside { fill: ${of.paper}; }
.pale { fill: ${of.paper}; opacity: 0.65; }
.hollow { fill: ${of.paper}; }
.circle { stroke: ${of.alarm}; }
.alarm, .told { fill: ${of.alarm}; }
${own.join('\n')}`;
}

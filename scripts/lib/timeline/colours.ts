/** The colours of the pictures: each primitive has one, in both of them. */

import type { Primitive } from './model.ts';

/** A hue: its number among the terminal's 256 colours, and in light and dark pictures. */
export interface Hue {
  terminal: number;
  light: string;
  dark: string;
}

const bright: readonly Hue[] = [
  { terminal: 33, light: '#2160c4', dark: '#6cb0ff' },
  { terminal: 208, light: '#b8480f', dark: '#ffa15c' },
  { terminal: 35, light: '#1a7a45', dark: '#56d08a' },
  { terminal: 141, light: '#7440c0', dark: '#c0a2ff' },
  { terminal: 205, light: '#b3246f', dark: '#ff8cc6' },
  { terminal: 37, light: '#0c7480', dark: '#4fcfdc' },
];

/** The last one is that of what only brings threads together. */
export const hues: readonly Hue[] = [
  ...bright,
  { terminal: 245, light: '#8a949e', dark: '#7b8794' },
];

/** Which of the hues a primitive has. */
export function hueIndex(primitive: Primitive | undefined): number {
  const { hue } = primitive ?? {};
  return hue === undefined ? bright.length : hue % bright.length;
}

/** How a piece of text looks on a terminal. */
export interface Style {
  /** Which of the hues; none for the terminal's own colour. */
  hue?: number | undefined;
  /** Whether the hue is that of the background. */
  filled?: boolean | undefined;
  dim?: boolean | undefined;
  bold?: boolean | undefined;
}

/** Text with the escape sequences that colour it. */
export function paint(text: string, { hue, filled, dim, bold }: Style): string {
  const colour = hue === undefined ? undefined : hues[hue]?.terminal;
  const codes = [
    bold && '1',
    dim && '2',
    colour !== undefined && !filled && `38;5;${colour}`,
    // A sign of the fill's own colour would not be seen on it.
    colour !== undefined && filled && `38;5;16;48;5;${colour}`,
  ].filter(Boolean);
  if (codes.length === 0 || text.trim() === '') return text;
  const drawn = filled ? text.replaceAll(/[█▓▞]/g, (sign) => FILLED[sign] ?? sign) : text;
  return `\x1b[${codes.join(';')}m${drawn}\x1b[0m`;
}

/** What the signs become where the background is already coloured. */
const FILLED: Record<string, string> = { '█': ' ', '▓': '░', '▞': '╱' };

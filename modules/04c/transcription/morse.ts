/** Morse code: letters as dots and dashes, and their timing. */

const codes: Record<string, string> = {
  A: '.-',
  B: '-...',
  C: '-.-.',
  D: '-..',
  E: '.',
  F: '..-.',
  G: '--.',
  H: '....',
  I: '..',
  J: '.---',
  K: '-.-',
  L: '.-..',
  M: '--',
  N: '-.',
  O: '---',
  P: '.--.',
  Q: '--.-',
  R: '.-.',
  S: '...',
  T: '-',
  U: '..-',
  V: '...-',
  W: '.--',
  X: '-..-',
  Y: '-.--',
  Z: '--..',
  0: '-----',
  1: '.----',
  2: '..---',
  3: '...--',
  4: '....-',
  5: '.....',
  6: '-....',
  7: '--...',
  8: '---..',
  9: '----.',
  '.': '.-.-.-',
  ',': '--..--',
  '?': '..--..',
};
const letters = new Map(Object.entries(codes).map(([letter, code]) => [code, letter]));

/** A stretch of tone or of silence. */
export interface Span {
  on: boolean;
  /** How long it lasts: in units when sent, in steps of measuring when received. */
  length: number;
}

/**
 * A text as tones and silences, in units: a dot is 1 and a dash 3; silence is 1 within a
 * letter, 3 between letters and 7 between words.
 */
export function encode(text: string): Span[] {
  const spans: Span[] = [];
  for (const word of text.toUpperCase().split(' ')) {
    for (const letter of word) {
      for (const mark of codes[letter] ?? '') {
        spans.push({ on: true, length: mark === '.' ? 1 : 3 }, { on: false, length: 1 });
      }
      lengthenLast(spans, 3);
    }
    lengthenLast(spans, 7);
  }
  return spans;
}

function lengthenLast(spans: Span[], length: number): void {
  const last = spans.at(-1);
  if (last) last.length = length;
}

/** The text in tones and silences of any speed. Unknown marks become `#`. */
export function decode(spans: Span[]): string {
  const unit = unitOf(spans);
  let text = '';
  let code = '';
  const endLetter = () => {
    if (code) text += letters.get(code) ?? '#';
    code = '';
  };
  for (const { on, length } of spans) {
    if (on) {
      code += length < 2 * unit ? '.' : '-';
    } else if (length > 2 * unit) {
      endLetter();
      if (length > 5 * unit) text += ' ';
    }
  }
  endLetter();
  return text.trim();
}

/** The length of a dot, from those of all tones: dashes are three times as long. */
function unitOf(spans: Span[]): number {
  const tones = spans.filter(({ on }) => on).map(({ length }) => length);
  const shortest = Math.min(...tones);
  const dots = tones.filter((length) => length < 2 * shortest);
  return dots.reduce((sum, length) => sum + length, 0) / dots.length;
}

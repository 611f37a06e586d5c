/** Says what the signs and colours of a picture mean, those that are in it. */
import { hueIndex, hues } from './colours.ts';
import { isPale } from './model.ts';
import { holdable } from './stretches.ts';
import { element, round, type Sheet, text, textWidth } from './svg-parts.ts';

const BAR = 'width="26" height="12" rx="3"';
const ARROW = '<path class="flow edge$" d="M0 10C10 10 14 2 26 2"/>';
const FILLED = '<circle class="hue$ edge$" stroke-width="1.6" cx="20" cy="6" r="4"/>';
const HOLLOW = '<circle class="hollow edge$" stroke-width="1.6" cx="20" cy="6" r="4"/>';

/** The last of the hues: what only brings threads together. */
const GREY = hues.length - 1;

const SIGNS: readonly (readonly [sign: string, says: string, drawn: string])[] = [
  ['starting', 'starting', '<path class="starting" d="M0 6h26"/>'],
  ['idle', 'nothing to do', '<path class="idle" d="M0 6h26"/>'],
  ['running', 'running', '<rect class="run" y="2" width="26" height="8"/>'],
  ['task', 'a task', `<rect class="task" ${BAR}/>`],
  ['sleep', 'sleeping', `<rect fill="url(#sleep)" ${BAR}/>`],
  ['wait', 'waiting', `<rect class="edge$" fill="url(#wait$)" ${BAR}/>`],
  [
    'meet',
    'waiting for others to come',
    `<rect class="edge${GREY}" fill="url(#wait${GREY})" y="3" width="26" height="6" rx="3"/>`,
  ],
  ['held', 'inside', `<rect class="hue$" ${BAR}/>`],
  [
    'sleepInside',
    'sleeping inside',
    `<rect class="hue$" ${BAR}/><rect fill="url(#sleepInside)" ${BAR}/>`,
  ],
  ['put', 'put', FILLED],
  ['get', 'get', HOLLOW],
  ['release', 'release', FILLED],
  ['acquire', 'acquire', HOLLOW],
  ['set', 'set', FILLED],
  ['clear', 'clear', HOLLOW],
  ['notify', 'notify', FILLED],
  ['write', 'write', '<rect class="hue$ edge$" x="20" width="3" height="12"/>'],
  ['read', 'read', '<rect class="hollow edge$" x="20" width="3" height="12"/>'],
  ['lock', 'goes to who waited', ARROW],
  ['item', 'an item goes over', ARROW],
  ['signal', 'wakes', ARROW],
];

/** More primitives than this are named where they stand, or by pointing at them. */
const MAX_NAMES = 8;

export function drawLegend(
  sheet: Sheet,
  top: number,
  left: number,
): { drawn: string; bottom: number } {
  const { used, primitives, right, unit } = sheet;
  let [x, y] = [left, top];
  const add = (sign: string, says: string, hue: string | number) => {
    const width = 33 + textWidth(says, 11);
    if (x > left && x + width > right) [x, y] = [left, y + 20];
    const place = { transform: `translate(${round(x)} ${round(y)})` };
    x += width + 16;
    const item = sign.replaceAll('$', String(hue)) + text(33, 10, says, 'small');
    return element('g', place, item);
  };
  const all = [...primitives];
  const bright = all.filter((primitive) => !isPale(primitive));
  const hue = hueIndex(bright.find(({ kind }) => holdable(kind)) ?? bright[0] ?? all[0]);
  sheet.used.add(`hue ${hue}`);
  const signs = SIGNS.filter(([sign]) => used.has(sign));
  const drawn = signs.map(([name, says, sign]) => {
    const isHeldUp = name === 'idle' && unit === 'steps';
    return add(sign, isHeldUp ? 'not its turn' : says, hue);
  });
  if (primitives.size > 0 && primitives.size <= MAX_NAMES) {
    [x, y] = [left, y + 20];
    for (const primitive of primitives) {
      const sign = '<rect class="hue$" x="7" width="12" height="12" rx="3"/>';
      drawn.push(add(sign, primitive.name, hueIndex(primitive)));
    }
  }
  return { drawn: drawn.join(''), bottom: y + 12 };
}

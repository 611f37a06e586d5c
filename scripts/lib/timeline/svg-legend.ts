/** Says what the signs of a picture mean, those that are in it. */
import { element, round, type Sheet, text, textWidth } from './svg-parts.ts';

const SIGNS: readonly (readonly [sign: string, says: string, drawn: string])[] = [
  ['starting', 'starting', '<path class="starting" d="M0 6h26"/>'],
  ['idle', 'nothing to do', '<path class="idle" d="M0 6h26"/>'],
  ['running', 'running', '<rect class="run" y="2" width="26" height="8" rx="2"/>'],
  ['sleep', 'sleeping', '<rect fill="url(#sleep)" width="26" height="12" rx="3"/>'],
  [
    'wait',
    'waiting',
    '<rect class="edge$" fill="url(#wait$)" width="26" height="12" rx="3"/>',
  ],
  ['held', 'critical section', '<rect class="hue$" width="26" height="12" rx="3"/>'],
  [
    'sleepInside',
    'sleeping inside',
    '<rect class="hue$" width="26" height="12" rx="3"/><rect fill="url(#sleepInside)" width="26" height="12" rx="3"/>',
  ],
  ['put', 'put', '<circle class="hue$ edge$" cx="20" cy="6" r="4"/>'],
  [
    'get',
    'get',
    '<circle class="hollow edge$" stroke-width="1.6" cx="20" cy="6" r="4"/>',
  ],
  ['give', 'release, set, notify', '<circle class="hue$ edge$" cx="20" cy="6" r="4"/>'],
  [
    'take',
    'acquire',
    '<circle class="hollow edge$" stroke-width="1.6" cx="20" cy="6" r="4"/>',
  ],
  ['lock', 'goes to who waited', '<path class="flow edge$" d="M0 10C10 10 14 2 26 2"/>'],
  ['item', 'an item goes over', '<path class="flow edge$" d="M0 10C10 10 14 2 26 2"/>'],
  ['signal', 'wakes', '<path class="flow edge$" d="M0 10C10 10 14 2 26 2"/>'],
];

export function drawLegend(
  { used, right }: Sheet,
  top: number,
  left: number,
): { drawn: string; bottom: number } {
  const hue = /hue (\d)/.exec([...used].sort().join())?.[1] ?? '0';
  let [x, y] = [left, top];
  const drawn = SIGNS.filter(([sign]) => used.has(sign)).map(([, says, sign]) => {
    const width = 26 + 7 + textWidth(says, 11) + 16;
    if (x > left && x + width > right + 16) [x, y] = [left, y + 20];
    const place = { transform: `translate(${round(x)} ${round(y)})` };
    x += width;
    const item = sign.replaceAll('$', hue) + text(33, 10, says, 'small');
    return element('g', place, item);
  });
  return { drawn: drawn.join(''), bottom: y + 12 };
}

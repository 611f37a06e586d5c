/** Tells in sentences what the pictures show: for a terminal that is read out, and in SVGs. */
import { type Axis, duration, isPartlyShown, isShown } from './axis.ts';
import { isPale, type Lane, type Mark, type Span, type Timeline } from './model.ts';

/** What is told of one lane, or of several times that it has done the same. */
interface Told {
  at: number;
  /** What is the same of all that are told together. */
  what: string;
  /** How long it took; undefined for what takes no time. */
  ms: number | undefined;
  /** Whether it is told before the rest of what begins then. */
  isAround: boolean;
  one: string;
  /** `waited {} for lock`; where the times go that it happened, and how long in all. */
  many: string;
}

interface Sentence extends Pick<Told, 'at' | 'isAround'> {
  words: string;
}

/** So often in one lane a thing is told for itself. */
const SINGLY = 3;

/**
 * @param title what it is that is told.
 * @returns a sentence a line, in the order in which things began.
 */
export function tell(timeline: Timeline, axis: Axis, title: string): string {
  const { lanes, end } = timeline;
  const names = lanes.map((lane) => nameOf(lane, lanes));
  const shown = duration(axis.to - axis.from);
  const length = axis.to - axis.from < end ? `${shown} of ${duration(end)}` : shown;
  const told = lanes.flatMap((lane, i) => {
    const spans = lane.spans.filter((span) => isPartlyShown(axis, span));
    const marks = lane.marks.filter(({ at }) => isShown(axis, at)).map(markTold);
    const [plain, special] = [spans.filter(isPlain), spans.filter((s) => !isPlain(s))];
    // That it ran in between goes without saying.
    const all = [...special.map(spanTold), ...marks];
    return grouped(names[i] ?? '', all.length > 0 ? all : plain.map(spanTold));
  });
  const sentences = told
    .sort((a, b) => a.at - b.at || Number(b.isAround) - Number(a.isAround))
    .map(({ at, words }) => `At ${clock(at - axis.from)}, ${words}.`);
  return [
    `${title}, ${length}. Who takes part: ${names.join(', ')}.`,
    ...sentences,
    ...timeline.notes,
    ...axis.notes,
  ].join('\n');
}

/** A thread's name; a row of its async tasks is its own. */
export function nameOf(
  { name, pid, thread, task }: Lane,
  lanes: readonly Lane[],
): string {
  if (task === 0) return name;
  const own = lanes.find((lane) => lane.pid === pid && lane.thread === thread);
  return `${name} of ${own?.name}`;
}

const isPlain = ({ kind }: Span) => /^(running|idle)$/.test(kind);

/** What began before the part that is shown is older than 0. */
export function clock(ms: number): string {
  if (ms < 0) return `-${clock(-ms)}`;
  return ms < 0.05 ? '0 ms' : duration(ms);
}

function grouped(who: string, told: Told[]): Sentence[] {
  const kinds = [...new Set(told.map(({ what }) => what))];
  return kinds.flatMap((kind) => {
    const same = told.filter(({ what }) => what === kind);
    if (same.length <= SINGLY) {
      return same.map(({ at, one, isAround }) => ({
        at,
        isAround,
        words: `${who} ${one}`,
      }));
    }
    const [first] = same;
    const lengths = same.map(({ ms = 0 }) => ms);
    const all = lengths.reduce((sum, ms) => sum + ms, 0);
    const took =
      first?.ms === undefined
        ? ''
        : `, ${duration(all)} in all and ${duration(Math.max(...lengths))} at the longest`;
    const words = `${who} ${first?.many.replace('{}', `${same.length} times`)}${took}`;
    return [{ at: first?.at ?? 0, isAround: first?.isAround ?? false, words }];
  });
}

export function spanTold({ kind, from, to, primitive }: Span): Told {
  const ms = to - from;
  const name = primitive?.name ?? '';
  const others = isPale(primitive) ? 'the others at ' : '';
  const [one, many] = {
    starting: [`took ${duration(ms)} to start`, 'was starting {}'],
    sleep: [`slept ${duration(ms)}`, 'slept {}'],
    wait: [
      `waited ${duration(ms)} for ${others}${name}`,
      `waited {} for ${others}${name}`,
    ],
    held: [`held ${name} for ${duration(ms)}`, `held ${name} {}`],
    task: [`ran ${name} for ${duration(ms)}`, `ran ${name} {}`],
    running: [`ran for ${duration(ms)}`, 'ran {}'],
    idle: [`had nothing to do for ${duration(ms)}`, 'had nothing to do {}'],
  }[kind] as [string, string];
  const isAround = kind === 'held' || kind === 'task';
  return { at: from, what: `${kind} ${name}`, ms, isAround, one, many };
}

/** What one says of an event that takes no time. */
const DEEDS: Record<string, string> = {
  put: 'put an item into',
  get: 'took an item out of',
  release: 'gave a permit to',
  acquire: 'got a permit of',
  notify: 'notified',
  set: 'set',
  clear: 'cleared',
  write: 'wrote to',
};

export function markTold({ at, event, primitive }: Mark): Told {
  const deed = `${DEEDS[event] ?? event} ${primitive?.name}`;
  return {
    at,
    what: deed,
    ms: undefined,
    isAround: false,
    one: deed,
    many: `${deed} {}`,
  };
}

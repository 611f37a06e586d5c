/** What happens on a timeline, one thing after the other, in words. */
import { type Axis, duration, isPartlyShown, isShown } from './axis.ts';
import { Givers } from './givers.ts';
import type { Lane, Mark, Span, Timeline } from './model.ts';
import { markTold, spanTold } from './tell.ts';

/** Something begins, ends, or is done. */
export interface Step {
  at: number;
  lane: number;
  /** The bar or mark that shows it. */
  of: Span | Mark;
  /** `Bob began to wait for door` */
  words: string;
}

/** The words of a timeline: of what happens, and of its bars and marks. */
export class Words {
  readonly #timeline: Timeline;
  readonly #axis: Axis;
  readonly #names: readonly string[];
  readonly #givers: Givers;

  /**
   * @param names of the lanes.
   * @param axis what it does not show, is not told.
   */
  constructor(timeline: Timeline, names: readonly string[], axis: Axis) {
    const lanes = timeline.lanes.map((lane) => ({
      ...lane,
      spans: lane.spans.filter((span) => isPartlyShown(axis, span)),
    }));
    this.#timeline = { ...timeline, lanes };
    this.#axis = axis;
    this.#names = names;
    this.#givers = new Givers(timeline, names);
  }

  /** Everything that happens where the axis shows it, in order. */
  steps(): Step[] {
    const steps = this.#timeline.lanes.flatMap((lane, i) => {
      const end = Math.max(...lane.spans.map(({ to }) => to));
      const last = lane.spans.findLast(({ to }) => to === end);
      return [
        ...lane.spans.flatMap((span) => this.#stepsOf(span, lane, i)),
        ...lane.marks
          .filter(({ at }) => isShown(this.#axis, at))
          .map((mark) => ({ at: mark.at, of: mark, words: this.mark(mark) })),
        ...(last && lane.task === 0 ? [{ at: end, of: last, words: 'ended' }] : []),
      ].map((step) => ({
        ...step,
        lane: i,
        words: `${this.#names[i]} ${step.words}`,
      }));
    });
    return steps.filter(({ at }) => isShown(this.#axis, at)).sort((a, b) => a.at - b.at);
  }

  /** What a bar shows: `waited 10 ms for door, until Ann gave it back`. */
  span(span: Span, lane: number): string {
    const { one } = spanTold(span);
    if (span.kind === 'wait') return `${one}${this.#givers.until(lane, span)}`;
    if (span.kind === 'starting') return `${one}${this.#givers.by(lane)}`;
    if (span.kind !== 'held') return one;
    const others = this.#timeline.lanes.flatMap(({ spans }, i) =>
      i !== lane && spans.some((other) => waitsDuring(other, span))
        ? [this.#names[i]]
        : [],
    );
    const meanwhile =
      others.length > 0 ? `; ${others.join(', ')} waited for it meanwhile` : '';
    return `${one}${this.#givers.after(lane, span)}${meanwhile}`;
  }

  /** `took item 4 of Ann out of queue`, `wrote to counter, which was 3` */
  mark(mark: Mark): string {
    const { one } = markTold(mark);
    const item = this.#givers.item(mark);
    const was = mark.memory && `, which was ${mark.memory.join(', ')}`;
    return `${item ? one.replace('an item', item) : one}${was ?? ''}`;
  }

  #stepsOf(span: Span, { spans }: Lane, lane: number) {
    const { kind, from, to, primitive, ms = to - from } = span;
    const name = primitive?.name ?? '';
    const took = duration(to - from);
    const begins = (words: string) => ({ at: from, of: span, words });
    const ends = (words: string) => ({ at: to, of: span, words });
    // Who waited for a lock and got it is told of once.
    const [waited, taken] = [
      spans.find((one) => one.kind === 'wait' && one.to === from && isSame(one, span)),
      spans.some((one) => one.kind === 'held' && one.from === to && isSame(one, span)),
    ];
    switch (kind) {
      case 'starting':
        return [begins(`began to start${this.#givers.by(lane)}`), ends('began to run')];
      case 'sleep':
        return [begins(`fell asleep, for ${duration(ms)}`), ends('woke up')];
      case 'wait':
        return [
          begins(`began to wait for ${name}`),
          ...(taken ? [] : [ends(`had ${this.span(span, lane)}`)]),
        ];
      case 'held': {
        const wait = waited ? `, having ${this.span(waited, lane)}` : '';
        return [begins(`got ${name}${wait}`), ends(`gave ${name} back, after ${took}`)];
      }
      case 'task':
        return [begins(`began ${name}`), ends(`was done with ${name}, after ${took}`)];
      default:
        return [];
    }
  }
}

const isSame = (one: Span, other: Span) => one.primitive === other.primitive;

function waitsDuring(other: Span, { from, to, primitive }: Span): boolean {
  const { kind } = other;
  return (
    kind === 'wait' && other.primitive === primitive && other.from < to && other.to > from
  );
}

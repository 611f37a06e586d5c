/** Finds who has given what somebody waited for. */
import type { Flow, Mark, Primitive, Span, Timeline } from './model.ts';
import { type Deed, deedsOf, itemsOf, type Queued } from './values.ts';

/** Looks things up in what went from lane to lane. */
export class Givers {
  readonly #timeline: Timeline;
  readonly #names: readonly string[];
  readonly #deeds: Map<Primitive, Deed[]>;
  readonly #flows: Map<string, Flow>;
  readonly #items = new Map<Primitive | undefined, Map<number, Queued>>();

  /** @param names of the lanes. */
  constructor(timeline: Timeline, names: readonly string[]) {
    this.#timeline = timeline;
    this.#names = names;
    this.#deeds = deedsOf(timeline.lanes);
    this.#flows = new Map(timeline.flows.map((flow) => [keyOf(flow.to), flow]));
    for (const primitive of this.#deeds.keys()) {
      const queued = itemsOf(primitive, timeline.lanes);
      this.#items.set(primitive, new Map(queued.map((one) => [one.at, one])));
    }
  }

  /** `, until Ann gave it back`: how a wait came to its end, or nothing if nobody knows. */
  until(lane: number, span: Span): string {
    const { from, to, primitive } = span;
    const flow = this.#flows.get(keyOf({ lane, at: to }));
    if (flow && flow.primitive === primitive && flow.what !== 'item') {
      const what = /Semaphore$/.test(primitive?.kind ?? '') ? 'a permit' : 'it';
      const deed = flow.what === 'lock' ? `gave ${what} back` : 'woke it';
      return `, until ${this.#names[flow.from.lane]} ${deed}`;
    }
    if (primitive?.kind === 'Barrier') return this.#untilAllCame(span);
    const deeds = (primitive && this.#deeds.get(primitive)) ?? [];
    // Who gave up has none.
    const own = deeds.find(
      (deed) => deed.lane === lane && deed.at > from && deed.at <= to,
    );
    if (own?.event === 'get') {
      const by = this.#items.get(primitive)?.get(own.at)?.by;
      return by === undefined ? '' : `, until ${this.#names[by]} put an item in`;
    }
    const taken = deeds.findLast(({ event, at }) => event === 'get' && at < to);
    if (own?.event !== 'put' || !taken) return '';
    return `, until ${this.#names[taken.lane]} took an item out`;
  }

  /** `, until Ann came`: of all who were not at a barrier yet, the last one. */
  #untilAllCame({ from, to, primitive }: Span): string {
    const came = this.#timeline.lanes.flatMap(({ spans }, lane) => {
      const waits = spans.filter(
        (span) => span.kind === 'wait' && span.primitive === primitive,
      );
      if (waits.some((wait) => wait.from <= from && wait.to > from)) return [];
      const next = waits.find((wait) => wait.from > from && wait.from <= to);
      return next ? [{ lane, at: next.from }] : [];
    });
    const last = came.sort((a, b) => b.at - a.at)[0];
    return last ? `, until ${this.#names[last.lane]} came` : '';
  }

  /** `, after Ann gave it back`: where what is held came from. */
  after(lane: number, { from, primitive }: Span): string {
    const flow = this.#flows.get(keyOf({ lane, at: from }));
    return flow && flow.primitive === primitive && flow.what === 'lock'
      ? `, after ${this.#names[flow.from.lane]} gave it back`
      : '';
  }

  /** `, as Ann told it to`: who started a thread. */
  by(lane: number): string {
    const flow = this.#timeline.flows.find(
      ({ what, to }) => what === 'start' && to.lane === lane,
    );
    return flow ? `, as ${this.#names[flow.from.lane]} told it to` : '';
  }

  /** `item 4 of Ann`: what came out of a queue, and who had put it; `item 4` that went in. */
  item({ primitive, at, event }: Mark): string | undefined {
    const found = this.#items.get(primitive)?.get(at);
    if (!found) return undefined;
    return event === 'get'
      ? `item ${found.item} of ${this.#names[found.by]}`
      : `item ${found.item}`;
  }
}

const keyOf = ({ lane, at }: Flow['to']) => `${lane} ${at}`;

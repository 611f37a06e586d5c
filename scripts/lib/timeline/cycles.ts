/** Finds threads that wait for each other in a circle. */
import type { Cycle, Lane, Span } from './model.ts';

/**
 * The circles of waits. A thread that would have closed one got an error instead, and no
 * trace tells of that; but the error says who held and wanted what.
 *
 * @param output what the program printed, with the messages of its `DeadlockError`s.
 */
export function cyclesOf(lanes: readonly Lane[], output = ''): Cycle[] {
  const refused = [...output.matchAll(/Deadlock: (.*)/g)].map(([, text = '']) =>
    refusedCycle(lanes, text),
  );
  const found = [...waitingCycles(lanes), ...refused.filter((one) => one !== undefined)];
  return found.sort((a, b) => a.from - b.from);
}

const held = ({ spans }: Lane) => spans.filter(isHeldLock);
const isHeldLock = ({ kind, primitive }: Span) =>
  kind === 'held' && /^R?Lock$/.test(primitive?.kind ?? '');
const waits = ({ spans }: Lane) => spans.filter(({ kind }) => kind === 'wait');

/** Circles in which all do wait: each could still give up when its time is up. */
function* waitingCycles(lanes: readonly Lane[]): Generator<Cycle> {
  const all = lanes.flatMap((lane, index) =>
    waits(lane).map((span) => ({ lane: index, span })),
  );
  for (const last of all.toSorted((a, b) => a.span.from - b.span.from)) {
    const at = last.span.from;
    const links: Cycle['links'] = [];
    const spans: Span[] = [];
    let next: (typeof all)[number] | undefined = last;
    while (next && links.every(({ lane }) => lane !== next?.lane)) {
      const { lane, span }: (typeof all)[number] = next;
      const wants = span.primitive;
      const owner = lanes.findIndex((one) =>
        held(one).some((hold) => hold.primitive === wants && covers(hold, at)),
      );
      if (!wants || owner < 0) break;
      spans.push(span);
      links.push({ lane, holds: wants, wants, refused: false });
      next = all.find((one) => one.lane === owner && covers(one.span, at));
      if (owner !== last.lane) continue;
      // What one wants is what the next one holds.
      const holds = links.map((_, i) => links.at(i - 1)?.wants ?? wants);
      yield {
        from: at,
        to: Math.min(...spans.map(({ to }) => to)),
        links: links.map((link, i) => ({ ...link, holds: holds[i] ?? wants })),
      };
      break;
    }
  }
}

const covers = (span: Span, at: number) => span.from <= at && at < span.to;

/** The circle that an error tells of: "A holds a, waits for b; B holds b, waits for a". */
function refusedCycle(lanes: readonly Lane[], text: string): Cycle | undefined {
  const told = [...text.matchAll(/(?:^|; )(.+?) holds (.+?), waits for (.+?)(?=;|$)/g)];
  const links = told.map(([, name, holds, wants]) => {
    const lane = lanes.findIndex((one) => one.task === 0 && one.name === name);
    const spans = lane < 0 ? [] : held(lanes[lane] as Lane);
    return {
      lane,
      holds,
      wants,
      spans: spans.filter((s) => s.primitive?.said === holds),
    };
  });
  const first = links[0];
  if (!first) return undefined;
  // The first moment at which all of them held what they are said to hold.
  for (const start of links.flatMap(({ spans }) => spans).sort(byBegin)) {
    const holds = links.map(({ spans }) => spans.find((one) => covers(one, start.from)));
    if (holds.some((hold) => !hold)) continue;
    const to = Math.min(...holds.map((hold) => hold?.to ?? 0));
    const drawn = links.map(({ lane, wants }, i) => {
      const wait = waits(lanes[lane] as Lane).find(
        // It may have begun before the last of them held anything.
        (span) =>
          span.primitive?.said === wants && span.from < to && span.to > start.from,
      );
      const next = holds[(i + 1) % holds.length]?.primitive;
      return { lane, holds: holds[i]?.primitive, wants: next, refused: !wait, wait };
    });
    const from = Math.max(start.from, ...drawn.map(({ wait }) => wait?.from ?? 0));
    const complete = drawn.flatMap(({ lane, holds, wants, refused }) =>
      holds && wants ? [{ lane, holds, wants, refused }] : [],
    );
    return { from, to, links: complete };
  }
  return undefined;
}

const byBegin = (a: Span, b: Span) => a.from - b.from;

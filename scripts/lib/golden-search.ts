/**
 * Whether some way through an Output block takes all lines that were printed, and if not,
 * how far one gets. Internal to the goldens.
 */
import { type Item, type Known, type Line, match, nothingKnown } from './golden-parse.ts';

/** So many steps may the search take: a few seconds, far more than sensible goldens need. */
export const STEPS = 200_000;

/** What is still to come, as a list. Equal lists are one object: see `cons`. */
export type Rest = Cell | undefined;

interface Cell {
  id: number;
  head: Node;
  tail: Rest;
}

type Node =
  | Line
  | { type: 'interleaved' | 'any order'; parts: Cell[] }
  | { type: 'times'; body: Cell; min: number; max: number };

export interface State {
  rest: Rest;
  /** How many of the printed lines are matched. */
  at: number;
  known: Known;
}

export interface Run {
  outcome: 'matched' | 'failed' | 'gave up';
  start: State;
  /** The state that has matched most lines, for the diff. */
  furthest: State;
}

/**
 * Looks for a way through the block that takes all lines: depth first, no state twice. A
 * state is what is still to come, the next line, and what is known about the names; so
 * groups may nest, parts may hold equal lines, and names may be used before their capture.
 */
export function follow(items: Item[], lines: string[]): Run {
  const cells = new Map<string, Cell>();
  let steps = 0;

  function cons(head: Node, tail: Rest): Cell {
    const key = `${tail?.id} ${keyOf(head)}`;
    const cell = cells.get(key) ?? { id: cells.size, head, tail };
    cells.set(key, cell);
    return cell;
  }

  function append(first: Rest, second: Rest): Rest {
    return first ? cons(first.head, append(first.tail, second)) : second;
  }

  function listOf(items: Item[]): Rest {
    return items.reduceRight<Rest>((tail, item) => cons(nodeOf(item), tail), undefined);
  }

  function nodeOf(item: Item): Node {
    if (item.type === 'line') return item;
    const { type, min, max } = item;
    const parts = item.parts.map(listOf) as Cell[];
    return type === 'times'
      ? { type, body: parts[0] as Cell, min, max }
      : { type, parts };
  }

  function* stepsFrom({ rest, at, known }: State): Generator<State> {
    if (!rest) return;
    const { head, tail } = rest;
    if (head.type === 'line') {
      const text = lines[at];
      const learned = text === undefined ? undefined : match(head, text, known);
      if (learned) yield { rest: tail, at: at + 1, known: learned };
    } else if (head.type === 'times') {
      const { body, min, max } = head;
      if (max > 0) {
        const again = cons({ ...head, min: Math.max(0, min - 1), max: max - 1 }, tail);
        yield { rest: append(body, again), at, known };
      }
      if (min === 0) yield { rest: tail, at, known };
    } else if (head.type === 'any order') {
      const end = at + head.parts.length;
      const open = head.parts.map((part) => part.head as Line);
      for (const learned of permutations(open, lines.slice(at, end), known)) {
        yield { rest: tail, at: end, known: learned };
      }
    } else {
      if (head.parts.length === 0) yield { rest: tail, at, known };
      for (const [i, part] of head.parts.entries()) {
        if (part === head.parts[i - 1]) continue;
        for (const next of stepsFrom({ rest: part, at, known })) {
          // Which part is which matters no more: sorted, equal states are equal lists.
          const parts = head.parts.toSpliced(i, 1, ...(next.rest ? [next.rest] : []));
          parts.sort((a, b) => a.id - b.id);
          yield { ...next, rest: cons({ ...head, parts }, tail) };
        }
      }
    }
  }

  // Lines that teach nothing new about names need only some assignment to texts. The
  // others are tried one by one, in each text.
  function* permutations(
    open: Line[],
    texts: string[],
    known: Known,
    tried = new Set<string>(),
  ): Generator<Known> {
    const line = open.find(({ placeholders }) =>
      placeholders.some(({ name, differs }) =>
        [name ?? [], differs].flat().some((mentioned) => !known.values.has(mentioned)),
      ),
    );
    const state = line ? JSON.stringify([line.number, texts, known.key]) : '';
    if (tried.has(state) || ++steps > STEPS || !assignable(open, texts, known)) return;
    if (!line) {
      yield known;
      return;
    }
    tried.add(state);
    const others = open.toSpliced(open.indexOf(line), 1);
    for (const text of new Set(texts)) {
      const learned = match(line, text, known);
      const left = texts.toSpliced(texts.indexOf(text), 1);
      if (learned) yield* permutations(others, left, learned, tried);
    }
  }

  const start: State = { rest: listOf(items), at: 0, known: nothingKnown };
  let furthest = start;
  const seen = new Set<string>();
  const path = [[start].values() as Iterator<State>];
  for (let top = path[0]; top; top = path.at(-1)) {
    const { value: state, done } = top.next();
    if (steps > STEPS) return { outcome: 'gave up', start, furthest };
    if (done) path.pop();
    else {
      if (state.at > furthest.at) furthest = state;
      const { rest, at, known } = state;
      if (!rest && at === lines.length) return { outcome: 'matched', start, furthest };
      const key = `${rest?.id} ${at} ${known.key}`;
      if (seen.has(key)) continue;
      seen.add(key);
      steps++;
      path.push(stepsFrom(state));
    }
  }
  return { outcome: 'failed', start, furthest };
}

function keyOf(node: Node): string {
  if (node.type === 'line') return `line ${node.raw}`;
  if (node.type === 'times') return `times ${node.min} ${node.max} ${node.body.id}`;
  return `${node.type} ${node.parts.map(({ id }) => id)}`;
}

// Whether each line can have a text of its own: a bipartite matching, by augmenting paths.
function assignable(lines: Line[], texts: string[], known: Known): boolean {
  if (lines.length !== texts.length) return false;
  const owners: Line[] = [];
  const fitting = (line: Line) =>
    texts.flatMap((text, i) => (match(line, text, known) ? [i] : []));
  const choices = new Map(lines.map((line) => [line, fitting(line)]));

  function place(line: Line, tried: Set<number>): boolean {
    const choice = choices.get(line) ?? [];
    let own = choice.find((i) => !owners[i]);
    own ??= choice.find((i) => !tried.has(i) && tried.add(i) && moves(i, tried));
    if (own !== undefined) owners[own] = line;
    return own !== undefined;
  }
  const moves = (i: number, tried: Set<number>) => place(owners[i] as Line, tried);
  return lines.every((line) => place(line, new Set()));
}

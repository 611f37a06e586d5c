/** Decides what a lane shows in each column of a text. */
import type { Axis } from './axis.ts';
import type { Lane, Mark, Primitive, Span } from './model.ts';

/** One character of the picture. */
export interface Cell {
  /** What the lane does for most of the time; undefined when it is not there. */
  kind: Exclude<Span['kind'], 'held' | 'task'> | undefined;
  /** What it waits for. */
  primitive?: Primitive | undefined;
  /** What it is inside of. */
  held?: Primitive | undefined;
  /** The call that it is in. */
  task?: Span | undefined;
  /** Whether that begins here. */
  begins?: boolean | undefined;
  /** Something that happened. */
  mark?: Mark | undefined;
  /** What the cells of a run are called. */
  label: string;
  /** Cells of the same run belong together. */
  run: number;
}

export function cellsOf(lane: Lane, axis: Axis, columns: number): Cell[] {
  const cells = Array.from(
    { length: columns },
    (): Cell => ({
      kind: undefined,
      label: '',
      run: 0,
    }),
  );
  const column = (at: number) => axis.place(at) * columns;
  const shown = lane.spans.filter(({ from, to }) => to > axis.from && from < axis.to);
  const covered = new Float64Array(columns);
  for (const span of shown.filter(({ kind }) => kind !== 'held' && kind !== 'task')) {
    for (const [i, share] of sharesOf(column(span.from), column(span.to), columns)) {
      // A short wait is worth seeing more than the long run around it.
      const weight = span.kind === 'wait' ? share + 0.3 : share;
      if (weight <= (covered[i] ?? 0)) continue;
      covered[i] = weight;
      const cell = cells[i] as Cell;
      cell.kind = span.kind as Cell['kind'];
      cell.primitive = span.primitive;
    }
  }
  const inside = new Float64Array(columns);
  for (const span of shown.filter(({ kind }) => kind === 'held')) {
    const [first, last] = [column(span.from), column(span.to)];
    for (const [i, share] of sharesOf(first, last, columns)) {
      // What is inside of something is drawn over it, and what is short is not lost.
      const enough = share > 0.5 || (last - first < 1 && i === Math.floor(first));
      if (!enough || share + span.depth <= (inside[i] ?? 0)) continue;
      inside[i] = share + span.depth;
      const cell = cells[i] as Cell;
      cell.held = span.primitive;
    }
  }
  for (const span of shown.filter(({ kind }) => kind === 'task')) {
    const first = Math.floor(column(span.from));
    for (const [i, share] of sharesOf(column(span.from), column(span.to), columns)) {
      if (share <= 0.5 && i !== first) continue;
      const cell = cells[i] as Cell;
      cell.task = span;
      cell.begins = i === first;
    }
  }
  for (const mark of lane.marks) {
    const { at, event } = mark;
    if (at < axis.from || at > axis.to) continue;
    const cell = cells[Math.min(Math.floor(column(at)), columns - 1)];
    if (cell && !/^(read|write)$/.test(event)) cell.mark = mark;
  }
  numberRuns(cells);
  return cells;
}

/** How much of each column lies between two places. */
function* sharesOf(
  from: number,
  to: number,
  columns: number,
): Generator<[number, number]> {
  const last = Math.min(Math.ceil(to), columns);
  for (let i = Math.floor(from); i < Math.max(last, Math.floor(from) + 1); i++) {
    if (i >= columns) return;
    yield [i, Math.min(to, i + 1) - Math.max(from, i)];
  }
}

/** Numbers the runs of cells of one look, and names them. */
function numberRuns(cells: Cell[]): void {
  const runs: Cell[][] = [];
  for (const cell of cells) {
    const before = runs.at(-1)?.[0];
    const same =
      before?.held === cell.held &&
      before?.kind === cell.kind &&
      before?.task === cell.task &&
      before?.primitive === cell.primitive;
    if (same && before) runs.at(-1)?.push(cell);
    else runs.push([cell]);
    cell.run = runs.length;
    if (!cell.held) cell.label = cell.primitive?.name ?? '';
  }
  nameOnce(
    runs.filter(([cell]) => !cell?.held && !cell?.primitive),
    ({ task }) => task,
    ({ task }) => task?.primitive,
  );
  const held = ({ held }: Cell) => held;
  nameOnce(runs, held, held);
}

/** What several runs next to each other have in common is named where it has the most room. */
function nameOnce(
  runs: Cell[][],
  common: (cell: Cell) => unknown,
  named: (cell: Cell) => Primitive | undefined,
): void {
  const of = (run: Cell[] | undefined) => run?.[0] && common(run[0]);
  for (let i = 0; i < runs.length; ) {
    const next = runs.findIndex((run, j) => j > i && of(run) !== of(runs[i]));
    const end = next < 0 ? runs.length : next;
    const [longest] = runs.slice(i, end).sort((a, b) => b.length - a.length);
    for (const cell of longest ?? []) cell.label = named(cell)?.name ?? cell.label;
    i = end;
  }
}

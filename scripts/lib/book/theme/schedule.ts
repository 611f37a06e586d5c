/** Where a reader is in the graph of all schedules, and what there is to say about it. */
import type { CodeLine, Graph, GraphStep, Move, State } from '../graph.ts';

/** Where so many moves have led to. */
export interface Place {
  state: State;
  /** All that was done on the way. */
  steps: GraphStep[];
}

/** @param taken moves by their numbers, from the start. */
export function placeAfter({ states, start }: Graph, taken: readonly number[]): Place {
  let state = states[start] as State;
  const steps: GraphStep[] = [];
  for (const number of taken) {
    const move = state.moves[number] as Move;
    steps.push(...move.steps);
    state = states[move.to] as State;
  }
  return { state, steps };
}

/** What a thread is about to do, or why it does nothing. */
export interface Situation {
  text: string;
  /** The line at which it is. */
  line?: number | undefined;
}

export function situationOf(
  { state, steps }: Place,
  thread: number,
  code: readonly CodeLine[],
): Situation {
  const own = ({ thread: other }: GraphStep) => other === thread;
  const move = state.moves.find((each) => each.thread === thread);
  if (move) {
    const { text = '', line } = move.steps.find(own) ?? {};
    if (!line) return { text: 'goes to its end' };
    const end = text.startsWith('releases ') ? endOfBlock(code, line) : undefined;
    return end
      ? { text: `leaves the block that ends at line ${end}`, line: end }
      : { text: `is at line ${line}`, line };
  }
  if (state.moves.length === 0 && !state.end) return { text: 'goes on' };
  const last = steps.findLast(own);
  if (!last || !/^(waits|sleeps|throws) /.test(last.text)) return { text: 'is done' };
  return { text: last.text, line: last.line };
}

/**
 * Where what a block was `using` is given back: compilers do not agree on the line of that.
 * Undefined for a line that gives it back itself.
 */
function endOfBlock(code: readonly CodeLine[], line: number): number | undefined {
  const from = code.findIndex(({ number }) => number === line);
  const text = code[from]?.text ?? '';
  if (/\brelease\(/.test(text)) return undefined;
  const indent = text.search(/\S/);
  const end = code.find(
    (each, i) => i > from && /^ *\}/.test(each.text) && each.text.search(/\S/) < indent,
  );
  return end?.number;
}

/** A step in a sentence: `Worker-1 takes lock_a.` */
export function sentenceOf({ threads }: Graph, { thread, text }: GraphStep): string {
  return `${threads[thread]} ${text}`;
}

/** How a schedule has ended, and how the others do; undefined as long as it goes on. */
export function endingOf(graph: Graph, { state }: Place): string | undefined {
  const { end, moves } = state;
  if (!end) return moves.length > 0 ? undefined : CUT;
  const { goal } = graph;
  return end.isWrong
    ? `It was made to ${goal}: ${faultOf(graph, end.text)}. ${tallyOf(graph)}`
    : `All ends well: ${end.text}. ${tallyOf(graph)}`;
}

const CUT =
  'There are so many schedules that the book has only their first steps. This one goes on, ' +
  'but not here.';

/** `4 of 6 schedules go wrong.` */
export function tallyOf({ schedules, isComplete, wrong }: Graph): string {
  const all = `${isComplete ? '' : 'the first '}${schedules.toLocaleString('en')} schedules`;
  if (wrong > 0) return `${wrong.toLocaleString('en')} of ${all} go wrong.`;
  return isComplete
    ? `It cannot be broken: none of ${all} goes wrong.`
    : `None of ${all} goes wrong.`;
}

function faultOf({ right }: Graph, text: string): string {
  const [, deadlock] = /^\S+ threw DeadlockError: Deadlock: (.*)$/.exec(text) ?? [];
  if (deadlock) return deadlock;
  const [, got] = /^(.*); the check says no$/.exec(text) ?? [];
  if (!got) return text.replace(/^stuck: /, '');
  return right.length > 0 ? `expected ${right.join(' or ')}, got ${got}` : got;
}

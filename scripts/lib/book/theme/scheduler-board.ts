import { computed, defineComponent, h, type PropType, ref, type VNode } from 'vue';
import type { CodeLine, End, Graph } from '../graph.ts';
import {
  endingOf,
  placeAfter,
  type Situation,
  sentenceOf,
  situationOf,
  tallyOf,
} from './schedule.ts';

/** The threads with a button each, what they share, and what was done so far. */
export const SchedulerBoard = defineComponent({
  props: { graph: { type: Object as PropType<Graph>, required: true } },
  setup({ graph }) {
    const taken = ref<number[]>([]);
    const place = computed(() => placeAfter(graph, taken.value));
    const said = ref('');
    const go = (moves: number[]) => {
      taken.value = moves;
      const last = place.value.steps.at(-1);
      const ending = endingOf(graph, place.value);
      const step = last ? `${sentenceOf(graph, last)}.` : 'Nothing was done yet.';
      said.value = ending ? `${step} ${ending}` : step;
    };
    const showShortest = () => {
      if (graph.shortest) go(graph.shortest);
      else said.value = tallyOf(graph);
    };

    return () => {
      const { state, steps } = place.value;
      const isBegun = taken.value.length > 0;
      const { isWhole, goal, code, threads } = graph;
      return h('div', { class: 'board' }, [
        h('p', `You are the scheduler. Try to make it ${goal}.${isWhole ? '' : CUT}`),
        h(
          'div',
          { class: 'controls', role: 'group', 'aria-label': 'Who goes on' },
          threads.flatMap((name, thread) => {
            const moves = state.moves.flatMap((move, number) =>
              move.thread === thread ? [{ ...move, number }] : [],
            );
            // One that cannot go on keeps its button: who has pressed it is still there.
            return (moves.length > 0 ? moves : [undefined]).map((move) =>
              button(
                move?.isTimeout ? `${name}: its time is up` : `${name} goes on`,
                move && (() => go([...taken.value, move.number])),
                'goes-on',
              ),
            );
          }),
        ),
        saidOf(said.value, state.end),
        h('div', { class: 'controls' }, [
          button('Take back one', isBegun && (() => go(taken.value.slice(0, -1)))),
          button('From the start', isBegun && (() => go([]))),
          button('Show the shortest schedule that goes wrong', showShortest),
        ]),
        memoryOf(graph, state.memory),
        h(
          'div',
          { class: 'threads' },
          threads.map((name, thread) => {
            const lines = code[thread] ?? [];
            const situation = situationOf(place.value, thread, lines);
            return h('section', { class: 'thread', 'aria-label': name }, [
              h('p', `${name} ${situation.text}.`),
              programOf(lines, situation),
            ]);
          }),
        ),
        h('p', { class: 'caption' }, 'Steps so far'),
        h(
          'ol',
          steps.map((step) => h('li', [sentenceOf(graph, step), lineOf(step.line)])),
        ),
      ]);
    };
  },
});

/** A button that keeps the focus when it cannot be pressed. */
function button(text: string, press: (() => void) | undefined | false, name = ''): VNode {
  const attributes = { type: 'button', class: name, 'aria-disabled': !press };
  return h('button', { ...attributes, onClick: press || undefined }, text);
}

/** What has just happened, which is read out; and what has come of it at the end. */
function saidOf(text: string, end: End | undefined): VNode {
  const name = ['said', { isOver: end, isWrong: end?.isWrong }];
  return h('p', { role: 'status', class: name }, text);
}

function programOf(code: readonly CodeLine[], { line }: Situation): VNode {
  const lines = code.map(({ number, text }) => {
    const isHere = number === line;
    return h('span', { class: { line: true, isHere } }, [
      h('span', { class: 'number' }, isHere ? `▶ ${number}` : `${number}`),
      h('span', { class: 'text' }, text),
      '\n',
    ]);
  });
  return h('pre', h('code', lines));
}

function memoryOf({ memory }: Graph, values: readonly string[]): VNode {
  return h('table', [
    h('caption', 'Shared memory'),
    h(
      'tbody',
      memory.map((name, i) =>
        h('tr', [h('th', { scope: 'row' }, name), h('td', values[i])]),
      ),
    ),
  ]);
}

function lineOf(line: number | undefined): VNode | undefined {
  return line ? h('span', { class: 'where' }, ` (line ${line})`) : undefined;
}

const CUT =
  ' It has so many schedules that the book has only their first steps; the counts are those of ' +
  'all.';

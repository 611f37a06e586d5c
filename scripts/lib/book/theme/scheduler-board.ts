import { computed, defineComponent, h, type PropType, ref, type VNode } from 'vue';
import type { CodeLine, Graph } from '../graph.ts';
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
      const threads = graph.threads.map((name, thread) => {
        const situation = situationOf(place.value, thread, graph.code[thread] ?? []);
        const moves = state.moves.flatMap((move, i) =>
          move.thread === thread ? [{ ...move, number: i }] : [],
        );
        // One that cannot go on keeps its button: whoever has pressed it is still there.
        const buttons = moves.length > 0 ? moves : [undefined];
        return h('section', { class: 'thread', 'aria-label': name }, [
          ...buttons.map((move) =>
            button(
              move?.isTimeout ? `${name}: its time is up` : `${name} goes on`,
              move && (() => go([...taken.value, move.number])),
              'goes-on',
            ),
          ),
          h('p', `${name} ${situation.text}.`),
          programOf(graph.code[thread] ?? [], situation),
        ]);
      });
      const isBegun = taken.value.length > 0;
      const isWrong = state.end?.isWrong;
      return h('div', { class: 'board' }, [
        h('p', `You are the scheduler. Try to make it ${graph.goal}.`),
        graph.isWhole ? undefined : h('p', CUT),
        h('div', { class: 'threads' }, threads),
        h(
          'p',
          { role: 'status', class: ['said', { isWrong, isOver: state.end }] },
          said.value,
        ),
        h('div', { class: 'controls' }, [
          button('Take back one', isBegun && (() => go(taken.value.slice(0, -1)))),
          button('From the start', isBegun && (() => go([]))),
          button('Show the shortest schedule that goes wrong', showShortest),
        ]),
        memoryOf(graph, state.memory),
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
  return line ? h('span', { class: 'place' }, `line ${line}`) : undefined;
}

const CUT =
  'It has so many schedules that the book has only their first steps; the counts are those of ' +
  'all.';

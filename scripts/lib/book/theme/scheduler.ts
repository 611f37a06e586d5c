import { defineComponent, h, nextTick, onMounted, ref, shallowRef } from 'vue';
import type { Schedules } from '../graph.ts';
import type { Part } from './dom.ts';
import { SchedulerBoard } from './scheduler-board.ts';

/**
 * The reader is the scheduler of a lesson's scenario. What is needed for it is fetched when
 * the reader begins; without a script a sentence says how to do the same on a terminal.
 */
export const BeTheScheduler = defineComponent({
  props: {
    /** `04a/deadlock` */
    lesson: { type: String, required: true },
    src: { type: String, required: true },
  },
  setup(props) {
    const schedules = shallowRef<Schedules>();
    const problem = ref('');
    const hasScript = ref(false);
    onMounted(() => {
      hasScript.value = true;
    });
    /** Which of the graphs it is. */
    const chosen = ref(0);
    const frame = ref<Part>();
    const begin = async () => {
      try {
        const response = await fetch(props.src);
        if (!response.ok) throw new Error(`${response.status}`);
        schedules.value = (await response.json()) as Schedules;
      } catch (error) {
        problem.value = `What belongs here could not be fetched: ${error}`;
        return;
      }
      await nextTick();
      frame.value?.querySelector('.goes-on')?.focus();
    };
    const versions = (count: number) =>
      h(
        'div',
        { class: 'versions', role: 'group', 'aria-label': 'Which program' },
        VERSIONS.slice(0, count).map((name, i) =>
          h(
            'button',
            {
              type: 'button',
              'aria-pressed': chosen.value === i,
              onClick: () => {
                chosen.value = i;
              },
            },
            name,
          ),
        ),
      );

    return () => {
      const { graphs = [] } = schedules.value ?? {};
      const graph = graphs[chosen.value];
      const parts = graph
        ? [
            graphs.length > 1 ? versions(graphs.length) : undefined,
            // With another program all begins anew.
            h(SchedulerBoard, { graph, key: chosen.value }),
          ]
        : [
            h('p', INTRODUCTION),
            hasScript.value
              ? h('button', { type: 'button', class: 'begin', onClick: begin }, 'Begin')
              : h('p', 'On this page that needs JavaScript.'),
            h('p', { role: 'status' }, problem.value),
          ];
      const broken = chosen.value === 1 ? ' --broken' : '';
      const command = `npx tsx scripts/explore.ts ${props.lesson}${broken} --step`;
      return h('section', { class: 'scheduler', ref: frame }, [
        ...parts,
        h('p', { class: 'command' }, ['On a terminal: ', h('code', command)]),
      ]);
    };
  },
});

const VERSIONS = ['As it should be', 'With a fault'];

const INTRODUCTION =
  'The lesson in its smallest form, to be run one step at a time: you choose which thread ' +
  'goes on, see what becomes of what they share, and try to make it go wrong.';

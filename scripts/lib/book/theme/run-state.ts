import { computed, defineComponent, h, type PropType } from 'vue';
import type { Alive } from '../../timeline/alive.ts';
import { hues } from '../../timeline/colours.ts';

/** Stands beside the picture: the event, and how everybody and everything is after it. */
export const RunState = defineComponent({
  props: {
    alive: { type: Object as PropType<Alive>, required: true },
    step: { type: Number, required: true },
    /** Whether the events are read out elsewhere. */
    isTold: { type: Boolean, required: true },
  },
  emits: ['go'],
  setup(props, { emit }) {
    const rows = computed(() => {
      const words = props.alive.rows.map(() => '');
      for (const { now } of props.alive.steps.slice(0, props.step + 1)) {
        for (const [row, said] of now) words[row] = said;
      }
      return props.alive.rows.map((row, i) => ({ ...row, words: words[i] ?? '' }));
    });
    const lanes = computed(() => rows.value.filter(({ hue }) => hue === undefined));
    const things = computed(() => rows.value.filter(({ hue }) => hue !== undefined));

    return () => {
      const { alive, step } = props;
      const event = alive.steps[step];
      const bar = alive.bars[event?.bar ?? -1];
      const changed = new Set(
        step > 0 ? event?.now.map(([row]) => alive.rows[row]?.name) : [],
      );
      const button = (says: string, label: string, by: number) =>
        h(
          'button',
          { type: 'button', 'aria-label': label, onClick: () => emit('go', step + by) },
          says,
        );
      const list = (title: string, of: typeof rows.value) =>
        of.length > 0 &&
        h('div', [
          h('p', { class: 'list' }, title),
          h(
            'dl',
            of.map(({ name, hue, words }) =>
              h('div', { key: name, class: { changed: changed.has(name) } }, [
                h('dt', [hue !== undefined && swatch(hue), name]),
                h('dd', words),
              ]),
            ),
          ),
        ]);
      return h('div', { class: 'run-state' }, [
        h('div', { class: 'events' }, [
          h('div', { class: 'go' }, [
            button('←', 'The event before', -1),
            button('→', 'The next event', 1),
            h('span', `Event ${step + 1} of ${alive.steps.length}`),
          ]),
          h('p', { 'aria-live': props.isTold ? 'off' : 'polite' }, [
            h('b', event?.words),
            bar &&
              !event?.words.includes(bar.words) &&
              ` The bar: ${alive.rows[bar.lane]?.name} ${bar.words}.`,
          ]),
        ]),
        h('div', { class: 'lists' }, [
          list('Who does what', lanes.value),
          list('What they share', things.value),
        ]),
      ]);
    };
  },
});

function swatch(hue: number) {
  const { light, dark } = hues[hue] ?? {};
  return h('i', { class: 'swatch', style: { '--light': light, '--dark': dark } });
}

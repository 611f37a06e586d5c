import { defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';
import type { Alive } from '../../timeline/alive.ts';
import { type Key, observer, type Part } from './dom.ts';
import { RunBars } from './run-bars.ts';
import { RunState } from './run-state.ts';

/**
 * The picture of a lesson's run: an image, which is there without a script, too. When it comes
 * into view, what brings it to life is fetched.
 */
export const RunPicture = defineComponent({
  props: {
    /** `04a/semaphore` */
    lesson: { type: String, required: true },
    src: { type: String, required: true },
    alt: { type: String, required: true },
  },
  setup(props) {
    const figure = ref<Part>();
    const alive = shallowRef<Alive>();
    const step = ref(0);
    const isMoving = ref(false);
    const load = async () => {
      // Without it the picture stays what it is.
      const response = await fetch(props.src.replace(/svg$/, 'json')).catch(() => null);
      if (response?.ok) alive.value = (await response.json()) as Alive;
    };
    onMounted(() => {
      const watcher = observer((isInView) => {
        if (!isInView) return;
        watcher.disconnect();
        load();
      });
      if (figure.value) watcher.observe(figure.value);
      onBeforeUnmount(() => watcher.disconnect());
    });

    const go = (to: number) => {
      const last = (alive.value?.steps.length ?? 1) - 1;
      step.value = Math.min(Math.max(to, 0), last);
    };
    const press = (keys: typeof KEYS) => (event: Key) => {
      const to = keys[event.key]?.(step.value);
      if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go(to);
    };

    return () => {
      const image = h('img', { src: props.src, alt: props.alt, loading: 'lazy' });
      const label = `Picture of a run of ${props.lesson}`;
      if (!alive.value?.steps.length) {
        // It scrolls where the page is narrower, by keyboard as well.
        const frame = { class: 'wide', tabindex: 0, role: 'group', 'aria-label': label };
        return h('figure', { class: 'run-picture', ref: figure }, [
          h('div', frame, h('div', { class: 'stage' }, image)),
          h('figcaption', CAPTION),
        ]);
      }
      const shown = { alive: alive.value, step: step.value, onGo: go };
      return h('figure', { class: 'run-picture' }, [
        h('div', { class: 'wide', role: 'group', 'aria-label': label }, [
          h('div', { class: 'stage' }, [
            image,
            h(RunBars, {
              ...shown,
              onKeydown: press({ ...ARROWS, ...KEYS }),
              onFocus: () => {
                isMoving.value = true;
              },
              onBlur: () => {
                isMoving.value = false;
              },
            }),
          ]),
        ]),
        h(RunState, { ...shown, isTold: isMoving.value, onKeydown: press(ARROWS) }),
        h('figcaption', `${CAPTION} ${HOW}`),
      ]);
    };
  },
});

/** Where keys lead: some from everywhere beside the picture, and all those of a slider in it. */
const ARROWS: Record<string, (step: number) => number> = {
  ArrowLeft: (step) => step - 1,
  ArrowRight: (step) => step + 1,
};

const KEYS: typeof ARROWS = {
  ArrowDown: (step) => step - 1,
  ArrowUp: (step) => step + 1,
  PageDown: (step) => step - 10,
  PageUp: (step) => step + 10,
  Home: () => 0,
  End: () => Number.POSITIVE_INFINITY,
};

const CAPTION =
  'Time goes from left to right, each lane is a thread, a process or a task. ' +
  'Hatched is waiting, solid is being inside.';

const HOW =
  'Point at a bar to see what it is; the keys ← and → lead from event to event, ' +
  'as a click into the picture does.';

import { defineComponent, h } from 'vue';

/** The picture of a lesson's run: an image, which is there without a script, too. */
export const RunPicture = defineComponent({
  props: {
    /** `04a/semaphore` */
    lesson: { type: String, required: true },
    src: { type: String, required: true },
    alt: { type: String, required: true },
  },
  setup: (props) => () => {
    const image = h('img', { src: props.src, alt: props.alt, loading: 'lazy' });
    // It scrolls where the page is narrower, by keyboard as well.
    const label = `Picture of a run of ${props.lesson}`;
    const frame = { class: 'wide', tabindex: 0, role: 'group', 'aria-label': label };
    return h('figure', { class: 'run-picture' }, [
      h('div', frame, image),
      h('figcaption', CAPTION),
    ]);
  },
});

const CAPTION =
  'Time goes from left to right, each lane is a thread, a process or a task. ' +
  'Hatched is waiting, solid is being inside.';

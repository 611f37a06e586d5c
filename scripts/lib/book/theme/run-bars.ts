import { computed, defineComponent, h, type PropType, ref, watch } from 'vue';
import type { Alive, Bar } from '../../timeline/alive.ts';
import type { Key, Part, Pointing } from './dom.ts';

/** What is smaller can still be pointed at, in pixels of the picture. */
const SMALLEST = 8;

/** Lies on the picture: the line that goes from event to event, and what a bar is. */
export const RunBars = defineComponent({
  props: {
    alive: { type: Object as PropType<Alive>, required: true },
    step: { type: Number, required: true },
  },
  emits: ['go', 'focus', 'blur'],
  setup(props, { emit }) {
    const line = ref<Part>();
    const pointed = ref<Bar>();
    const hasFocus = ref(false);
    const isDismissed = ref(false);
    const now = computed(() => props.alive.steps[props.step]);
    const current = computed(() => props.alive.bars[now.value?.bar ?? -1]);

    const arrive = () => {
      isDismissed.value = false;
      pointed.value = undefined;
      keepInView(line.value);
    };
    watch(now, arrive, { flush: 'post' });

    const point = (event: Pointing) => {
      pointed.value = barAt(props.alive, placeOf(event, props.alive));
      isDismissed.value = false;
    };
    const choose = (event: Pointing) => {
      const place = placeOf(event, props.alive);
      emit('go', stepAt(props.alive, place));
      line.value?.focus({ preventScroll: true });
    };

    return () => {
      const { alive, step } = props;
      const shown = pointed.value ?? (hasFocus.value ? current.value : undefined);
      const slider = {
        ref: line,
        class: 'line',
        tabindex: 0,
        role: 'slider',
        'aria-label': 'Event',
        'aria-valuemin': 1,
        'aria-valuemax': alive.steps.length,
        'aria-valuenow': step + 1,
        'aria-valuetext': now.value?.words,
        style: lineStyle(alive, now.value?.x ?? 0),
        onFocus: () => {
          hasFocus.value = true;
          emit('focus');
        },
        onBlur: () => {
          hasFocus.value = false;
          emit('blur');
        },
      };
      return h(
        'div',
        {
          class: 'bars',
          onPointermove: point,
          onPointerleave: () => {
            pointed.value = undefined;
          },
          onClick: choose,
          onKeydown: (event: Key) => {
            if (event.key === 'Escape') isDismissed.value = true;
          },
        },
        [
          current.value && ring(alive, current.value, 'current'),
          pointed.value && ring(alive, pointed.value, 'pointed'),
          h('div', slider),
          shown && !isDismissed.value && tip(alive, shown),
        ],
      );
    };
  },
});

const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;

function lineStyle({ width, height, top, bottom }: Alive, x: number) {
  return {
    left: percent(x, width),
    top: percent(top - 8, height),
    height: percent(bottom - top + 8, height),
  };
}

/** The bar that is meant, drawn around. */
function ring({ width, height }: Alive, { box: [x, y, w, h_] }: Bar, style: string) {
  return h('div', {
    class: `ring ${style}`,
    style: {
      left: percent(x, width),
      top: percent(y, height),
      width: percent(w, width),
      height: percent(h_, height),
    },
  });
}

/** Beside its bar, and within the picture. What it says is in the state's words, too. */
function tip({ width, height, rows }: Alive, { box, lane, words }: Bar) {
  const [x, y, w, tall] = box;
  const middle = percent(x + w / 2, width);
  const isLow = y > height / 2;
  const place = isLow
    ? { bottom: `calc(${percent(height - y, height)} + 8px)` }
    : { top: `calc(${percent(y + tall, height)} + 8px)` };
  return h(
    'div',
    {
      class: 'tip',
      'aria-hidden': true,
      style: { left: middle, transform: `translateX(-${middle})`, ...place },
    },
    [h('b', rows[lane]?.name), h('span', ` ${words}`)],
  );
}

interface Point {
  x: number;
  y: number;
}

/** In pixels of the picture, however large it is shown. */
function placeOf(event: Pointing, { width, height }: Alive): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * width,
    y: ((event.clientY - box.top) / box.height) * height,
  };
}

const isAt =
  (at: Point) =>
  ({ box: [x, y, width, height] }: Bar) => {
    const more = Math.max(SMALLEST - width, 0) / 2;
    return (
      at.x >= x - more && at.x <= x + width + more && at.y >= y && at.y <= y + height
    );
  };

function barAt({ bars }: Alive, at: Point): Bar | undefined {
  return bars.findLast(isAt(at));
}

/** The event at which a bar begins, or else the one that is nearest in time. */
function stepAt(alive: Alive, at: Point): number {
  const bar = alive.bars.findLastIndex(isAt(at));
  const own = alive.steps.findIndex((step) => step.bar === bar);
  if (own >= 0) return own;
  const far = alive.steps.map(({ x }) => Math.abs(x - at.x));
  return far.indexOf(Math.min(...far));
}

/** Scrolls a picture that is wider than the page, and nothing else. */
function keepInView(line: Part | undefined): void {
  const frame = line?.closest('.wide');
  if (!line || !frame) return;
  const [own, around] = [line.getBoundingClientRect(), frame.getBoundingClientRect()];
  const isInView = own.left > around.left + 20 && own.right < around.right - 20;
  if (!isInView) frame.scrollLeft += own.left - around.left - around.width / 2;
}

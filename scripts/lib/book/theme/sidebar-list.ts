import { useData } from 'vitepress';
import { defineComponent, h, type PropType, type VNode } from 'vue';
import type { Item } from './sidebar.ts';

/** The chapters as plain lists: VitePress's own, which fold, are half of a page. */
export default defineComponent({
  props: { items: { type: Array as PropType<Item[]>, required: true } },
  setup(props) {
    const { page } = useData();
    const list = (items: Item[], here: string): VNode =>
      h(
        'ul',
        items.map(({ text, link, items }) =>
          h('li', [
            link
              ? h(
                  'a',
                  { href: link, 'aria-current': link === here ? 'page' : undefined },
                  text,
                )
              : h('b', text),
            items && list(items, here),
          ]),
        ),
      );
    return () => list(props.items, addressOf(page.value.relativePath));
  },
});

/** `04a/lock-counter.md` is at `/04a/lock-counter.html`, `04a/index.md` at `/04a/`. */
function addressOf(path: string): string {
  return `/${path.replace(/\.md$/, '.html').replace(/(^|\/)index\.html$/, '$1')}`;
}

/**
 * The little of the DOM that the theme uses. The DOM's own types would hold for the whole
 * project, and do not go together with those of Node.
 */
export interface Part {
  scrollLeft: number;
  closest(selector: string): Part | null;
  querySelector(selector: string): Part | null;
  focus(options?: { preventScroll: boolean }): void;
  getBoundingClientRect(): { left: number; right: number; top: number } & Size;
}

interface Size {
  width: number;
  height: number;
}

export interface Pointing {
  clientX: number;
  clientY: number;
  currentTarget: Part;
}

export interface Key {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  preventDefault(): void;
}

interface Observer {
  observe(part: Part): void;
  disconnect(): void;
}

/** Calls back whenever something comes into view or leaves it. */
export function observer(changed: (isInView: boolean) => void): Observer {
  const { IntersectionObserver } = globalThis as unknown as {
    IntersectionObserver: new (
      changed: (entries: { isIntersecting: boolean }[]) => void,
    ) => Observer;
  };
  return new IntersectionObserver((entries) =>
    changed(entries.some(({ isIntersecting }) => isIntersecting)),
  );
}

/** Who waits for what, when nobody can go on. */
import type { Control } from './control.ts';
import { wait, wake } from './layout.ts';
import { anew, type Region } from './memory.ts';

/**
 * @returns in words who waits; and who sleeps on a word that has changed since, so that a
 *   wake-up was lost.
 */
export function whoWaits(
  control: Control,
  regions: readonly Region[],
  names: readonly string[],
  shared: object,
): { waits: string[]; lost: string[] } {
  const waits: string[] = [];
  const lost: string[] = [];
  for (const [t, name] of names.entries()) {
    if (control.isDone(t)) continue;
    const own = control.waitsOf(t).filter((at) => control.get(at) === wake.waiting);
    if (own.length === 0) waits.push(`${name} waits for what no step of a thread brings`);
    for (const at of own) {
      const region = regions[control.get(at + wait.region)];
      if (!region) {
        waits.push(`${name} sleeps for ever`);
        continue;
      }
      const [owner = ''] = region.name.split('.');
      waits.push(
        `${name} waits for ${owner}${describe(Reflect.get(anew(shared), owner))}`,
      );
      const index = control.get(at + wait.index);
      const expected = control.get(at + wait.value);
      const now = region.words[index];
      if (now === expected) continue;
      lost.push(
        `${name} sleeps while ${region.name}[${index}] is ${expected}; it is ${now}`,
      );
    }
  }
  return { waits, lost };
}

function describe(subject: unknown): string {
  return typeof subject === 'object' && subject !== null && !Array.isArray(subject)
    ? `, ${subject}`
    : '';
}

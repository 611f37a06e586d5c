import { TextDecoder } from 'node:util';

/**
 * The encoding that goes by a label.
 *
 * @param label in any case: `utf8`, `ISO-8859-1`, …
 * @returns its name in lower case; undefined when there is none.
 */
export function encodingOf(label: string): string | undefined {
  const name = label.trim().toLowerCase();
  if (name === 'x-user-defined') return 'windows-1252'; // which pages mean by it
  try {
    return name ? new TextDecoder(name).encoding : undefined;
  } catch {
    return undefined;
  }
}

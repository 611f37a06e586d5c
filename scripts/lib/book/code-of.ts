import { resolve } from 'node:path';
import type { Step } from '../../../modules/core/explore.ts';
import { read } from './addresses.ts';
import type { CodeLine } from './graph.ts';

/** The functions that a thread goes through: its own, and what that calls in its file. */
export function codeOf(name: string, steps: readonly Step[]): CodeLine[] {
  const [file = ''] = steps.flatMap((step) => step.file ?? []);
  const lines = read(resolve(file)).split('\n');
  const visited = new Set(steps.map(({ line = 0 }) => line));
  const code: CodeLine[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, called] =
      /^(?:export )?(?:async )?function (\w+)/.exec(lines[i] ?? '') ?? [];
    if (!called) continue;
    const last = lines.findIndex((line, j) => j > i && line.startsWith('}'));
    const part = lines.slice(i, last + 1).map((text, j) => ({ number: i + j + 1, text }));
    if (called === name || part.some(({ number }) => visited.has(number))) {
      code.push(...part);
    }
  }
  return code;
}

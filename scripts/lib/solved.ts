import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Finding } from './check-exercise.ts';
import type { Exercise } from './exercises.ts';
import { root } from './lessons.ts';

/** How an exercise was found when its starter was last checked. */
export interface LastCheck {
  solved: boolean;
  /** When it was, as `2026-03-01T10:00:00.000Z`. */
  at: string;
  /** Tells whether the file has changed since. */
  hash: string;
}

const FILE = resolve(root, '.cache/solved.json');

/** All last checks, by the names of the exercises; empty where nothing was checked yet. */
export function lastChecks(): Record<string, LastCheck> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'));
  } catch {
    // Not there yet, or cut off while it was written: it is only a memory.
    return {};
  }
}

/**
 * Keeps how a starter was found.
 *
 * @param hash of the text that was checked.
 */
export function remember(exercise: Exercise, { missing }: Finding, hash: string): void {
  const at = new Date().toISOString();
  const check: LastCheck = { solved: !missing, at, hash };
  const all = { ...lastChecks(), [exercise.name]: check };
  mkdirSync(dirname(FILE), { recursive: true });
  // Each process has its own: another one may be checking, too.
  const draft = `${FILE}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(all, undefined, 2)}\n`);
  renameSync(draft, FILE);
}

/** What stands for the text that a starter has now; empty where it is gone. */
export function hashOf({ starter }: Exercise): string {
  const file = resolve(root, starter);
  if (!existsSync(file)) return '';
  return createHash('sha1').update(readFileSync(file)).digest('hex');
}

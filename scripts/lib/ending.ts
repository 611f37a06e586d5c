/** In words, how a program has ended that did not end well, and what to do about it. */
import { basename } from 'node:path';
import type { Run } from './program.ts';

/** What was seen, and what comes next. */
export interface Advice {
  seen: string;
  next: string;
}

/** So many lines of what stands on stderr are shown, where no error is found in it. */
const LINES = 8;

/**
 * What is wrong with how a program ended; undefined when nothing is.
 *
 * @param file the program: the line of an error is looked for in it.
 */
export function howItEnded(
  { problem, stderr, timedOut }: Run,
  file: string,
): Advice | undefined {
  const error = errorIn(stderr, basename(file));
  if (error) return error;
  if (stderr) {
    const next = 'A program that is right has nothing to say there.';
    return { seen: `it printed on stderr:\n${topOf(stderr)}`, next };
  }
  if (!problem) return undefined;
  return { seen: `it ${problem}`, next: timedOut ? ENDLESS : (NEXT[problem] ?? LEFT) };
}

const ENDLESS =
  'Find who waits for what nobody does, or what is repeated without an end.';
const LEFT =
  'Something still holds the program: a timer, a thread, a server or a pool that nobody ends.';
const NEXT: Record<string, string> = {
  'left processes behind': 'Wait for the end of each process that was started.',
  'exited with code 1': 'Let main end by itself: something calls process.exit.',
};

/** The error that an uncaught one prints: its message, and where it came from. */
function errorIn(stderr: string, name: string): Advice | undefined {
  const [message] = /^(?:\w+\.)*\w*Error(?: \[\w+\])?: .+$/m.exec(stderr) ?? [];
  if (!message) return undefined;
  const place = new RegExp(`${escaped(name)}:(\\d+)(?=:\\d+)`).exec(stderr);
  const at = place ? `, at ${name}:${place[1]}` : '';
  const next = place
    ? `Look at line ${place[1]}: what was it given there?`
    : 'Look for the place where that can be thrown.';
  return { seen: `it failed with ${message}${at}`, next };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function topOf(text: string): string {
  return text.trimEnd().split('\n').slice(0, LINES).join('\n');
}

/**
 * A schedule to be read: a line for each step, a column for each thread.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Deed, StepEvent } from './steps.ts';

/** One step of a schedule. */
export interface Step {
  /** Who takes it: `Worker-1`. */
  thread: string;
  /** What it does: `takes lock_a`. */
  text: string;
  /** Where: the file, from the working directory, the line, and what stands there. */
  file?: string;
  line?: number;
  code?: string;
  /** What it does to what, for those who draw it. */
  deeds: Deed[];
}

export class Trace {
  /** The names of the threads. */
  readonly threads: string[];
  readonly steps: Step[];
  /** How it ends. */
  readonly end: string;

  constructor(threads: string[], events: StepEvent[], end: string) {
    this.threads = threads;
    this.steps = events.map(({ thread, text, source, deeds }) => ({
      thread: threads[thread] as string,
      text,
      ...(source ? placeOf(source) : {}),
      deeds,
    }));
    this.end = end;
  }

  /**
   * @param options.width of the whole, in characters. Default: 80.
   * @returns a line a step, in the column of its thread; at the right where it is.
   */
  toString({ width = 80 }: { width?: number } = {}): string {
    const place = ({ line }: Step) => (line === undefined ? '' : `:${line}`);
    const margin = Math.max(0, ...this.steps.map((step) => place(step).length));
    const columns = this.threads.length;
    const room = Math.min(Math.floor((width - margin) / columns) - 1, MAX_COLUMN);
    const rows: string[] = [];
    if (room < MIN_COLUMN) {
      // Too narrow for columns: each line says whose it is.
      for (const step of this.steps) {
        rows.push(...wrap(`${step.thread} ${step.text} ${place(step)}`.trimEnd(), width));
      }
    } else {
      const row = (cells: readonly string[]) =>
        cells.map((cell) => cell.padEnd(room)).join(' ');
      rows.push(row(this.threads).trimEnd());
      for (const step of this.steps) {
        for (const [i, part] of wrap(step.text, room).entries()) {
          const cells = this.threads.map((thread) =>
            thread === step.thread ? part : '',
          );
          rows.push(`${row(cells)} ${i === 0 ? place(step) : ''}`.trimEnd());
        }
      }
    }
    if (this.end) rows.push(...wrap(this.end, width));
    return rows.join('\n');
  }
}

/** How wide a thread's column is at the most, and at the least, in characters. */
const [MAX_COLUMN, MIN_COLUMN] = [36, 18];

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const indent = lines.length > 0 ? '  ' : '';
    if (line && line.length + 1 + word.length > room) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line ? `${line} ${word}` : indent + word;
  }
  return [...lines, line];
}

const texts = new Map<string, string[]>();

function placeOf(source: string): Pick<Step, 'file' | 'line' | 'code'> {
  const [, url = '', number = ''] = /^(.*):(\d+)$/.exec(source) ?? [];
  const path = url.startsWith('file:') ? fileURLToPath(url.replace(/\?.*$/, '')) : url;
  const line = Number(number);
  return { file: relative('', path), line, code: linesOf(path)[line - 1]?.trim() ?? '' };
}

function linesOf(path: string): string[] {
  let lines = texts.get(path);
  if (!lines) {
    try {
      lines = readFileSync(path, 'utf8').split('\n');
    } catch {
      // Bundled, or made on the way: there is no such file.
      lines = [];
    }
    texts.set(path, lines);
  }
  return lines;
}

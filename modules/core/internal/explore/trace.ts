/**
 * A schedule to be read: a line for each step, a column for each thread.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StepEvent } from './steps.ts';

/** One step of a schedule. */
export interface Step {
  /** Who takes it: `Worker-1`. */
  thread: string;
  /** What it does: `takes lock_a`. */
  text: string;
  /** Where: the file, the line, and what stands there. */
  file?: string;
  line?: number;
  code?: string;
}

export class Trace {
  /** The names of the threads. */
  readonly threads: string[];
  readonly steps: Step[];
  /** How it ends. */
  readonly end: string;

  constructor(threads: string[], events: StepEvent[], end: string) {
    this.threads = threads;
    this.steps = events.map(({ thread, text, source }) => ({
      thread: threads[thread] as string,
      text,
      ...(source ? placeOf(source) : {}),
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
    const room = Math.floor((width - margin - 1) / this.threads.length) - 1;
    const rows = [this.#row(this.threads, room)];
    for (const step of this.steps) {
      const column = this.threads.indexOf(step.thread);
      for (const [i, part] of wrap(step.text, room).entries()) {
        const cells = this.threads.map((_, t) => (t === column ? part : ''));
        const row = this.#row(cells, room).padEnd(width - margin);
        rows.push(i === 0 ? (row + place(step)).trimEnd() : row.trimEnd());
      }
    }
    return [...rows, this.end].join('\n');
  }

  #row(cells: readonly string[], room: number): string {
    return cells
      .map((cell) => cell.padEnd(room))
      .join(' ')
      .trimEnd();
  }
}

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
  return { file: basename(path), line, code: linesOf(path)[line - 1]?.trim() ?? '' };
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

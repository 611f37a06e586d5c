import { chalk } from 'zx';

/** How far a long work is. */
export interface Progress {
  done: number;
  of: number;
  failed: number;
  /** The names of what is not done yet, as far as they are known. */
  left: string[];
}

/** Shows on a terminal, in the last line, how far the work is; in a pipe nothing. */
export function showProgress(progress: Progress): void {
  showText(progressText(progress, process.stdout.columns || 80));
}

/** Shows on a terminal, in the last line, a text of a few words; in a pipe nothing. */
export function showText(text: string): void {
  if (!process.stdout.isTTY) return;
  clearProgress();
  process.stdout.write(chalk.dim(text));
}

/**
 * Shows, every second until the end of the block, how long something takes.
 *
 * @param text what to show, after so many seconds.
 */
export function tick(text: (seconds: number) => string): Disposable {
  const start = performance.now();
  const show = () => showText(text(Math.round((performance.now() - start) / 1000)));
  show();
  const timer = setInterval(show, 1000);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      clearProgress();
    },
  };
}

/** Takes it away again, so that something else can be printed. */
export function clearProgress(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K');
}

/**
 * `37 of 400, 1 failed, left: core/queue, 04a/deadlock, …`
 *
 * @param columns how wide it may be; as many names are in it as fit.
 */
export function progressText(
  { done, of, failed, left }: Progress,
  columns: number,
): string {
  const counts = `${done} of ${of}${failed > 0 ? `, ${failed} failed` : ''}`;
  const texts = left.map((_, i) => {
    const more = i + 1 < left.length ? ', …' : '';
    return `${counts}, left: ${left.slice(0, i + 1).join(', ')}${more}`;
  });
  // A terminal that is filled to its last column may begin a new line.
  return texts.findLast((text) => text.length < columns) ?? counts;
}

import { chalk } from 'zx';

/**
 * Shows how far a long work is, in the last line of a terminal; elsewhere it does nothing.
 * What is printed next has to clear it first.
 *
 * @param text is cut where the line ends.
 */
export function showProgress(text: string): void {
  const { isTTY, columns } = process.stdout;
  if (!isTTY) return;
  clearProgress();
  process.stdout.write(chalk.dim(text.slice(0, columns - 1)));
}

/** Empties the line. */
export function clearProgress(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K');
}

/**
 * Shows, every second until the end of the block, how long something takes.
 *
 * @param text what to show, after so many seconds.
 */
export function tick(text: (seconds: number) => string): Disposable {
  const start = performance.now();
  const show = () => showProgress(text(Math.round((performance.now() - start) / 1000)));
  show();
  const timer = setInterval(show, 1000);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      clearProgress();
    },
  };
}

import { availableParallelism } from 'node:os';
import { chalk } from 'zx';
import { print } from '../../modules/core/print.ts';
import type { Check } from './check.ts';
import { clearProgress, showProgress } from './progress.ts';
import { inRounds } from './repeat.ts';

/** How many programs run at once: starting up takes a core, sleeping takes none. */
export const defaultJobs = availableParallelism() * 2;

/** Names a check, so that a terminal shows it as long as it is not done. */
export function called(name: string, check: () => Promise<Check>): () => Promise<Check> {
  return Object.defineProperty(check, 'name', { value: name });
}

/**
 * Carries out checks, several at a time, and prints a line for each, in their order.
 *
 * @param options.jobs how many at a time.
 * @param options.repeat how often each is carried out. Default: once.
 * @param options.verbose prints the output of each program, too.
 * @param options.failuresOnly prints nothing of those that passed.
 * @returns the number of passed and failed ones.
 */
export async function carryOut(
  checks: (() => Promise<Check>)[],
  { jobs = defaultJobs, repeat = 1, verbose = false, failuresOnly = false } = {},
): Promise<{ passed: number; failed: number }> {
  const total = { passed: 0, failed: 0 };
  const runs = checks.flatMap((check) => Array.from({ length: repeat }, () => check));
  const left = [...runs];
  const show = () =>
    showProgress({
      done: runs.length - left.length,
      of: runs.length,
      failed: total.failed,
      left: [...new Set(left.map(({ name }) => name))].filter(Boolean),
    });
  const counted = runs.map((check) => async () => {
    const result = await check();
    left.splice(left.indexOf(check), 1);
    show();
    return result;
  });
  show();
  for await (const check of inRounds(inOrder(counted, jobs), repeat)) {
    const mark = check.failed > 0 ? chalk.red('✗') : chalk.green('✓');
    clearProgress();
    if (check.failed > 0 || !failuresOnly) {
      print(`${mark} ${check.name} ${chalk.dim(`${(check.ms / 1000).toFixed(2)} s`)}`);
      if (verbose && check.output) print(indent(check.output.trimEnd()));
      if (check.report) print(indent(check.report));
    }
    total.passed += check.passed;
    total.failed += check.failed;
    show();
  }
  clearProgress();
  return total;
}

/** Runs tasks, a few at a time, and yields their results in the order of the tasks. */
export async function* inOrder<T>(
  tasks: (() => Promise<T>)[],
  jobs: number,
): AsyncGenerator<T> {
  const waiting = tasks.map((task) => {
    const { promise, resolve, reject } = deferred<T>();
    promise.catch(() => {}); // It is told in its turn, and not before.
    return { promise, start: () => task().then(resolve, reject) };
  });
  const queue = [...waiting];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next.start();
  };
  for (let i = 0; i < jobs; i++) void work();
  for (const { promise } of waiting) yield await promise;
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

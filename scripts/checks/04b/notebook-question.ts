/**
 * What is asked of modules/04b/exercises/notebook-question.ts.
 *
 * Solved: solutions/04b/notebook-question.ts
 * Solved wrongly: test/fixtures/wrong/04b/notebook-question/
 * Solved, and then spoilt: test/fixtures/mutants/04b/notebook-question.*.diff
 * The starter as it was: scripts/starters/04b/notebook-question.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const WORKERS = 2;

export default {
  hints: [
    `The first line of the text: import { inWorkers, isMain, print, sleepSync } from '\${import.meta.url}'; – this file exports them, and its address is import.meta.url.`,
    'In the script, import.meta is that of the script: const meta = import.meta;',
    'The rest of the text: the definition with the word export before it and, behind the guard, if (isMain(meta)) { … }, the action.',
  ],
  requirements: [
    {
      says: 'Two workers of the script run the function, one for each sum',
      holds: ({ trace }) => {
        const notebook = trace.mainPid;
        const doers = trace.naps().map(({ by }) => by);
        if (doers.some(({ pid }) => pid === notebook))
          return 'the notebook did it itself';
        const workers = doers.filter(({ thread }) => thread !== 0);
        const each = workers.length === WORKERS && new Set(workers).size === WORKERS;
        return each || `${new Set(workers).size} workers of the script did`;
      },
      next: 'The script runs the action, as it stands in the second cell.',
    },
    {
      says: 'The script ends well',
      holds: ({ run }) => {
        const [, code] =
          /The script has ended, with exit code (.*)/.exec(run.stdout) ?? [];
        return code === '0' || `its exit code is ${code}`;
      },
      next: 'Read what the script printed on stderr.',
    },
  ],
} satisfies Checks;

/**
 * What is asked of modules/04b/exercises/notebook-question.ts.
 *
 * Solved: solutions/04b/notebook-question.ts
 * Solved in other ways: test/fixtures/right/04b/notebook-question/
 * Solved wrongly: test/fixtures/wrong/04b/notebook-question/
 * Solved, and then spoilt: test/fixtures/mutants/04b/notebook-question.*.diff
 * The starter as it was: scripts/starters/04b/notebook-question.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const WORKERS = 2;
/** How long the function naps, in milliseconds: so one can tell who ran it. */
const NAP = 20;

/** Cubes in place of squares, of other numbers; and a worker that comes to the action says so. */
const OTHERS = {
  'for (let i = 0; i < n; i++) sum += i * i;':
    'for (let i = 0; i < n; i++) sum += i ** 3;',
  'inWorkers(meta, sumSquares, [1000, 2000])':
    'inWorkers(meta, sumSquares, [10, 20, 30])',
  "if (!isMainThread) throw new Error('A worker starts workers: is there no main guard?');":
    "if (!isMainThread) throw print('A worker runs the action');",
};
/** What comes of them. */
const SUMS = '2025, 36100, 189225';

export default {
  hints: [
    `The first line of the text: import { inWorkers, isMain, print, sleepSync } from '\${import.meta.url}'; – this file exports them, and its address is import.meta.url.`,
    'In the script, import.meta is that of the script: const meta = import.meta;',
    'The rest of the text: the definition with the word export before it and, behind the guard, if (isMain(meta)) { … }, the action.',
  ],
  requirements: [
    {
      says: 'The script runs as a program of its own, and ends well',
      holds: ({ trace, run }) => {
        const ended = /^The script has ended, with exit code (.*)$/m;
        const [, code] = ended.exec(run.stdout) ?? [];
        if (code !== '0') return `its exit code is ${code}`;
        return trace.processes > 1 || 'there was no other program';
      },
      why: 'A file knows nothing of what lay around in a notebook: what it uses, it imports.',
      next: 'Read what the script printed on stderr.',
    },
    {
      says: 'Its workers run the definition, one for each sum',
      holds: ({ trace }) => {
        const doers = trace.naps(NAP).map(({ by }) => by);
        if (doers.some(({ pid }) => pid === trace.mainPid)) {
          return 'the notebook ran it itself';
        }
        if (doers.some(({ thread }) => thread === 0)) return 'the script ran it itself';
        const workers = new Set(doers).size;
        if (workers !== WORKERS) return `${workers} workers of the script did`;
        return doers.length === WORKERS || `it was run ${doers.length} times`;
      },
      why: 'A worker has nothing but a file and a name: it finds only what the file exports.',
      next: 'Have the script run the action, as it stands in the second cell.',
    },
    {
      says: 'The workers do not run the action',
      with: OTHERS,
      holds: ({ run }) => {
        const times = run.stdout.split('A worker runs the action').length - 1;
        return times === 0 || `${times} of them came to it`;
      },
      why: 'A worker imports the script from its first line to its last, and would start workers in turn.',
      next: 'Put the action behind a question that only the program itself answers with yes: isMain.',
    },
    {
      says: 'The script does what stands in the two cells',
      with: OTHERS,
      holds: ({ run }) => {
        const [, sums = ''] = /^Sums: \[(.*)\]$/m.exec(run.stdout) ?? [];
        return (
          sums === SUMS || `with other cells the sums were [${sums}], and not [${SUMS}]`
        );
      },
      why: 'Who copies code by hand has two versions of it, and mends one.',
      next: 'Put the text of the script together from the two strings.',
    },
  ],
} satisfies Checks;

/**
 * What is asked of modules/03c/exercises/storage-engines.ts.
 *
 * Solved: solutions/03c/storage-engines.ts
 * Solved wrongly: test/fixtures/wrong/03c/storage-engines/
 * Solved, and then spoilt: test/fixtures/mutants/03c/storage-engines.*.diff
 * The starter as it was: scripts/starters/03c/storage-engines.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Trace } from '../../lib/trace.ts';

export default {
  hints: [
    "engine('memory') is called first and returns the decorator; the decorator is called with the class.",
    'A Map from names to classes is all the registry there is. Check everything before you enter a class.',
    'structuredClone(data) is a copy; what was written to a file as JSON is one anyhow. Reading a file that is not there fails with the code ENOENT.',
  ],
  requirements: [
    {
      says: 'A class that lacks a method is refused as it is made, and not entered',
      holds: ({ run }) => {
        const refused = answer(run, 'An incomplete one');
        const named = refused.includes('WriteOnlyEngine') && refused.includes('load');
        if (!refused.startsWith('TypeError') || !named) return refused;
        const found = answer(run, 'Asked for by name');
        return found.startsWith('RangeError') ? true : `it was made by name: ${found}`;
      },
      next: 'Throw the TypeError in the decorator, before you enter the class in the Map.',
    },
    {
      says: 'A name belongs to one class only',
      holds: ({ run }) => {
        const second = answer(run, 'Its name once more');
        return second.startsWith('RangeError') ? true : `it was given twice: ${second}`;
      },
      next: 'Throw a RangeError in the decorator when the Map has the name already.',
    },
    {
      says: 'An engine is found by its name, also one that came later',
      holds: ({ run, trace }) => {
        const unknown = answer(run, 'Asked for by name');
        // Nobody can know this number beforehand, so nobody can have written it down.
        const remote = `remote${trace.mainPid}`;
        const missing = ['memory', 'file', remote].find(
          (name) => !unknown.includes(name),
        );
        if (missing) return `${missing} is not among those that are known: ${unknown}`;
        return keeps(run, trace, remote, true);
      },
      next: 'createEngine() looks the class up in the Map, and makes an object of it with `new`.',
    },
    {
      says: 'MemoryEngine keeps what was saved, each engine its own',
      holds: ({ run, trace }) => keeps(run, trace, 'memory', false),
      next: 'Keep a copy, in a field of the object: the caller may go on and change it.',
    },
    {
      says: 'FileEngine keeps what was saved in a file, for the next engine, too',
      holds: ({ run, trace }) => {
        const files = answer(run, 'file, files');
        if (files !== '1') return `there were ${files} files in the folder`;
        return keeps(run, trace, 'file', true);
      },
      next: 'Write it as JSON into the folder, and read it from there in load().',
    },
  ],
} satisfies Checks;

/** Whether an engine gave back what was saved, and whether the next one did. */
function keeps(run: Run, trace: Trace, name: string, lasting: boolean): true | string {
  const saved = `{user: 'Ada', process: ${trace.mainPid}}`;
  const expected = {
    'at first': 'undefined',
    loaded: saved,
    'by the next one': lasting ? saved : 'undefined',
  };
  for (const [when, wanted] of Object.entries(expected)) {
    const seen = answer(run, `${name}, ${when}`);
    if (seen !== wanted) return `${name}, ${when}: ${seen} in place of ${wanted}`;
  }
  return true;
}

/** What was printed behind these words. */
function answer({ stdout }: Run, what: string): string {
  const line = stdout.split('\n').find((line) => line.startsWith(`${what}: `));
  return line?.slice(what.length + 2) ?? 'nothing';
}

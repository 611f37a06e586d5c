/**
 * What is asked of modules/03c/exercises/storage-engines.ts.
 *
 * Solved: solutions/03c/storage-engines.ts
 * Solved in other ways: test/fixtures/right/03c/storage-engines/
 * Solved wrongly: test/fixtures/wrong/03c/storage-engines/
 * Solved, and then spoilt: test/fixtures/mutants/03c/storage-engines.*.diff
 * The starter as it was: scripts/starters/03c/storage-engines.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Trace } from '../../lib/trace.ts';

/** What the client does once more with each engine, in the end. */
const MORE = [
  "const { cpSync, openSync, closeSync } = process.getBuiltinModule('node:fs');",
  // What is in the folder is all that is in the copy: what is in memory is not.
  "const copy = folder + '-copy'; cpSync(folder, copy, { recursive: true });",
  'const last = createEngine(name, folder); await last.save(0);',
  "print(name + ', saved again:', await last.load());",
  "print(name + ', by yet another one:', await createEngine(name, folder).load());",
  "print(name + ', of the copy:', await createEngine(name, copy).load());",
  // The number of a file that is opened is the lowest that is free.
  "const free = () => { const fd = openSync(process.execPath, 'r'); closeSync(fd); return fd; };",
  'const before = free(); for (let i = 0; i < 20; i++) { const next = createEngine(name, copy);',
  'await next.load(); await next.save(i); await next.load(); }',
  "print(name + ', left open:', free() - before); await rm(copy, { recursive: true });",
].join(' ');
const END = 'await rm(folder, { recursive: true });';
const OTHER_CLIENT = { [END]: `${MORE} ${END}` };
/** Other files may be open for a moment, such as those of a module. */
const LEFT_OPEN = 10;

export default {
  hints: [
    "engine('memory') is called first and returns the decorator; the decorator is called with the class.",
    'A Map from names to classes is all the registry there is. Check everything before you enter a class.',
    'structuredClone(data) is a copy; what was written to a file as JSON is one anyhow. Reading a file that is not there fails with the code ENOENT.',
  ],
  requirements: [
    {
      says: 'A class that lacks save() or load() is refused as it is made',
      holds: ({ run }) => {
        const lacking = {
          'An incomplete one': 'WriteOnlyEngine does not define load()',
          'Another one': 'ReadOnlyEngine does not define save()',
        };
        for (const [what, problem] of Object.entries(lacking)) {
          const seen = answer(run, what);
          if (seen !== `TypeError: ${problem}`) return `${what}: ${seen}`;
        }
        return true;
      },
      why: 'An engine that cannot load is found out when it is written, and not when the data is needed.',
      next: 'Throw the TypeError in the decorator, when one of the two is no function on Class.prototype.',
    },
    {
      says: 'A name that is taken is refused',
      holds: ({ run, trace }) => {
        const second = answer(run, 'Its name once more');
        const wanted = `RangeError: There is an engine '${remoteOf(trace)}' already`;
        return second === wanted ? true : `it was asked for twice: ${second}`;
      },
      why: 'If the last one won, it would depend on the order of imports where the data is.',
      next: 'Throw a RangeError in the decorator when the Map has the name already.',
    },
    {
      says: "@engine('memory') enters all other classes, and createEngine() makes an engine by its name",
      holds: ({ run, trace }) => keeps(run, trace, remoteOf(trace), true),
      why: 'The client need not change for a new engine: it knows a name, and no class.',
      next: 'createEngine() looks the class up in the Map, and makes an object of it with `new`.',
    },
    {
      says: 'For an unknown name createEngine() throws a RangeError that lists the others',
      holds: ({ run, trace }) => {
        const found = answer(run, 'Asked for by name');
        const names = `memory, file, ${remoteOf(trace)}`;
        const wanted = `RangeError: There is no engine 'write-only', only ${names}`;
        return found === wanted
          ? true
          : `asked for write-only, which was refused: ${found}`;
      },
      why: 'Whoever has mistyped a name sees at once what there is; what was refused is not there.',
      next: 'Check a class before you enter it; the keys of a Map are in the order in which they came.',
    },
    {
      says: 'MemoryEngine keeps what was saved last in the object, each its own',
      with: OTHER_CLIENT,
      holds: ({ run }) => {
        const files = answer(run, 'memory, files');
        if (files !== '0') return `there were ${files} files in the folder`;
        return (
          differs(run, 'memory, saved again', '0') ??
          differs(run, 'memory, by yet another one', 'undefined') ??
          differs(run, 'memory, of the copy', 'undefined') ??
          true
        );
      },
      why: 'Two users of a memory that is shared by chance would overwrite the data of each other.',
      next: 'Keep it in a field of the object.',
    },
    {
      says: 'FileEngine keeps what was saved last in a file, the only one in its folder',
      with: OTHER_CLIENT,
      holds: ({ run, trace }) => {
        const files = answer(run, 'file, files');
        if (files !== '1') return `there were ${files} files in the folder`;
        return (
          differs(run, 'file, saved again', '0') ??
          differs(run, 'file, by yet another one', '0') ??
          differs(run, 'file, of the copy', savedIn(trace)) ??
          true
        );
      },
      why: 'What is in memory is gone with the program; a file is still there for the next one.',
      next: 'Write it as JSON into the folder, and read it from there in load().',
    },
    {
      says: 'FileEngine leaves no file open',
      with: OTHER_CLIENT,
      holds: ({ run }) => {
        const open = Number(answer(run, 'file, left open'));
        return open < LEFT_OPEN ? true : `after 20 more rounds ${open} files were open`;
      },
      why: 'A program may have only so many files open; then none can be opened any more.',
      next: 'readFile() and writeFile() close it themselves; after open(), close it in a finally.',
    },
    {
      says: 'What is loaded is what was saved',
      holds: ({ run, trace }) => {
        const memory = keeps(run, trace, 'memory', false);
        return memory === true ? keeps(run, trace, 'file', true) : memory;
      },
      why: 'An object that two have in hand is changed by one behind the back of the other.',
      next: 'Give away and keep copies only: structuredClone(), in save() and in load().',
    },
  ],
} satisfies Checks;

/** Whether an engine gave back what was saved, and whether the next one did. */
function keeps(run: Run, trace: Trace, name: string, lasting: boolean): true | string {
  const saved = savedIn(trace);
  return (
    differs(run, `${name}, at first`, 'undefined') ??
    differs(run, `${name}, loaded`, saved) ??
    differs(run, `${name}, by the next one`, lasting ? saved : 'undefined') ??
    true
  );
}

/** What was seen in place of what was wanted; undefined when it was that. */
function differs(run: Run, what: string, wanted: string): string | undefined {
  const seen = answer(run, what);
  return seen === wanted ? undefined : `${what}: ${seen} in place of ${wanted}`;
}

// Nobody can know this number beforehand, so nobody can have written it down.
function remoteOf({ mainPid }: Trace): string {
  return `remote${mainPid}`;
}

function savedIn({ mainPid }: Trace): string {
  return `{user: {name: 'Ada'}, process: ${mainPid}}`;
}

/** What was printed behind these words. */
function answer({ stdout }: Run, what: string): string {
  const line = stdout.split('\n').find((line) => line.startsWith(`${what}: `));
  return line?.slice(what.length + 2) ?? 'nothing';
}

/** The checker of exercises, in a copy of the project that is no git repository. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { glob, which } from 'zx';
import { sleep } from '../../modules/core/time.ts';
import { checkExercise } from '../../scripts/lib/check-exercise.ts';
import { peopleOf } from '../../scripts/lib/exercise-report.ts';
import { type Exercise, selectExercises } from '../../scripts/lib/exercises.ts';
import { checkHandIn } from '../../scripts/lib/hand-in.ts';
import { root } from '../../scripts/lib/lessons.ts';
import { checkSaved } from '../../scripts/lib/watch.ts';
import { isRefusal, runToolIn } from './processes.ts';

/** An exercise that is checked in no time. */
const NAME = '03b/payment-gateway';
const STARTER = `modules/03b/exercises/payment-gateway.ts`;

const test = suite<{ project: string; class: string }>('check');

test.before((context) => {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  context.project = join(folder, 'project');
  for (const part of [
    'scripts',
    'modules',
    'solutions',
    'package.json',
    'tsconfig.json',
  ]) {
    cpSync(resolve(root, part), join(context.project, part), { recursive: true });
  }
  symlinkSync(resolve(root, 'node_modules'), join(context.project, 'node_modules'));
  context.class = join(folder, 'class');
});

test.after(({ project }) => {
  rmSync(dirname(project), { recursive: true });
});

const read = (file: string) => readFileSync(resolve(root, file), 'utf8');

/** The solution as a learner would have written it into the starter. */
function solved(name: string): string {
  return read(`solutions/${name}.ts`).replaceAll('../../modules/core/', '../../core/');
}

function exercise(name: string): Exercise {
  return selectExercises([name])[0] as Exercise;
}

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test('--list names all exercises with their titles, and runs none', async ({
  project,
}) => {
  const { stdout, stderr, code } = await runToolIn({ cwd: project }, 'check', '--list');
  assert.equal([stderr, code], ['', 0]);
  assert.match(stdout, /^04a · Threads and synchronisation$/m);
  assert.match(
    stdout,
    /^ {4}synchronisation .* Lock, Event, Semaphore and Queue in one/m,
  );
  assert.match(stdout, /^0 of \d\d solved; --list --check checks them all$/m);
  const json = await runToolIn({ cwd: project }, 'check', '--list', '--json', '04a');
  const cards: Record<string, unknown>[] = JSON.parse(json.stdout);
  assert.ok(cards.every(({ exercise }) => String(exercise).startsWith('04a/')));
  assert.equal(Object.keys(cards[0] ?? {}), ['exercise', 'title', 'level', 'after']);
});

test('modules are checked, and the list remembers it until a file changes', async ({
  project,
}) => {
  const list = async () => {
    const { stdout } = await runToolIn({ cwd: project }, 'check', '--list', '03b');
    return stdout.split('\n')[1]?.trim().split(' ')[0];
  };
  const modules = ['check', '03a', '03b', '--seeds', '1'] as const;
  const open = await runToolIn({ cwd: project }, ...modules);
  assert.match(open.stdout, /✗ payment-gateway .*\n0 of 2 solved$/m);
  assert.is(open.code, 1);
  assert.is(await list(), '·');

  write(join(project, STARTER), solved(NAME));
  const done = await runToolIn({ cwd: project }, ...modules);
  assert.match(done.stdout, /✓ payment-gateway .*\n1 of 2 solved$/m);
  assert.is(await list(), '✓');

  write(join(project, STARTER), `${solved(NAME)}\n// A word more.\n`);
  assert.is(await list(), '?');
  const json = await runToolIn({ cwd: project }, 'check', '--list', '--json', '03b');
  const [card] = JSON.parse(json.stdout);
  assert.equal([typeof card.checked, card.solved], ['string', undefined]);
});

test('a class is a table, and nothing is touched or left in the project', async ({
  project,
  class: folder,
}) => {
  const before = readFileSync(join(project, STARTER), 'utf8');
  write(join(folder, 'anna/payment-gateway.ts'), solved(NAME));
  write(join(folder, 'bert/payment-gateway.ts'), read(STARTER));
  write(join(folder, 'carla/payment-gateway.ts'), "throw new Error('no');\n");
  const files = join(folder, '*/payment-gateway.ts');
  const words = [files, '--as', NAME, '--seeds', '1'];
  const { stdout, code } = await runToolIn({ cwd: project }, 'check', ...words);
  assert.is(code, 1);
  const rows = new Map(
    [...stdout.matchAll(/^(anna|bert|carla) +(.*)$/gm)].map(([, who, row]) => [who, row]),
  );
  assert.match(rows.get('anna') ?? '', /^(✓ *)+$/);
  assert.match(rows.get('bert') ?? '', /^✓ .*✗/);
  assert.match(rows.get('carla') ?? '', /^✗ +(· *)+✓ *$/); // its types are right
  assert.match(stdout, /^1 of 3 have solved it$/m);
  assert.is(readFileSync(join(project, STARTER), 'utf8'), before);
  const left = readdirSync(join(project, '.cache'));
  assert.equal(
    left.filter((name) => name !== 'solved.json'),
    [],
  );
});

test('a file from anywhere finds the core and its own parts; JSON says what was seen', async ({
  project,
  class: folder,
}) => {
  const name = '04a/custom-thread-pool';
  const parts = `solutions/${name}/pool.ts`;
  const file = write(join(folder, 'mine.ts'), read(`solutions/${name}.ts`));
  write(join(folder, 'custom-thread-pool/pool.ts'), read(parts));
  const words = [file, '--as', name, '--seeds', '1', '--json'];
  const { stdout, code } = await runToolIn({ cwd: project }, 'check', ...words);
  const [found] = JSON.parse(stdout);
  assert.equal([found.solved, found.file, code], [true, file, 0], stdout);
  assert.ok(found.requirements.length > 2);
  assert.is(found.seed, undefined);
});

test('what is seen of a file names it, not the copy that was run', async ({
  class: folder,
}) => {
  const file = write(join(folder, 'dora.ts'), "throw new Error('no');\n");
  const finding = await checkHandIn(exercise(NAME), file, { seeds: 1 });
  assert.match(finding.missing?.seen ?? '', /at dora\.ts:1$/);
  assert.is(finding.judged[0]?.seen, finding.missing?.seen);
});

test('a file that is gone, or that cannot be put in place, is a finding', async ({
  class: folder,
}) => {
  const gone = join(folder, 'no-such.ts');
  for (const name of [NAME, '04a/list-add-remove']) {
    const { missing, judged } = await checkExercise(exercise(name), gone);
    assert.is(missing?.seen, 'there is no file');
    assert.is(judged.at(-1)?.seen, undefined);
  }
  const { missing } = await checkHandIn(exercise(NAME), gone, { seeds: 1 });
  assert.is(missing?.seen, 'there is no file');

  const file = write(join(folder, 'emil/mine.ts'), "import './payment-gateway.ts';\n");
  write(join(folder, 'emil/payment-gateway.ts'), solved(NAME));
  const rival = await checkHandIn(exercise(NAME), file, { seeds: 1 });
  assert.match(rival.missing?.seen ?? '', /the starter's name, payment-gateway\.ts$/);
});

test('in a list of many, who fails at once is spared the schedules', async () => {
  const raced = exercise('04a/list-add-remove');
  const { missing, explored } = await checkExercise(raced, raced.starter, {
    brief: true,
  });
  assert.ok(missing);
  assert.is(explored, undefined);
});

/** What is found of a solution in which something stands in the place of something else. */
async function findingOf(
  { class: folder }: { class: string },
  name: string,
  change: [string, string],
) {
  const topic = name.split('/')[1];
  const text = solved(name);
  assert.ok(text.includes(change[0]));
  const file = write(join(folder, `changed/${topic}.ts`), text.replace(...change));
  const { missing } = await checkHandIn(exercise(name), file, { seeds: 0 });
  return { says: missing?.says ?? '', seen: missing?.seen ?? '', next: missing?.next };
}

const RACED = '04a/synchronisation';

test('an endless loop is told with its line, in a thread and in main', async (context) => {
  const inThread = await findingOf(context, RACED, [
    '  let most = 0;\n',
    '  let most = 0;\n  while (most < 1) most = most / 2;\n',
  ]);
  assert.match(
    inThread.seen,
    /^it goes round and round, at line \d+: while \(most < 1\)/,
  );
  const inMain = await findingOf(context, RACED, [
    "  print('Main: go');\n",
    "  for (let n = 1; n > 0; n = (n % 9) + 1);\n  print('Main: go');\n",
  ]);
  assert.match(inMain.seen, /^it goes round and round, at line \d+: for \(let n = 1/);
});

test('what the compiler refuses is told with its line', async (context) => {
  const types = await findingOf(context, NAME, [
    '  print(',
    '  const n: number = "";\n  print(',
  ]);
  assert.is(types.says, 'Its types are right');
  assert.match(types.seen, /^Type 'string' is not .*, at payment-gateway\.ts:\d+$/);
  const syntax = await findingOf(context, NAME, ['  print(', '  const n = ;\n  print(']);
  assert.is(syntax.says, 'The program runs to its end');
  assert.match(syntax.seen, /^Expression expected, at payment-gateway\.ts:\d+/);
  const name = await findingOf(context, RACED, ['  start.wait();', '  started.wait();']);
  assert.match(
    name.seen,
    /^it failed with ReferenceError: started is not defined, at sy/,
  );
  assert.match(name.seen, /The compiler says: Cannot find name 'started'/);
  assert.match(name.next ?? '', /^Look at line \d+/);
});

test('a deadlock is told in one line, and not in a stack', async (context) => {
  // Of main: of a worker, those that wait for its lock fail as well, and may be heard first.
  const { seen } = await findingOf(context, RACED, [
    "  print('Main: go');\n",
    "  total.lock.acquire();\n  total.lock.acquire();\n  print('Main: go');\n",
  ]);
  assert.match(seen, /^it failed with DeadlockError: .*, at synchronisation\.ts:\d+$/);
});

test('of schedules nothing is said where something else is missing', async ({
  class: folder,
}) => {
  const text = solved(RACED).replace('  start.wait();', '  start.isSet();');
  const file = write(join(folder, 'changed/early.ts'), text);
  const { judged } = await checkHandIn(exercise(RACED), file, { seeds: 1 });
  const { says = '', seen } = judged.at(-1) ?? {};
  assert.equal([says, seen], ['The total is right in every schedule', undefined]);
});

test('a file that is saved while it is checked is checked anew', async ({ project }) => {
  const path = write(join(project, STARTER), '// the first one\n');
  const [first, second] = [{ judged: [] }, { judged: [] }];
  let checks = 0;
  const entry = {
    exercise: exercise(NAME),
    file: STARTER,
    path,
    check: async () => {
      if (++checks > 1) return second;
      write(path, '// the second one\n');
      return first;
    },
  };
  const { finding } = await checkSaved(entry);
  assert.is(finding, second);
  assert.is(checks, 2);
});

test('--watch sees what is saved while it checks', async ({ project, class: folder }) => {
  const file = write(join(folder, 'watched.ts'), read(STARTER));
  const args = ['scripts/check.ts', file, '--as', NAME, '--seeds', '1', '--watch'];
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const signal = AbortSignal.timeout(80_000);
  try {
    // It has a copy of the file, which it runs.
    const copies = join(project, '.cache/hand-in-*/03b/exercises/payment-gateway.ts');
    while ((await glob(copies)).length === 0) {
      signal.throwIfAborted();
      await sleep(10);
    }
    writeFileSync(file, solved(NAME));
    await prints(child, /^Solved: /m, signal);
  } finally {
    child.kill();
    await exited;
  }
});

async function prints(
  child: ChildProcess,
  words: RegExp,
  signal: AbortSignal,
): Promise<void> {
  let text = '';
  for (;;) {
    const [chunk] = await once(child.stdout as NodeJS.ReadableStream, 'data', { signal });
    text += chunk;
    if (words.test(text)) return;
  }
}

const terminal = which.sync('script', { nothrow: true }) ? test : test.skip;

/** On a terminal, keys are typed when words are there; returns the exit code. */
async function onTerminal(
  project: string,
  args: string,
  typed: [RegExp, string][],
): Promise<number> {
  const command = `${process.execPath} --import tsx scripts/check.ts ${args}`;
  const signal = AbortSignal.timeout(120_000);
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: project });
  const exited = once(child, 'exit');
  try {
    for (const [words, keys] of typed) {
      // What comes before the question does not reach it for sure.
      await prints(child, words, signal);
      child.stdin.write(keys);
    }
    const [code] = await once(child, 'exit', { signal });
    return code;
  } finally {
    child.kill();
    await exited;
  }
}

terminal(
  '--reset puts the starter back, without git, and keeps what was',
  async ({ project }) => {
    const now = () => readFileSync(join(project, STARTER), 'utf8');
    const kept = (name: string) =>
      readFileSync(join(project, `${STARTER}.${name}`), 'utf8');
    const reset = (answer: string) =>
      onTerminal(project, `${NAME} --reset`, [[/\[y\/N\]/, answer]]);
    write(join(project, STARTER), '// What I wrote.\n');
    assert.is(await reset('\u0004'), 1); // Ctrl-D
    assert.is(now(), '// What I wrote.\n');
    assert.is(await reset('y\n'), 0);
    assert.is(now(), read(STARTER));
    write(join(project, STARTER), '// What I wrote then.\n');
    assert.is(await reset('y\n'), 0);
    assert.equal(
      [kept('old'), kept('old-2')],
      ['// What I wrote.\n', '// What I wrote then.\n'],
    );

    rmSync(join(project, STARTER));
    const gone = await runToolIn({ cwd: project }, 'check', NAME, '--reset');
    assert.equal([gone.stdout, gone.code], ['It was gone; the starter is back.\n', 0]);
    assert.is(now(), read(STARTER));
  },
);

terminal('--watch has keys', async ({ project }) => {
  write(join(project, STARTER), read(STARTER));
  const code = await onTerminal(project, `${NAME} --watch --quick`, [
    [/q quit/, 'h'],
    [/Hint 1 of/, 's'],
    [/The solution is shown when yours passes/, 'l'],
    [/Threads and synchronisation/, 'n'],
    [/exercises\/storage-engines\.ts[\s\S]*q quit/, 'q'],
  ]);
  assert.is(code, 0);
});

test('says in one line what it cannot do', async ({ project }) => {
  const refusal = async (says: RegExp, ...args: string[]) =>
    isRefusal(await runToolIn({ cwd: project }, 'check', ...args), says);
  const as = ['--as', '04a/quiz'];
  const two = ['package.json', 'scripts/check.ts'];
  await refusal(/^Name one exercise; --list shows all of them$/m);
  await refusal(/^'quiz' is the name of 04a\/quiz and 04c\/quiz: choose one$/m, 'quiz');
  await refusal(
    /^There is no exercise '04a\/qiuz': did you mean 04a\/quiz\?$/m,
    '04a/qiuz',
  );
  await refusal(/^There is no file 'no-such\.ts'$/m, 'no-such.ts', ...as);
  await refusal(/^'modules' is no file: name the files in it$/m, 'modules', ...as);
  await refusal(/^Name the files that --as is about$/m, ...as);
  await refusal(/^--watch and --solution are for one/m, ...two, ...as, '--watch');
  await refusal(/^--as and --reset do not go together$/m, ...two, ...as, '--reset');
  await refusal(/^--json and --watch do not go together$/m, NAME, '--json', '--watch');
});

test('hints belong to the exercise, also where a file is named', async ({ project }) => {
  const words = ['package.json', '--as', NAME, '--hint'];
  const { stdout, code } = await runToolIn({ cwd: project }, 'check', ...words);
  assert.match(stdout, /^Hint 1 of \d/);
  assert.is(code, 0);
});

test('a solution that is withheld is told as that', async ({ project }) => {
  write(join(project, STARTER), read(STARTER));
  const words = [NAME, '--quick', '--solution'];
  const { stdout, code } = await runToolIn({ cwd: project }, 'check', ...words);
  assert.match(stdout, /^Not shown yet: --solution --give-up shows it all the same$/m);
  assert.is(code, 1);
});

test('people are what tells their files apart', () => {
  assert.equal(peopleOf(['class/anna/quiz.ts', 'class/bert/quiz.ts']), ['anna', 'bert']);
  assert.equal(peopleOf(['a/anna.ts', 'a/b/bert.ts']), ['anna.ts', 'b/bert.ts']);
});

test.run();
